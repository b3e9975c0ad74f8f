import {
  BackendError,
  type ByteSource,
  DisposedError,
  type OnnxModel,
  type SlotBinding,
  type Tensor,
} from '@recyclegpt/spec';
import { apply, constant, type Graph, input, ops, parameter, scalar, toOnnx, type Value } from '@recyclegpt/tensor';
import { describe, expect, it } from 'vitest';
import { referenceBackend } from './reference-backend.ts';
import { floats, graphOf, longs, randomFloats, runGraph, sessionOf } from './test/run-graph.ts';

function bytesOf(bytes: Uint8Array): ByteSource {
  return {
    name: 'weights.bin',
    sizeBytes: bytes.length,
    read: async (start, length) => bytes.slice(start, start + length),
    [Symbol.dispose]: () => undefined,
  };
}

/** A weights file with these tensors under their storage names. */
function weightsFor(graph: Graph, tensors: Readonly<Record<string, Float32Array>>): OnnxModel {
  const { bytes, parameters, weightsBytes } = toOnnx(graph);
  const file = new Uint8Array(weightsBytes);
  for (const { storage, offset } of parameters)
    file.set(new Uint8Array((tensors[storage] as Float32Array).buffer), offset);
  return { name: 'tied', graph: bytes, weights: bytesOf(file), slots: graph.slots };
}

const x = input('x', 'float32', ['seq', 4]);
const mask = input('mask', 'float32', ['seq', 'past+seq']);
const past = input('past', 'float32', ['past', 4]);
const summed = graphOf(
  [x, mask, past],
  [ops.add(ops.matMul(ops.transpose(x, [1, 0]), mask), scalar(0)), ops.concat([past, x], 0)],
);

function feeds(seq: number, pastRows: number): Record<string, Tensor> {
  return {
    x: randomFloats([seq, 4], 1),
    mask: randomFloats([seq, seq + pastRows], 2),
    past: randomFloats([pastRows, 4], 3),
  };
}

describe('feeds', () => {
  it('are taken with sizes that differ from run to run', async () => {
    const session = await sessionOf(summed);
    for (const [seq, rows] of [
      [1, 5],
      [3, 2],
    ] as const) {
      const { out0, out1 } = await session.run(feeds(seq, rows), { outputs: ['out0', 'out1'] });
      expect([out0?.shape, out1?.shape]).toEqual([
        [4, seq + rows],
        [seq + rows, 4],
      ]);
    }
  });

  it.each([
    [
      'a missing feed',
      { past: undefined },
      /A feed is missing \(test, input "past"\)\. Expected float32\[past, 4\]\. Got none/,
    ],
    ['a surplus feed', { y: floats([1], [1]) }, /There is no input "y" \(test\)\. Expected x, mask, past/],
    [
      'a wrong type',
      { x: longs([3, 4], new Array(12).fill(0)) },
      /input "x"\)\. Expected float32\[seq, 4\]\. Got int64\[3, 4\]/,
    ],
    [
      'a wrong fixed size',
      { past: floats([4, 2], new Array(8).fill(0)) },
      /input "past"\)\. Expected float32\[past, 4\]\. Got float32\[4, 2\]/,
    ],
    ['a wrong rank', { past: floats([8], new Array(8).fill(0)) }, /Expected float32\[past, 4\]\. Got float32\[8\]/],
    [
      'a named size that differs',
      { x: randomFloats([2, 4], 1) },
      /The size "seq" differs between feeds \(test, input "mask", axis 0\)\. Expected 2\. Got 3/,
    ],
    [
      'a composed size that does not follow',
      { past: randomFloats([4, 4], 1) },
      /The size "past\+seq" does not follow from the other feeds \(test, input "mask"\)\. Expected 7\. Got 5/,
    ],
    [
      'too little data',
      { past: { ...floats([2, 4], new Array(8).fill(0)), data: new Float32Array(7) } },
      /other data than its type and shape say/,
    ],
  ])('are refused: %s', async (_, change, message) => {
    const session = await sessionOf(summed);
    const changed = Object.entries({ ...feeds(3, 2), ...change }).filter(([, tensor]) => tensor !== undefined);
    const run = session.run(Object.fromEntries(changed) as Record<string, Tensor>, { outputs: ['out0'] });
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toSatisfy(BackendError.isInstance);
  });

  it('an output that is not there is refused', async () => {
    const session = await sessionOf(summed);
    await expect(session.run(feeds(1, 1), { outputs: ['logits'] })).rejects.toThrow(
      /There is no output "logits".*Expected out0, out1/,
    );
  });
});

