import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlotSeries, plotCurves } from '@recyclegpt/train';
import { root } from '../shared-report.ts';
import { type DecodingTable, rowNamed } from './measure-decoding.ts';
import type { FamilyRow } from './measure-family.ts';

/** Writes docs/results/family.svg and docs/results/paper.svg, as far as there are points for them. */
export function saveCharts(family: readonly FamilyRow[], decoding: readonly DecodingTable[]): void {
  const folder = join(root, 'docs', 'results');
  mkdirSync(folder, { recursive: true });
  if (family.length > 0) writeFileSync(join(folder, 'family.svg'), familyChart(family));
  const groups = sizesOfModules(decoding);
  if (groups.length > 0) writeFileSync(join(folder, 'paper.svg'), speedChart(groups));
}

/** Bits per byte of held-out stories over parameters, beside the 5-gram's. */
function familyChart(rows: readonly FamilyRow[]): string {
  const sources = rows[0]?.heldOut.map(({ source }) => source) ?? [];
  const x = rows.map(({ parameters = Number.NaN }) => parameters);
  const series = sources.flatMap((source, index): readonly PlotSeries[] => [
    { name: `${source}: storyteller`, x, y: rows.map(({ heldOut }) => heldOut[index]?.bitsPerByte ?? Number.NaN) },
    { name: `${source}: 5-gram`, x, y: rows.map(({ heldOut }) => heldOut[index]?.ngramBitsPerByte ?? Number.NaN) },
  ]);
  return plotCurves(series, {
    title: 'Held-out stories: bits per byte against size',
    xLabel: 'parameters of the base',
    yLabel: 'bits per byte',
    xScale: 'log',
  });
}

const drawn = ['lossy', 'moduleAlone', 'adaptive', 'adaptiveTables'] as const;

/** Greedy tables of one model with modules of several sizes, the smallest first. */
function sizesOfModules(decoding: readonly DecodingTable[]): readonly (readonly DecodingTable[])[] {
  const groups = new Map<string, DecodingTable[]>();
  for (const table of decoding) {
    if (table.temperature !== 0 || table.share === undefined) continue;
    const name = `${table.model} ${table.precision}`;
    groups.set(name, [...(groups.get(name) ?? []), table]);
  }
  const several = [...groups.values()].filter(({ length }) => length > 1);
  return several.map((tables) => tables.sort((a, b) => (a.share ?? 0) - (b.share ?? 0)));
}

/** Speed-up over the module's share of parameters. */
function speedChart(groups: readonly (readonly DecodingTable[])[]): string {
  const series = groups.flatMap((tables) => drawn.flatMap((name) => curveOf(tables, name)));
  return plotCurves(series, {
    title: 'Speed-up against the size of the module',
    xLabel: 'parameters of the module, per cent of the base’s',
    yLabel: 'times plain decoding',
    height: 520,
  });
}

function curveOf(tables: readonly DecodingTable[], name: (typeof drawn)[number]): readonly PlotSeries[] {
  const points = tables.map((table) => ({ table, row: rowNamed(table, name) }));
  const scheduler = points.find(({ row }) => row !== undefined)?.row?.scheduler;
  if (scheduler === undefined) return [];
  const [first] = tables;
  const x = points.map(({ table }) => 100 * (table.share ?? Number.NaN));
  const y = points.map(({ row }) => row?.speedUp ?? Number.NaN);
  return [{ name: `${first?.model}, ${first?.precision}: ${scheduler}`, x, y }];
}
