import { ConfigError, type PassCosts } from '@recyclegpt/spec';
import { DraftCosts } from './draft-costs.ts';

/** Pass costs that learn from what is observed. */
export interface PassCostModel extends PassCosts {
  /** Tells the time of a base pass over so many rows. */
  observeBase(rows: number, ms: number): void;
  /** Tells the time of a draft of so many tokens. */
  observeDraft(drafter: string, tokens: number, ms: number): void;
}

export interface PassCostOptions {
  /** Measured milliseconds of a base pass, by number of rows: 1, 2, 4 and 8, say. Without any, the first passes teach. */
  readonly baseMs?: Readonly<Record<number, number>>;
  /** Measured milliseconds of one drafted token, by drafter. */
  readonly draftMs?: Readonly<Record<string, number>>;
  /** Fewer rows are never run (`CausalModel.minExactRows`), so they cost as much as these. */
  readonly minRows?: number | undefined;
}

/** Passes over more rows than this are prefill, and tell nothing about drafts. */
const mostRows = 16;
/** Growth of a pass by a row where nothing is measured; f32 and int8 lie near it. */
const growthPerRow = 0.06;
const levelRate = 0.1;
const shapeRate = 0.1;

function checkMeasured(where: string, measured: Readonly<Record<string, number>>): void {
  for (const [key, ms] of Object.entries(measured)) {
    if (Number.isFinite(ms) && ms >= 0) continue;
    throw new ConfigError({
      what: 'A measured cost cannot be used',
      where: `${where}[${key}]`,
      got: String(ms),
      expected: 'milliseconds, 0 or more',
    });
  }
}

/** Fills in what was not measured: straight lines between neighbours, the last slope beyond. */
function interpolate(measured: ReadonlyMap<number, number>): number[] {
  const known = [...measured.keys()].sort((a, b) => a - b);
  const at = (rows: number): number => {
    const exact = measured.get(rows);
    if (exact !== undefined || known.length === 0) return exact ?? 1 + growthPerRow * (rows - 1);
    if (known.length === 1) {
      const [only] = known as [number];
      return (measured.get(only)! * (1 + growthPerRow * (rows - 1))) / (1 + growthPerRow * (only - 1));
    }
    const above = known.findIndex((each) => each > rows);
    const right = above < 0 ? known.length - 1 : Math.max(1, above);
    const [x0, x1] = [known[right - 1]!, known[right]!];
    const [y0, y1] = [measured.get(x0)!, measured.get(x1)!];
    return Math.max(y0 / 2, y0 + ((y1 - y0) * (rows - x0)) / (x1 - x0));
  };
  return Array.from({ length: mostRows + 1 }, (_, rows) => at(Math.max(1, rows)));
}

/**
 * Costs of passes, from measurements at load, refined by what is observed. A pass costs level * shape[rows]: the level
 * follows a growing past, which all widths share, and so keeps widths comparable that were seen at different times.
 * @throws ConfigError for measurements that are no times.
 */
export function createPassCosts({ baseMs = {}, draftMs = {}, minRows = 1 }: PassCostOptions = {}): PassCostModel {
  checkMeasured('baseMs', baseMs);
  checkMeasured('draftMs', draftMs);
  const shape = interpolate(new Map(Object.entries(baseMs).map(([rows, ms]) => [Number(rows), ms])));
  const drafts = new Map(Object.entries(draftMs).map(([drafter, ms]) => [drafter, new DraftCosts(ms)]));
  let isLevelKnown = Object.keys(baseMs).length > 0;
  let level = 1;
  const shapeAt = (rows: number): number => {
    const width = Math.max(rows, minRows, 1);
    if (width <= mostRows) return shape[width]!;
    return shape[mostRows]! + (shape[mostRows]! - shape[mostRows - 1]!) * (width - mostRows);
  };
  return {
    baseMs: (rows) => level * shapeAt(rows),
    draftMs: (drafter, tokens) => drafts.get(drafter)?.ms(tokens) ?? 0,
    observeBase(rows, ms) {
      if (rows < 1 || rows > mostRows || !(ms > 0)) return;
      const surprise = ms / (level * shapeAt(rows));
      if (!isLevelKnown) {
        isLevelKnown = true;
        level *= surprise;
        return;
      }
      const bounded = Math.min(2, Math.max(0.5, surprise));
      level *= bounded ** levelRate;
      shape[rows]! *= bounded ** shapeRate;
    },
    observeDraft(drafter, tokens, ms) {
      const known = drafts.get(drafter);
      if (known === undefined) drafts.set(drafter, new DraftCosts(ms / tokens));
      else known.observe(tokens, ms);
    },
  };
}
