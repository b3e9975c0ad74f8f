import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installLlama } from './shared-llama.ts';
import { precisions, sharedFolder } from './shared-models.ts';
import {
  benchOptions,
  finish,
  formatSpread,
  machine,
  printTable,
  root,
  type Spread,
  say,
  spreadOf,
} from './shared-report.ts';

const { option } = benchOptions();
const repeats = option('repeats', 5);

/** What a fresh process measured about itself. */
interface Start {
  /** From before the engine is imported to its first token, in milliseconds. */
  readonly firstTokenMs: number;
  /** Resident memory after loading, in bytes. */
  readonly loadedBytes: number;
  readonly weightsBytes: number;
}

/** Runs `start-child.mjs` in a process of its own, as users run the packages: built, with plain Node. */
function measure(engine: string, preparedFolder: string): Start {
  const env = {
    ...process.env,
    ORT_DISABLE_TELEMETRY: '1',
    RECYCLEGPT_MODELS: process.env['RECYCLEGPT_MODELS'] ?? join(sharedFolder, 'models'),
    LLAMA_ENTRY: engine === 'llama.cpp' ? installLlama() : '',
  };
  const output = execFileSync(
    process.execPath,
    [join(import.meta.dirname, 'start-child.mjs'), engine, preparedFolder],
    { env, encoding: 'utf8' },
  );
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Start;
}

say('Building, so that starts are those of the packages …');
execFileSync('npm', ['run', '--silent', 'build', '--', '--output-logs=errors-only'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
});
say(
  `Start of SmolLM2-135M-Instruct in a fresh process, 2 threads, ${repeats} interleaved repeats. Files are in the page cache.`,
);
say(JSON.stringify(machine()));

const folder = mkdtempSync(join(tmpdir(), 'recyclegpt-start-'));
const engines = [...precisions, 'llama.cpp'];
const first = new Map<string, Start>();
const later = new Map<string, Start[]>(engines.map((engine) => [engine, []]));
try {
  const bare = measure('bare', folder);
  for (const engine of engines) first.set(engine, measure(engine, folder));
  for (let repeat = 0; repeat < repeats; repeat += 1)
    for (const engine of engines) later.get(engine)?.push(measure(engine, folder));
  const llama = spreadOf((later.get('llama.cpp') ?? []).map(({ firstTokenMs }) => firstTokenMs));
  const rows = engines.map((engine) => summary(engine, { bare, llama }));
  if (!benchOptions().json) {
    printTable(
      ['engine', 'first start ms', 'next starts ms', '÷ llama.cpp', 'weights MB', 'resident MB', '÷ weights'],
      rows.map((row) => [
        row.engine,
        row.firstStartMs.toFixed(0),
        formatSpread(row.nextStartMs, 0),
        row.overLlama.toFixed(2),
        (row.weightsBytes / 1e6).toFixed(0),
        (row.loadedBytes / 1e6).toFixed(0),
        row.memoryRatio?.toFixed(2) ?? '–',
      ]),
    );
    say(
      `Resident after loading, less the bare runtime (${(bare.loadedBytes / 1e6).toFixed(0)} MB), over the weights’ bytes.`,
    );
  }
  finish('start', { repeats, bareBytes: bare.loadedBytes, rows });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Row {
  readonly engine: string;
  readonly firstStartMs: number;
  readonly nextStartMs: Spread;
  readonly overLlama: number;
  readonly weightsBytes: number;
  readonly loadedBytes: number;
  readonly memoryRatio: number | undefined;
}

function summary(engine: string, { bare, llama }: { bare: Start; llama: Spread }): Row {
  const starts = later.get(engine) ?? [];
  const nextStartMs = spreadOf(starts.map(({ firstTokenMs }) => firstTokenMs));
  const { loadedBytes, weightsBytes } = starts[0] as Start;
  return {
    engine,
    firstStartMs: first.get(engine)?.firstTokenMs ?? Number.NaN,
    nextStartMs,
    overLlama: nextStartMs.median / llama.median,
    weightsBytes,
    loadedBytes,
    memoryRatio: engine === 'llama.cpp' ? undefined : (loadedBytes - bare.loadedBytes) / weightsBytes,
  };
}
