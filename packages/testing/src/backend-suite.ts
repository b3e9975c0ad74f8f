import {
  type Backend,
  BackendError,
  type ByteSource,
  DisposedError,
  type SlotStore,
  type StateSlot,
} from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { affineModel, affineWeights, passModel, passSlots, weightsInMemory } from './backend-models.ts';
import { floats } from './bits.ts';
import { testSessions } from './session-suite.ts';
import { testSlotStore } from './slot-store-suite.ts';

export interface BackendSuiteOptions {
  /** Writes a weights file of this name and opens it, for backends that map files. */
  readonly writeFile?: (name: string, content: Uint8Array) => Promise<ByteSource>;
}

/**
 * The rules B1 to B6, SE1 to SE8 and SS1 to SS5 of SPEC.md. `createBackend` is called for each test; the suite
 * disposes what it got.
 */
export function testBackend(
  name: string,
  createBackend: () => Promise<Backend>,
  { writeFile }: BackendSuiteOptions = {},
): void {
  describe(`${name} as a Backend`, () => {
    facts(createBackend);
    weights(createBackend);
    if (writeFile !== undefined) weightFiles(createBackend, writeFile);
    stores(createBackend);
    disposal(createBackend);
  });
  testSessions(name, createBackend);
  testSlotStore(name, storesOf(createBackend));
}

/** Stores of a backend that is made when the first test asks. */
function storesOf(createBackend: () => Promise<Backend>): (slots: readonly StateSlot[], capacity: number) => SlotStore {
  let backend: Backend | undefined;
  it(`[B5] ${createBackend.name || 'the backend'} makes stores`, async () => {
    backend = await createBackend();
    expect(backend.createSlots(passSlots, 8).capacity).toBeGreaterThanOrEqual(8);
  });
  return (slots, capacity) => {
    if (backend === undefined) throw new Error('The backend was not made: run the whole suite.');
    return backend.createSlots(slots, capacity);
  };
}

function facts(createBackend: () => Promise<Backend>): void {
  it('[B1] name, description, threads and profile are usable facts', async () => {
    using backend = await createBackend();
    expect(backend.name).toMatch(/^[a-z]+$/);
    expect(backend.description).not.toBe('');
    expect(backend.threads).toBeGreaterThanOrEqual(1);
    expect(backend.profile.precisions).toContain('f32');
    expect(new Set(backend.profile.precisions).size).toBe(backend.profile.precisions.length);
    expect(backend.profile.opset).toBeGreaterThanOrEqual(21);
    expect(['int8', 'uint8', 'blocks']).toContain(backend.profile.int8Weights);
  });

  it.each([
    ['no bytes', new Uint8Array(0)],
    ['bytes that are no model', Uint8Array.of(1, 2, 3, 4)],
    ['half a model', passModel().graph.slice(0, 100)],
  ])('[B2] %s are refused and the backend stays usable', async (_, graph) => {
    using backend = await createBackend();
    await expect(backend.createSession({ ...passModel(), graph })).rejects.toSatisfy(BackendError.isInstance);
    using session = await backend.createSession(passModel());
    expect(session.inputs.length).toBe(4);
  });

  it('[B2] a slot that names no input or output of the graph is refused', async () => {
    using backend = await createBackend();
    const model = passModel();
    const [first, ...others] = model.slots;
    if (first === undefined) throw new Error('The model has slots');
    for (const wrong of [{ pastInput: 'none' }, { tailInput: 'none' }, { rowsOutput: 'none' }]) {
      const slots = [{ ...first, ...wrong }, ...others];
      await expect(backend.createSession({ ...model, slots })).rejects.toSatisfy(BackendError.isInstance);
    }
  });
}

const x = floats([2, 4], [1, 1, 1, 1, 2, 0, -1, 0.5]);
const expected = { sum: [101, 202, 303, 404, 102, 200, 297, 402], product: [1, 2, 3, 4, 2, 0, -3, 2] };

