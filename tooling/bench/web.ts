import { join } from 'node:path';
import { launchChromium } from '@recyclegpt/testing/browser';
import { ggufPath } from './shared-llama.ts';
import { loadSmolLm2 } from './shared-models.ts';
import { asQuestion, readPrompts } from './shared-prompts.ts';
import { benchOptions, finish, machine, say } from './shared-report.ts';
import { bundleEngines, modulePath } from './web/bundle-engines.ts';
import { compareWithNode, type PageText } from './web/check-node.ts';
import { agreementBar, type Departure } from './web/compare-texts.ts';
import { exportOnnx } from './web/export-onnx.ts';
import { type Bar, betterPeer, type EngineRuns, rowsOf, speedBars } from './web/figures.ts';
import { cacheFolder, installPeers } from './web/install-peers.ts';
import { printBars, printDepartures, printEngines, printPasses } from './web/print-web.ts';
import { type BenchPrecision, type RunOptions, runEngines } from './web/run-engines.ts';
import { serveEngines } from './web/serve-engines.ts';
import { timePasses } from './web/time-passes.ts';

const { option, words } = benchOptions();
const precisions = words<BenchPrecision>('precisions', ['f32', 'int8']);
const parts = words('parts', ['passes', 'engines'] as const);
const [limit, maxTokens, repeats, threads] = [
  option('limit', 6),
  option('max-tokens', 64),
  option('repeats', 3),
  option('threads', 2),
];

const peers = await installPeers();
const onnxFolder = join(cacheFolder, 'onnx', 'smollm2');
await exportOnnx(ggufPath, onnxFolder);
const prompts = await readQuestions();
await using bundle = await bundleEngines(peers, { gguf: ggufPath, onnxFolder, module: modulePath });
await using server = await serveEngines(bundle.folder);

/** The prompts as questions: all engines are fed the same. */
async function readQuestions(): Promise<RunOptions['prompts']> {
  using model = await loadSmolLm2('int8', { recycle: 'none' });
  return readPrompts('bench', limit).map((prompt) => {
    const tokenIds = model.encodePrompt(asQuestion(prompt));
    return { tokenIds, text: model.tokenizer.decode(tokenIds) };
  });
}

async function inBrowser() {
  const browser = await launchChromium({ hasWebGpu: true });
  try {
    const stage = { browser, server };
    say(
      `SmolLM2-135M-Instruct in Chromium ${browser.version()}, greedy, ${threads} threads in each engine, ${prompts.length} prompts, at most ${maxTokens} tokens, ${repeats} turns.`,
    );
    say(JSON.stringify(machine()));
    say();
    const isTimed = parts.includes('passes');
    const passes = isTimed ? await timePasses(stage, { precisions, threads, repeats: Math.max(3, repeats) }) : [];
    if (isTimed) printPasses(passes);
    say();
    const isRun = parts.includes('engines');
    const engines = isRun ? await runEngines(stage, { precisions, threads, repeats, maxTokens, prompts }) : [];
    return { passes, engines, chromium: browser.version() };
  } finally {
    await browser.close();
  }
}

/** Texts in a precision whose tokens are known: ours, and those of transformers.js, which show that its export is right. */
function textsIn(precision: BenchPrecision, all: readonly EngineRuns[]): readonly PageText[] {
  const known = all.filter(
    (each) => each.precision === precision && each.runs.some(({ text }) => text.tokenIds.length > 0),
  );
  return known.flatMap(({ name, role, runs }) =>
    runs.map(({ prompt, text }) => ({ engine: name, isPeer: role === 'peer', prompt, tokenIds: text.tokenIds })),
  );
}

const { passes, engines, chromium } = await inBrowser();
const compared = engines.length === 0 ? undefined : await compare(engines);
finish('web', { chromium, threads, prompts: prompts.length, maxTokens, repeats, passes, ...compared });

/** Holds the engines against Node and each other, and prints what comes of it. */
async function compare(all: readonly EngineRuns[]) {
  const agreement: Bar[] = [];
  const departures: Departure[] = [];
  for (const precision of precisions) {
    const texts = textsIn(precision, all);
    const found = await compareWithNode(precision, texts, {
      prompts: prompts.map(({ tokenIds }) => tokenIds),
      maxTokens,
    });
    printDepartures(precision, found, texts.length);
    const own = found.filter(({ isPeer }) => !isPeer);
    agreement.push(agreementBar(precision, own));
    departures.push(...found);
  }
  say();
  const rows = rowsOf(all);
  printEngines(rows);
  say(
    `Peak: the page's process, its own and shared memory, sampled. Plain and adaptive share a page. Better peer: ${betterPeer(all).name}.`,
  );
  say();
  const bars = [...agreement, ...speedBars(rows)];
  printBars(bars);
  return { rows, departures, bars };
}
