import {
  blockRows,
  type CausalModel,
  ContextOverflowError,
  type ForwardOptions,
  type MutableState,
} from '@recyclegpt/spec';
import type { MemoryState } from './memory-state.ts';

export const toyVocab = 32;

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 13), 0x45d9f3b);
  return x ^ (x >>> 16);
}

export interface ToyModelOptions {
  readonly contextLength?: number;
  /** Runs with fewer rows give other rows, as some kernels do. */
  readonly minExactRows?: number;
  /** Called before each pass; may throw, or wait. */
  readonly onForward?: (tokenIds: readonly number[]) => void | Promise<void>;
}

export interface ToyModel extends CausalModel {
  /** Sizes of all passes so far. */
  readonly passes: number[];
}

/** Logits that depend on the whole prefix through its rows, and more on the last two tokens, so that text repeats. */
function toyLogits(prefix: number, token: number, before: number): Float32Array {
  const local = mix(Math.imul(token, 31) + Math.imul(before, 1009) + 7);
  return Float32Array.from({ length: toyVocab }, (_, id) => {
    const common = (mix(local ^ Math.imul(id + 1, 0x9e3779b1)) >>> 0) / 2 ** 32;
    const own = (mix(prefix ^ Math.imul(id + 1, 0x85ebca6b)) >>> 0) / 2 ** 32;
    return 5 * common + 1.2 * own;
  });
}

/**
 * A deterministic base: a row is a hash of all tokens up to it, made from the row before, so that any row that was
 * kept or dropped wrongly changes the text. Row-exact from `minExactRows` on.
 */
export function createToyModel(options: ToyModelOptions = {}): ToyModel {
  const { contextLength = 512, minExactRows = 1, onForward } = options;
  const passes: number[] = [];

  /** Writes rows as runs that end at multiples of a block. */
  function writeRows(rows: number[], tokenIds: readonly number[]): number {
    let runs = 0;
    for (let done = 0; done < tokenIds.length; runs++) {
      const width = Math.min(tokenIds.length - done, blockRows - (rows.length % blockRows));
      const error = width < minExactRows ? 1 : 0;
      for (const id of tokenIds.slice(done, done + width)) rows.push(mix((rows.at(-1) ?? 1) + id + 1) ^ error);
      done += width;
    }
    return runs;
  }

  async function forward(state: MutableState, tokenIds: readonly number[], request: ForwardOptions = {}) {
    const { logitsRows = 1, signal } = request;
    const rows = (state as MemoryState).rowsFor('base');
    if (rows.length + tokenIds.length > contextLength) throw new ContextOverflowError({ what: 'Too long' });
    await onForward?.(tokenIds);
    signal?.throwIfAborted();
    passes.push(tokenIds.length);
    const before = state.tokens[rows.length - 1] ?? 0;
    const fed = [before, ...tokenIds];
    const runs = writeRows(rows, tokenIds);
    const logits = {
      rows: logitsRows,
      vocab: toyVocab,
      row(index: number): Float32Array {
        const fromEnd = logitsRows - 1 - index;
        if (index < 0 || fromEnd < 0) throw new RangeError(`logits row ${index} of ${logitsRows}`);
        return toyLogits(rowsThen[rowsThen.length - 1 - fromEnd]!, fed.at(-1 - fromEnd)!, fed.at(-2 - fromEnd)!);
      },
    };
    const rowsThen = [...rows];
    return { logits, sessionMs: 0, passes: runs };
  }

  return {
    owner: 'base',
    vocab: toyVocab,
    contextLength,
    precision: 'f32',
    fingerprint: 'toy',
    slots: [],
    minExactRows,
    passes,
    forward,
    [Symbol.dispose]: () => undefined,
  };
}
