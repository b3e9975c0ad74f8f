import { nodeBackend } from '@recyclegpt/backend-node';
import type { Precision } from '@recyclegpt/spec';
import { loadSmolLm2 } from './shared-models.ts';
import { benchOptions, finish, machine, printTable, say } from './shared-report.ts';

const { option } = benchOptions();
const repeats = option('repeats', 12);
const widths = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16];
/** Rows before the pass, chosen so that 16 more stay in one block of 64. */
const pasts = [100, 488, 1992];

/** Precisions, int8 also with unsigned weights, as processors without VNNI need them. */
const variants: readonly (readonly [precision: Precision, int8Weights?: 'int8' | 'uint8'])[] = [
  ['f32'],
  ['int8', 'int8'],
  ['int8', 'uint8'],
  ['int4'],
  ['int4-fast'],
];

interface Row {
  readonly precision: string;
  readonly past: number;
  readonly minExactRows: number | undefined;
  readonly bestMs: Readonly<Record<number, number>>;
  readonly fourOverOne: number;
}

const rows: Row[] = [];
say(
  `T(M): milliseconds of a pass over M rows, SmolLM2-135M-Instruct, 2 threads, best of ${repeats}, widths interleaved.`,
);
say(JSON.stringify(machine()));
for (const [precision, int8Weights] of variants) {
  const backend = await nodeBackend({ threads: 2, ...(int8Weights === undefined ? {} : { int8Weights }) });
  using model = await loadSmolLm2(precision, { backend });
  const base = model.causalModel;
  for (const past of pasts) {
    using state = model.createState();
    await base.forward(
      state,
      Array.from({ length: past }, (_, i) => (i * 31) % 4096),
    );
    const best: Record<number, number> = {};
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      for (const width of widths) {
        const { sessionMs } = await base.forward(
          state,
          Array.from({ length: width }, (_, i) => i + 5),
          { logitsRows: width },
        );
        state.truncate(base.owner, past);
        best[width] = Math.min(best[width] ?? Number.POSITIVE_INFINITY, sessionMs);
      }
    }
    rows.push({
      precision: int8Weights === 'uint8' ? `${precision} (u8·u8)` : precision,
      past,
      minExactRows: base.minExactRows,
      bestMs: best,
      fourOverOne: (best[4] ?? 0) / (best[1] ?? 1),
    });
  }
}
if (!benchOptions().json) {
  printTable(
    ['precision', 'past', ...widths.map((width) => `M=${width}`), 'T(4)/T(1)', 'exact from'],
    rows.map(({ precision, past, bestMs, fourOverOne, minExactRows }) => [
      precision,
      `${past}`,
      ...widths.map((width) => (bestMs[width] ?? 0).toFixed(1)),
      fourOverOne.toFixed(2),
      minExactRows === undefined ? 'never' : `M=${minExactRows}`,
    ]),
  );
}
finish('passes', { threads: 2, repeats, rows });
