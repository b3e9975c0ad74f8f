import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  adaptive,
  alternating,
  defineScheduler,
  type NamedScheduler,
  schedulerByName,
  schedulerNames,
  verified,
} from '@recyclegpt/schedulers';
import { ConfigError, FileError, type Scheduler } from '@recyclegpt/spec';
import { nearestName } from '../arguments/nearest-name.ts';
import type { OptionValues } from '../arguments/option-definitions.ts';

/**
 * The scheduler that the options name.
 * @throws ConfigError for an unknown name or options that do not fit it, FileError for a file that cannot be used.
 */
export async function schedulerOption(options: OptionValues): Promise<NamedScheduler> {
  const { scheduler: name = 'adaptive', 'draft-length': length, recycle } = options;
  if (/[\\/]|\.[cm]?[jt]s$/.test(name)) return await schedulerOfFile(name, length);
  if (recycle === 'none') refuseWithoutModule(name, '--recycle none leaves it none');
  if (length === undefined) return namedScheduler(name);
  if (name === 'adaptive') return adaptive({ maxLength: length });
  if (name === 'verified') return verified({ length });
  namedScheduler(name);
  return refuseLength(name);
}

function namedScheduler(name: string): NamedScheduler {
  if (schedulerNames.includes(name)) return schedulerByName(name);
  const nearest = nearestName(name, schedulerNames);
  const next = 'For a scheduler of your own give its file: --scheduler ./mine.mjs';
  throw new ConfigError({
    what: 'There is no such scheduler',
    where: '--scheduler',
    got: JSON.stringify(name),
    expected: schedulerNames.join(', '),
    next: nearest === undefined ? next : `Did you mean ${nearest}?`,
  });
}

/**
 * Refuses what cannot do without a recycle module, once it is known that there is none.
 * @param reason why there is none
 * @throws ConfigError for a scheduler that trusts what a module drafts.
 */
export function refuseWithoutModule(scheduler: string | undefined, reason: string): void {
  if (scheduler !== alternating().name) return;
  throw new ConfigError({
    what: `The scheduler ${scheduler} needs a recycle module, and ${reason}`,
    where: '--scheduler',
    next: "Give one (--recycle FILE), or use adaptive or verified: they keep the model's own words.",
  });
}

function refuseLength(name: string): never {
  throw new ConfigError({
    what: `The scheduler ${name} takes no draft length`,
    where: '--draft-length',
    expected: '--scheduler verified or adaptive beside it',
  });
}

async function schedulerOfFile(file: string, length: number | undefined): Promise<NamedScheduler> {
  if (length !== undefined) refuseLength(file);
  const loaded = await importFile(file);
  for (const found of candidates(loaded)) {
    if (typeof found === 'function') return defineScheduler(file, found as Scheduler);
    if (isNamedScheduler(found)) return found;
  }
  throw new ConfigError({
    what: 'The file exports no scheduler',
    where: `--scheduler ${file}`,
    expected: 'a function or a result of defineScheduler, as `export default` or `export const scheduler`',
    got: `exports ${Object.keys(loaded).join(', ') || 'nothing'}`,
  });
}

/** A loader that reads the file as CommonJS puts its exports below `default`. */
function candidates(loaded: Loaded): readonly unknown[] {
  const { default: main, scheduler } = loaded;
  const inner: Loaded = typeof main === 'object' && main !== null && !isNamedScheduler(main) ? (main as Loaded) : {};
  return [main, scheduler, inner['default'], inner['scheduler']];
}

function isNamedScheduler(value: unknown): value is NamedScheduler {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'start' in value &&
    typeof value.start === 'function'
  );
}

type Loaded = Readonly<Record<string, unknown>>;

async function importFile(file: string): Promise<Loaded> {
  const path = resolve(file);
  if (!existsSync(path))
    throw new FileError({ what: 'The file of the scheduler is not there', where: file, got: `nothing at ${path}` });
  try {
    return await importPath(path);
  } catch (cause) {
    throw new FileError({
      what: 'The file of the scheduler cannot be loaded',
      where: file,
      got: cause instanceof Error ? cause.message.split('\n')[0] : String(cause),
      expected: 'an ES module (.mjs, or .ts) that exports a scheduler',
      next: isUnknownEnding(cause)
        ? 'This Node does not read TypeScript: install tsx beside the file, use Node 22.18 or later, or write it as .mjs.'
        : undefined,
      cause,
    });
  }
}

async function importPath(path: string): Promise<Loaded> {
  const url = pathToFileURL(path).href;
  try {
    return await import(url);
  } catch (error) {
    if (!isUnknownEnding(error) || !/^\.[cm]?ts$/.test(extname(path))) throw error;
    return await importWithTsx(path, url, error);
  }
}

/** Through the tsx that is installed beside the file, if one is. */
async function importWithTsx(path: string, url: string, error: unknown): Promise<Loaded> {
  const tsx = findTsx(path);
  if (tsx === undefined) throw error;
  const { tsImport }: { tsImport: (url: string, parent: string) => Promise<Loaded> } = await import(tsx);
  return await tsImport(url, url);
}

/** The address of tsx's API for modules, as seen from a file. `require.resolve` knows the one for CommonJS only. */
function findTsx(path: string): string | undefined {
  try {
    const manifest = createRequire(path).resolve('tsx/package.json');
    return new URL('dist/esm/api/index.mjs', pathToFileURL(manifest)).href;
  } catch {
    return undefined;
  }
}

function isUnknownEnding(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION';
}
