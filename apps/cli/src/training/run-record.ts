import { ConfigError, FileError, type Storage } from '@recyclegpt/spec';
import type { JsonValue } from '@recyclegpt/train';
import { runPaths } from './run-folder.ts';

/** What a run is: the same in all of its parts. */
export interface RunRecord {
  readonly kind: 'base' | 'module';
  /** What decides over its outcome, by the option's name, with defaults filled in. */
  readonly options: Readonly<Record<string, JsonValue>>;
}

const path = 'run.json';
const version = 1;

/**
 * Notes what a folder's run is, or checks that this is the run which was begun there.
 * @returns whether it was begun earlier
 * @throws ConfigError naming the option that says something else than before; FileError if the folder cannot be written,
 * holds something else, or its note cannot be read
 */
export async function pinRun(storage: Storage, record: RunRecord): Promise<boolean> {
  using source = await storage.open(path);
  if (source === undefined) {
    await refuseForeign(storage);
    const text = JSON.stringify({ version, ...record }, null, 2);
    await storage.write(path, [new TextEncoder().encode(`${text}\n`)]);
    return false;
  }
  const noted = parseRecord(new TextDecoder().decode(await source.read(0, source.sizeBytes)), source.name);
  if (noted.kind !== record.kind) throw contradiction('--out', `a run that trains a ${noted.kind}`, record.kind);
  for (const name of new Set([...Object.keys(noted.options), ...Object.keys(record.options)])) {
    const [before, now] = [noted.options[name], record.options[name]].map((value) => JSON.stringify(value));
    if (before !== now) throw contradiction(`--${name}`, before ?? 'nothing', now ?? 'nothing');
  }
  return true;
}

/** Removes what was made before a run was agreed to; what else lies in the folder stays. */
export async function forgetRun(storage: Storage): Promise<void> {
  for (const made of [path, 'tokenizer.json', 'tokenizer_config.json', runPaths.tokens]) await storage.remove(made);
}

function contradiction(where: string, before: string, now: string): ConfigError {
  return new ConfigError({
    what: 'The folder holds a run with other options',
    where,
    expected: `${before}, as when it was begun`,
    got: now,
    next: 'Give the same options to go on, or another --out to begin anew.',
  });
}

async function refuseForeign(storage: Storage): Promise<void> {
  const files = await storage.list('');
  const other = files.find((file) => /\.(safetensors|json)$/.test(file));
  if (other === undefined) return;
  throw new FileError({
    what: 'The folder holds files of something else',
    where: `--out, ${other}`,
    expected: 'an empty folder, a new one, or that of a run to go on with',
    next: 'Choose another folder.',
  });
}

function parseRecord(text: string, where: string): RunRecord {
  try {
    const json: unknown = JSON.parse(text);
    if (isRecord(json) && json['version'] === version && isRecord(json['options']))
      return { kind: json['kind'] === 'base' ? 'base' : 'module', options: json['options'] as RunRecord['options'] };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new FileError({
    what: 'The note of a run cannot be read',
    where,
    expected: `what version ${version} writes`,
    next: 'Choose another --out, or remove the folder to begin anew.',
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
