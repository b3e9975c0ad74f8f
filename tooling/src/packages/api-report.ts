import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, type IConfigFile } from '@microsoft/api-extractor';
import { CheckError } from './check-error.ts';
import { lineDifference } from './line-difference.ts';
import { type Declarations, declarationsOf, type Publishable } from './publishable.ts';

/** One entry point's report: everything that its users can see. */
export interface ApiReport {
  /** Name below `docs/api-reports/`. */
  readonly fileName: string;
  readonly text: string;
}

/** Longest difference that a failed check quotes; the rest is counted. */
const maxLines = 80;

/**
 * Reads what a built package exports from its declarations, one report for each entry point with types, with Microsoft's
 * API Extractor: sorted, signatures without bodies. `scratch` is a folder that it may fill.
 *
 * @throws CheckError when declarations cannot be read.
 */
export function apiReports(each: Publishable, scratch: string): ApiReport[] {
  return declarationsOf(each.folder).map((declarations) => {
    const fileName = reportName(each.name, declarations.path);
    return { fileName, text: extract(each, declarations, fileName, scratch) };
  });
}

/** Compares reports with those in `folder`. Throws a CheckError that quotes the lines that differ. */
export function compareReports(reports: readonly ApiReport[], folder: string): void {
  const differences = reports.flatMap(({ fileName, text }) => {
    const path = join(folder, fileName);
    const lines = lineDifference(existsSync(path) ? readFileSync(path, 'utf8') : '', text);
    if (lines.length === 0) return [];
    const shown =
      lines.length > maxLines ? [...lines.slice(0, maxLines), `  … ${lines.length - maxLines} more`] : lines;
    return [`${fileName}:`, ...shown];
  });
  if (differences.length === 0) return;
  const advice = 'If the change is meant, run `npm run api`, review the reports and commit them; else mend the code.';
  throw new CheckError(
    `its interface differs from its report in docs/api-reports.\n${advice}\n${differences.join('\n')}`,
  );
}

/** Writes reports into `folder`; returns the names of those that changed. */
export function writeReports(reports: readonly ApiReport[], folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const changed = reports.filter(({ fileName, text }) => {
    const path = join(folder, fileName);
    return !existsSync(path) || readFileSync(path, 'utf8') !== text;
  });
  for (const { fileName, text } of changed) writeFileSync(join(folder, fileName), text);
  return changed.map(({ fileName }) => fileName);
}

/** `@recyclegpt/hub` and `./node` make `hub.node.api.md`. */
export function reportName(packageName: string, path: string): string {
  const name = packageName.replace(/^@recyclegpt\//, '');
  return `${[name, ...path.split('/').slice(1)].join('.')}.api.md`;
}

function extract({ name, folder }: Publishable, { file }: Declarations, fileName: string, scratch: string): string {
  if (!existsSync(file)) throw new CheckError(`its declarations are missing: ${file}. Expected them from the build`);
  const reportFolder = join(scratch, 'api-reports');
  rmSync(join(reportFolder, fileName), { force: true });
  const extractorConfig = ExtractorConfig.prepare({
    configObject: configuration({ folder, file, fileName, reportFolder }),
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
  const complaints: string[] = [];
  Extractor.invoke(extractorConfig, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
      if (message.category === 'Compiler') complaints.push(message.formatMessageWithLocation(folder));
    },
  });
  if (complaints.length > 0) throw new CheckError(`declarations of ${name} have faults:\n${complaints.join('\n')}`);
  return readFileSync(join(reportFolder, fileName), 'utf8').replaceAll('\r\n', '\n');
}

interface ReportPlace {
  readonly folder: string;
  readonly file: string;
  readonly fileName: string;
  readonly reportFolder: string;
}

function configuration({ folder, file, fileName, reportFolder }: ReportPlace): IConfigFile {
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: ['node'],
    strict: true,
    skipLibCheck: true,
  };
  // Its remarks about documentation tags change with its versions, and the linter asks for TSDoc already.
  const silent = { default: { logLevel: 'none' } } as NonNullable<IConfigFile['messages']>['extractorMessageReporting'];
  return {
    projectFolder: folder,
    mainEntryPointFilePath: file,
    compiler: { overrideTsconfig: { compilerOptions, files: [file] } },
    apiReport: {
      enabled: true,
      reportFileName: fileName,
      reportFolder,
      reportTempFolder: join(reportFolder, 'temporary'),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: 'lf',
    messages: { extractorMessageReporting: silent!, tsdocMessageReporting: silent! },
  };
}