async function expectAffine(backend: Backend, source: ByteSource): Promise<void> {
  using session = await backend.createSession(affineModel(source));
  const { sum, product } = await session.run({ x }, { outputs: ['sum', 'product'] });
  expect({ sum: [...(sum?.data ?? [])], product: [...(product?.data ?? [])] }).toEqual(expected);
}

function weights(createBackend: () => Promise<Backend>): void {
  it('[B3] weights in memory are read at their offsets, shared ones by all who share them', async () => {
    using backend = await createBackend();
    await expectAffine(backend, weightsInMemory(affineWeights));
  });

  it('[B3] a graph without weights loads beside an empty file', async () => {
    using backend = await createBackend();
    using session = await backend.createSession({ ...passModel(), weights: weightsInMemory(new Uint8Array(0)) });
    expect(session.outputs.length).toBe(3);
  });

  it('[B3] sessions over different weights do not mix them up', async () => {
    using backend = await createBackend();
    const doubled = new Uint8Array(new Float32Array(affineWeights.buffer).map((value) => 2 * value).buffer);
    const sessions = await Promise.all(
      [affineWeights, doubled].map((content) => backend.createSession(affineModel(weightsInMemory(content)))),
    );
    const results = await Promise.all(sessions.map((session) => session.run({ x }, { outputs: ['product'] })));
    expect(results.map(({ product }) => [...(product?.data ?? [])])).toEqual([
      expected.product,
      expected.product.map((value) => 2 * value),
    ]);
  });

  it('[B4] weights that are missing or cut short are refused', async () => {
    using backend = await createBackend();
    for (const source of [undefined, weightsInMemory(affineWeights.slice(0, 70))]) {
      await expect(backend.createSession(affineModel(source))).rejects.toSatisfy(BackendError.isInstance);
    }
    await expectAffine(backend, weightsInMemory(affineWeights));
  });
}

function weightFiles(
  createBackend: () => Promise<Backend>,
  writeFile: NonNullable<BackendSuiteOptions['writeFile']>,
): void {
  it.each(['weights.bin', 'blob 1.data'])('[B3] weights in a file called %s', async (file) => {
    using backend = await createBackend();
    using source = await writeFile(file, affineWeights);
    await expectAffine(backend, source);
  });

  it('[B4] a weights file that is cut short is refused', async () => {
    using backend = await createBackend();
    using source = await writeFile('weights.bin', affineWeights.slice(0, 70));
    await expect(backend.createSession(affineModel(source))).rejects.toSatisfy(BackendError.isInstance);
  });
}

function stores(createBackend: () => Promise<Backend>): void {
  it('[B5] rows in a store that is not its own are refused', async () => {
    using backend = await createBackend();
    using session = await backend.createSession(passModel());
    using own = backend.createSlots(passSlots, 64);
    const foreign: SlotStore = {
      slots: passSlots,
      capacity: 64,
      sizeBytes: 0,
      reserve: () => undefined,
      read: (...range) => own.read(...range),
      write: () => undefined,
      fork: () => own.fork(0),
      [Symbol.dispose]: () => undefined,
    };
    const feeds = {
      fresh: floats([1, 1, 4], [1, 2, 3, 4]),
      at: { dtype: 'int64', shape: [1], data: BigInt64Array.of(0n) },
    } as const;
    const run = session.run(feeds, { outputs: ['picked'], rows: { store: foreign, past: 0, count: 1 } });
    await expect(run).rejects.toSatisfy(BackendError.isInstance);
  });
}

function disposal(createBackend: () => Promise<Backend>): void {
  it('[B6] dispose twice is fine; use after it throws', async () => {
    const backend = await createBackend();
    backend[Symbol.dispose]();
    backend[Symbol.dispose]();
    await expect(backend.createSession(passModel())).rejects.toSatisfy(DisposedError.isInstance);
    expect(() => backend.createSlots(passSlots, 1)).toThrow(DisposedError);
  });
}
