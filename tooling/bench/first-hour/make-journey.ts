import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journey } from './journeys.ts';
import { runAsNewcomer, type Surroundings, type TypedCommand } from './run-as-newcomer.ts';

/** What a journey took. */
export interface JourneyResult {
  readonly commands: readonly TypedCommand[];
  /** From the first command to the first character of the text, the time for typing left out. */
  readonly firstTextSeconds: number;
  /** Of `node_modules`. */
  readonly installedBytes: number;
  /** Of everything that was written outside the folder: the caches. */
  readonly cachedBytes: number;
}

/** Variables of a newcomer, and what happens in the folder before it is removed. */
export interface JourneyOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly afterwards?: (surroundings: Surroundings) => Promise<void>;
}

/** Makes a journey in an empty folder, with a home that is empty too; removes both. */
export async function makeJourney(journey: Journey, { env, afterwards }: JourneyOptions): Promise<JourneyResult> {
  const base = mkdtempSync(join(tmpdir(), 'recyclegpt-first-hour-'));
  const surroundings = { folder: join(base, 'project'), home: join(base, 'home'), env };
  try {
    for (const folder of [surroundings.folder, surroundings.home]) mkdirSync(folder);
    journey.prepare(surroundings.folder);
    const commands: TypedCommand[] = [];
    for (const line of journey.commands) commands.push(await runAsNewcomer(line, surroundings));
    await afterwards?.(surroundings);
    return {
      commands: commands.map((each) => ({ ...each, output: withoutPaths(each.output, surroundings) })),
      firstTextSeconds: firstTextSeconds(commands),
      installedBytes: bytesBelow(join(surroundings.folder, 'node_modules')),
      cachedBytes: bytesBelow(join(surroundings.home, '.cache')),
    };
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function firstTextSeconds(commands: readonly TypedCommand[]): number {
  const before = commands.slice(0, -1).reduce((sum, { seconds }) => sum + seconds, 0);
  return before + (commands.at(-1)?.firstOutputSeconds ?? Number.NaN);
}

/** Output with the folders called as on anybody's machine. */
export function withoutPaths(output: string, { folder, home }: Pick<Surroundings, 'folder' | 'home'>): string {
  return output.replaceAll(folder, '~/project').replaceAll(home, '~');
}

function bytesBelow(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  return bytes;
}
