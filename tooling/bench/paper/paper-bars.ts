import type { DecodingRow, DecodingTable } from './measure-decoding.ts';
import { rowNamed } from './measure-decoding.ts';
import type { EngineRow } from './measure-engines.ts';
import type { FamilyRow } from './measure-family.ts';

/** A bar that the project set itself, and whether it was reached. */
export interface Bar {
  readonly what: string;
  readonly bar: number;
  readonly value: number;
  readonly isWithinBar: boolean;
}

export interface PaperFigures {
  readonly family: readonly FamilyRow[];
  readonly decoding: readonly DecodingTable[];
  readonly engines: readonly EngineRow[];
}

/** Which model the bar of the storytellers is about. */
const measuredStoryteller = 'storyteller-medium';
const ownModule = 'recycle';
const smolBars: Readonly<Record<string, number>> = { int8: 1.7, f32: 2, int4: 1.35 };

/** All bars that the figures tell about. */
export function barsOf({ family, decoding, engines }: PaperFigures): readonly Bar[] {
  return [
    ...family.flatMap(familyBars),
    ...decoding
      .filter(({ model, module }) => model === measuredStoryteller && module === ownModule)
      .flatMap(storytellerBars),
    ...decoding.filter(({ model }) => model === 'smollm2').flatMap(smolBarsOf),
    ...engineBars(engines),
  ];
}

const least = (what: string, value: number | undefined, bar: number): Bar => ({
  what,
  bar,
  value: value ?? Number.NaN,
  isWithinBar: (value ?? Number.NaN) >= bar,
});

function familyBars({ model, heldOut, variety }: FamilyRow): readonly Bar[] {
  const ratios = heldOut.map(({ source, bitsPerByte, ngramBitsPerByte }) =>
    least(`${model}: bits per byte of the 5-gram over its own, ${source}`, ngramBitsPerByte / bitsPerByte, 1),
  );
  return [...ratios, least(`${model}: distinct 4-grams over those of real stories`, variety.ratio, 0.8)];
}

function storytellerBars(table: DecodingTable): readonly Bar[] {
  const of = `${table.model}, ${table.precision}, temperature ${table.temperature}`;
  if (table.temperature !== 0) return [];
  const exact = [rowNamed(table, 'verified'), rowNamed(table, 'moduleAlone'), rowNamed(table, 'adaptive')];
  return [
    least(`${of}: alternating`, rowNamed(table, 'lossy')?.speedUp, 1.4),
    least(`${of}: verified or adaptive, same text`, fastestExact(exact, table.prompts), 1.3),
  ];
}

function fastestExact(rows: readonly (DecodingRow | undefined)[], prompts: number): number | undefined {
  const same = rows.filter((row) => row?.sameTexts === prompts).map((row) => row?.speedUp ?? 0);
  return same.length === 0 ? undefined : Math.max(...same);
}

function smolBarsOf(table: DecodingTable): readonly Bar[] {
  const { precision, temperature } = table;
  const of = `SmolLM2, ${precision}, temperature ${temperature}`;
  const adaptive = rowNamed(table, 'adaptive');
  const isGreedy = temperature === 0;
  const bar = isGreedy ? smolBars[precision] : precision === 'int8' ? 1.4 : undefined;
  return [
    ...(bar === undefined ? [] : [least(`${of}: adaptive`, adaptive?.speedUp, bar)]),
    least(`${of}: tokens a pass of adaptive`, adaptive?.tokensPerPass, isGreedy ? 2.5 : 2),
    ...(isGreedy
      ? [least(`${of}: first drafted token of the module kept`, rowNamed(table, 'moduleAlone')?.firstKept, 0.65)]
      : []),
  ];
}

function engineBars(engines: readonly EngineRow[]): readonly Bar[] {
  const drafted = engines.filter(({ engine }) => engine.endsWith('adaptive'));
  if (drafted.length === 0) return [];
  const best = Math.max(...drafted.map(({ overPlainInt4 }) => overPlainInt4));
  const bestOverLlama = Math.max(...drafted.map(({ overLlama }) => overLlama));
  return [
    least('SmolLM2: best precision, adaptive, over plain int4', best, 1.35),
    least('SmolLM2: best precision, adaptive, over llama.cpp’s plain decoding', bestOverLlama, 1.8),
  ];
}
