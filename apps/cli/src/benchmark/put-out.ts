import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError, FileError } from '@recyclegpt/spec';
import type { OptionValues } from '../arguments/option-definitions.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { writeAtomically } from '../terminal/write-atomically.ts';
import { reportJson, type SavedReport } from './bench-report.ts';
import { benchmarkChart } from './benchmark-chart.ts';
import { reportLines } from './report-lines.ts';

/** Where results go besides the table on standard output. */
export interface BenchOutputs {
  /** A file, or `true` for standard output, which then has no table. */
  readonly json: string | true | undefined;
  readonly svg: string | undefined;
  readonly save: string | undefined;
}

/**
 * The places that the options name, looked at before hours of measuring.
 * @throws FileError for a folder that is not there, ConfigError for one file that is to hold two things.
 */
export async function benchOutputs({ 'json-file': json, svg, save }: OptionValues): Promise<BenchOutputs> {
  const seen = new Map<string, string>();
  for (const [option, file] of Object.entries({ '--json': json, '--svg': svg, '--save': save })) {
    if (typeof file !== 'string') continue;
    const path = resolve(file);
    const other = seen.get(path);
    if (other !== undefined)
      throw new ConfigError({ what: 'Two results cannot share a file', where: `${other} and ${option}`, got: file });
    seen.set(path, option);
    await checkPlace(option, file);
  }
  return { json, svg, save };
}

async function checkPlace(option: string, file: string): Promise<void> {
  const [folder, place] = await Promise.all(
    [dirname(resolve(file)), file].map((path) => stat(path).catch(() => undefined)),
  );
  if (folder?.isDirectory() === true && place?.isDirectory() !== true) return;
  const [got, expected] =
    file === '' || place?.isDirectory() ? ['a folder', 'a file'] : ['no such folder', 'a folder that exists'];
  throw new FileError({ what: 'The results have no place', where: `${option} ${file}`, got, expected });
}

/** Prints and writes the results, each file whole or not at all. @throws FileError */
export async function putOut(terminal: Terminal, { json, svg, save }: BenchOutputs, saved: SavedReport): Promise<void> {
  const { runs: _, ...report } = saved;
  if (json === true) await terminal.line(reportJson(report));
  else for (const line of reportLines(report, terminal.style)) await terminal.line(line);
  const files = [
    [json === true ? undefined : json, () => `${reportJson(report)}\n`],
    [svg, () => benchmarkChart(report)],
    [save, () => `${reportJson(saved)}\n`],
  ] as const;
  for (const [file, text] of files) {
    if (file === undefined) continue;
    await writeAtomically(file, new TextEncoder().encode(text()));
    terminal.note(terminal.noteStyle.dim(`Written: ${file}`));
  }
}
