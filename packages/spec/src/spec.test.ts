import { readFileSync } from 'node:fs';
import { contractRules } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import * as spec from './index.ts';

const specification = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');

describe('SPEC.md', () => {
  it('has a row for each rule that the suites know, and no others', () => {
    const rows = [...specification.matchAll(/^\| ([A-Z]+\d+) \|/gm)].map(([, id]) => id);
    expect(rows).toEqual(contractRules.map(({ id }) => id));
  });

  it('says for each rule what a test checks', () => {
    for (const [line] of specification.matchAll(/^\| [A-Z]+\d+ \|.*$/gm))
      expect(line.split(' | ').length, line).toBe(3);
  });

  it('numbers no rule twice', () => {
    expect(new Set(contractRules.map(({ id }) => id)).size).toBe(contractRules.length);
  });
});

const classes = [
  spec.BackendError,
  spec.ConfigError,
  spec.ContextOverflowError,
  spec.DecodingError,
  spec.DownloadError,
  spec.FileError,
  spec.GraphError,
  spec.StateError,
  spec.TokenizerError,
];

describe('errors', () => {
  it('say what, where, expected, got and what to do', () => {
    const error = new spec.FileError({
      what: 'A tensor is cut short',
      where: 'a.gguf',
      expected: '8 bytes',
      got: '5',
      next: 'Load it again.',
    });
    expect(error.message).toBe('A tensor is cut short (a.gguf). Expected 8 bytes. Got 5. Load it again.');
    expect(new spec.FileError({ what: 'It is gone' }).message).toBe('It is gone.');
  });

  it.each(classes.map((each) => [each.name, each] as const))(
    '%s has its name, its cause, and is known by its marker',
    (name, ErrorClass) => {
      const cause = new Error('below');
      const error = new ErrorClass({ what: 'x', cause });
      expect([error.name, error.cause, error instanceof spec.RecycleError]).toEqual([name, cause, true]);
      expect(classes.filter((each) => each.isInstance(error))).toEqual([ErrorClass]);
    },
  );

  it('are known across copies of the package, where instanceof is not', () => {
    const twin = { [Symbol.for('recyclegpt.StateError')]: true };
    expect([
      spec.StateError.isInstance(twin),
      spec.FileError.isInstance(twin),
      spec.StateError.isInstance(null),
    ]).toEqual([true, false, false]);
  });

  it('DisposedError names what was used', () => {
    const error = new spec.DisposedError('A state');
    expect(error.message).toMatch(/^A state was used after dispose\(\)\./);
    expect(spec.DisposedError.isInstance(error)).toBe(true);
  });
});

it('element sizes are those of the arrays that hold them', () => {
  const arrays = {
    float32: Float32Array,
    float64: Float64Array,
    float16: Uint16Array,
    int8: Int8Array,
    uint8: Uint8Array,
    int32: Int32Array,
    uint32: Uint32Array,
    int64: BigInt64Array,
    bool: Uint8Array,
  };
  for (const [dtype, array] of Object.entries(arrays))
    expect(spec.bytesPerElement[dtype as spec.DType], dtype).toBe(array.BYTES_PER_ELEMENT);
  expect(spec.blockRows).toBe(64);
});