describe('results', () => {
  it('lie in memory of their own, whatever was handed through', async () => {
    const table = constant(floats([2], [5, 6]));
    const same = ops.reshape(ops.reshape(x, [4, -1]), [-1, 4]);
    const graph = graphOf([x], [same, ops.reshape(same, [4, -1]), ops.reshape(table, [2, 1])]);
    const fed = randomFloats([1, 4], 1);
    const session = await sessionOf(graph);
    const first = await session.run({ x: fed }, { outputs: ['out0', 'out1', 'out2'] });
    for (const name of ['out0', 'out1', 'out2']) (first[name] as Tensor<'float32'>).data.fill(0);
    expect(fed.data).toEqual(randomFloats([1, 4], 1).data);
    const second = await session.run({ x: fed }, { outputs: ['out0', 'out2'] });
    expect([second['out0']?.data, second['out2']?.data]).toEqual([fed.data, Float32Array.of(5, 6)]);
  });

  it('are only those asked for', async () => {
    const session = await sessionOf(summed);
    expect(Object.keys(await session.run(feeds(1, 1), { outputs: ['out1'] }))).toEqual(['out1']);
  });

  it('name the operator that data do not fit', async () => {
    const at = input('at', 'int64', ['n']);
    const graph = graphOf([at], [ops.gather(constant(floats([3, 2], [1, 2, 3, 4, 5, 6])), at)]);
    await expect(runGraph(graph, { at: longs([2], [0, 3]) })).rejects.toThrow(
      'An index lies outside of the axis (Gather(float32[3, 2], int64[2])). Expected -3 to 2. Got 3.',
    );
  });
});

describe('weights', () => {
  const tokens = input('tokens', 'int64', ['seq']);
  const table = parameter('embedding', 'float32', [3, 2], 'tied');
  const head = parameter('head', 'float32', [3, 2], 'tied');
  const graph = graphOf([tokens], [ops.gemm(ops.gather(table, tokens), head, undefined, { transB: 1 })]);

  it('of one storage are read once and serve both parameters', async () => {
    const session = await referenceBackend().createSession(
      weightsFor(graph, { tied: Float32Array.of(1, 0, 0, 1, 1, 1) }),
    );
    const { out0 } = await session.run({ tokens: longs([2], [2, 0]) }, { outputs: ['out0'] });
    expect(out0).toEqual(floats([2, 3], [1, 1, 2, 1, 0, 1]));
  });

  it('that are missing or cut short are refused', async () => {
    const model = weightsFor(graph, { tied: new Float32Array(6) });
    const none = referenceBackend().createSession({ ...model, weights: undefined });
    await expect(none).rejects.toThrow(
      /The graph has weights and the model has no weights file \(tied, parameter "embedding"\)/,
    );
    const cut = referenceBackend().createSession({ ...model, weights: bytesOf(new Uint8Array(20)) });
    await expect(cut).rejects.toThrow(/lies outside of the weights file.*Expected bytes up to 20\. Got up to 24/);
  });

  it('a graph that cannot be read is a BackendError', async () => {
    const broken = referenceBackend().createSession({
      name: 'broken',
      graph: Uint8Array.of(1, 2, 3),
      weights: undefined,
      slots: [],
    });
    await expect(broken).rejects.toSatisfy(BackendError.isInstance);
    await expect(broken).rejects.toThrow(/This is not an ONNX model \(broken\)/);
  });
});

