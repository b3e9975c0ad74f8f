import { formatBar, printTable, say } from '../shared-report.ts';
import type { DecodingRow, DecodingTable } from './measure-decoding.ts';
import type { EngineRow } from './measure-engines.ts';
import type { FamilyRow } from './measure-family.ts';
import type { QuestionsRow } from './measure-questions.ts';
import type { Bar } from './paper-bars.ts';

const percent = (share: number | undefined): string => (share === undefined ? '–' : `${(share * 100).toFixed(1)} %`);
const figure = (value: number | undefined, digits = 2): string => value?.toFixed(digits) ?? '–';

/** Held-out stories and variety. */
export function printFamily(rows: readonly FamilyRow[]): void {
  say(
    '\nThe family: bits per byte of held-out stories beside a 5-gram model of the same data; variety beside real stories',
  );
  const sources = rows[0]?.heldOut.map(({ source }) => source) ?? [];
  printTable(
    ['model', 'parameters', ...sources.flatMap((source) => [source, '5-gram']), 'distinct 4-grams ÷ real'],
    rows.map(({ model, parameters, heldOut, variety }) => [
      model,
      parameters === undefined ? '–' : `${(parameters / 1e6).toFixed(2)} M`,
      ...heldOut.flatMap(({ bitsPerByte, ngramBitsPerByte }) => [figure(bitsPerByte, 3), figure(ngramBitsPerByte, 3)]),
      figure(variety.ratio),
    ]),
  );
}

/** Share of the module × scheduler. */
export function printDecoding(tables: readonly DecodingTable[]): void {
  if (tables.length === 0) return;
  say('\nModule × scheduler; speed-ups are geometric means over prompts, in turns with plain decoding');
  const headings = [
    'model, module (share)',
    'precision',
    'T',
    'scheduler',
    'speed-up',
    'tokens a pass',
    'first kept',
    'departures',
    'same text',
    'judge’s bits/byte',
    'repeated 4-grams',
  ];
  printTable(
    headings,
    tables.flatMap((table) => table.rows.map((row) => cellsOf(table, row))),
  );
}

function cellsOf(table: DecodingTable, row: DecodingRow): readonly string[] {
  const { model, module, share, precision, temperature, prompts } = table;
  return [
    `${model}, ${module} (${percent(share)})`,
    precision,
    String(temperature),
    row.scheduler,
    figure(row.speedUp),
    figure(row.tokensPerPass),
    percent(row.firstKept),
    `${row.departures} of ${row.newTokens}`,
    `${row.sameTexts} of ${prompts}`,
    figure(row.judgeBitsPerByte, 3),
    percent(row.repeatedFourGrams),
  ];
}

/** Questions over passages. */
export function printQuestions(rows: readonly QuestionsRow[]): void {
  if (rows.length === 0) return;
  say('\nSmolLM2 on questions over passages');
  printTable(
    ['precision', 'scheduler', 'questions', 'F1', 'exact match', 'departures'],
    rows.map((row) => [
      row.precision,
      row.scheduler,
      String(row.questions),
      percent(row.f1),
      percent(row.exactMatch),
      String(row.departures),
    ]),
  );
}

/** Engines in one run. */
export function printEngines(rows: readonly EngineRow[]): void {
  if (rows.length === 0) return;
  say('\nSmolLM2 in one run, in turns');
  printTable(
    ['engine', 'tok/s', '÷ plain int4', '÷ llama.cpp'],
    rows.map((row) => [row.engine, figure(row.tokensPerSecond, 1), figure(row.overPlainInt4), figure(row.overLlama)]),
  );
}

/** What was reached. */
export function printBars(bars: readonly Bar[]): void {
  say('\nBars');
  printTable(
    ['figure', 'bar', 'reached', ''],
    bars.map(({ what, bar, value, isWithinBar }) => [what, bar.toFixed(2), figure(value), formatBar(isWithinBar)]),
  );
}