describe('rows of slots', () => {
  const slot = { name: 'keys', kind: 'key', owner: 'base', width: 4, dtype: 'float32' } as const;
  const binding: SlotBinding = { slot, pastInput: 'pastKeys', tailInput: 'tailKeys', rowsOutput: 'rows', rowsIndex: 0 };
  const pastKeys = input('pastKeys', 'float32', ['pastBlocks', 2, 2]);
  const tailKeys = input('tailKeys', 'float32', [1, 'tail', 4]);
  const fresh = input('fresh', 'float32', [1, 'count', 4]);
  const sumOfPast = ops.reduceSum(pastKeys, [0]);
  const sumOfTail = ops.reduceSum(ops.concat([tailKeys, fresh], 1), [1]);
  const graph: Graph = {
    name: 'slotted',
    inputs: [pastKeys, tailKeys, fresh],
    outputs: [
      { name: 'sum', value: ops.add(ops.reshape(sumOfPast, [1, 1, 4]), sumOfTail) },
      { name: 'rows', value: apply('Identity', [fresh])[0] as Value },
    ],
    slots: [binding],
    metadata: {},
  };
  const rowsOf = (values: readonly number[]): Tensor =>
    floats(
      [1, values.length, 4],
      values.flatMap((value) => [value, 0, 0, 2 * value]),
    );

  it('are fed as whole blocks and tail, and the new ones are kept', async () => {
    const backend = referenceBackend();
    const session = await sessionOf(graph);
    const store = backend.createSlots([slot], 192);
    let sum = 0;
    for (let at = 0; at < 130; ) {
      const count = Math.min(at < 64 ? 5 : 7, 64 - (at % 64));
      const values = Array.from({ length: count }, (_, i) => at + i);
      sum += values.reduce((all, value) => all + value, 0);
      const result = await session.run(
        { fresh: rowsOf(values) },
        { outputs: ['sum'], rows: { store, past: at, count } },
      );
      expect(result).toEqual({ sum: floats([1, 1, 4], [sum, 0, 0, 2 * sum]) });
      at += count;
    }
    expect((await store.read('keys', 63, 2)).data).toEqual(Float32Array.of(63, 0, 0, 126, 64, 0, 0, 128));
  });

  it('stay as they were if a run throws', async () => {
    const store = referenceBackend().createSlots([slot], 64);
    store.write('keys', 0, floats([1, 4], [1, 2, 3, 4]));
    const session = await sessionOf(graph);
    await expect(
      session.run({ fresh: rowsOf([7]) }, { outputs: ['sum'], rows: { store, past: 0, count: 2 } }),
    ).rejects.toThrow(/New rows do not fit their slot/);
    expect((await store.read('keys', 0, 1)).data).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it('are needed if and only if the model has slots, and are not fed twice', async () => {
    const store = referenceBackend().createSlots([slot], 64);
    const session = await sessionOf(graph);
    await expect(session.run({ fresh: rowsOf([1]) }, { outputs: ['sum'] })).rejects.toThrow(
      /A model with slots needs rows/,
    );
    const rows = { store, past: 0, count: 1 };
    const twice = session.run({ fresh: rowsOf([1]), tailKeys: rowsOf([]) }, { outputs: ['sum'], rows });
    await expect(twice).rejects.toThrow(/The input "tailKeys" is fed from the rows of a slot/);
    const plain = (await sessionOf(summed)).run(feeds(1, 1), { outputs: ['out0'], rows });
    await expect(plain).rejects.toThrow(/A model without slots takes no rows/);
  });

  it('rows beyond those that an output packs are refused, and none is written', async () => {
    const store = referenceBackend().createSlots([slot], 64);
    store.write('keys', 0, floats([1, 4], [1, 2, 3, 4]));
    const session = await sessionOf({ ...graph, slots: [{ ...binding, rowsIndex: 1 }] });
    const run = session.run({ fresh: rowsOf([7]) }, { outputs: ['sum'], rows: { store, past: 0, count: 1 } });
    await expect(run).rejects.toThrow(
      /New rows do not fit their slot.*Expected float32\[more than 1, 1, 4\]\. Got float32\[1, 1, 4\]/,
    );
    expect((await store.read('keys', 0, 1)).data).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it('a binding to an input that the graph lacks is refused at load', async () => {
    const wrong: Graph = { ...graph, slots: [{ ...binding, pastInput: 'pastValues' }] };
    await expect(sessionOf(wrong)).rejects.toThrow(
      /A slot names an input or output that the graph lacks.*slot "keys"\)\. Got pastValues/,
    );
  });
});

describe('dispose', () => {
  const model = { name: 'sum', graph: toOnnx(summed).bytes, weights: undefined, slots: [] };

  it('ends a session; twice is fine', async () => {
    const session = await referenceBackend().createSession(model);
    for (const resource of [session, session]) resource[Symbol.dispose]();
    await expect(session.run(feeds(1, 1), { outputs: ['out0'] })).rejects.toSatisfy(DisposedError.isInstance);
  });

  it('ends a backend and its sessions; twice is fine', async () => {
    const backend = referenceBackend();
    const session = await backend.createSession(model);
    for (const resource of [backend, backend]) resource[Symbol.dispose]();
    await expect(session.run(feeds(1, 1), { outputs: ['out0'] })).rejects.toSatisfy(DisposedError.isInstance);
    await expect(backend.createSession(model)).rejects.toSatisfy(DisposedError.isInstance);
    expect(() => backend.createSlots([], 1)).toThrow(DisposedError);
  });
});
