import type { WeightRecipe } from '@recyclegpt/nn';
import type { Backend, CausalModel, DecoderConfig, MutableState } from '@recyclegpt/spec';
import { simplify, toOnnx } from '@recyclegpt/tensor';
import { stateOver } from '@recyclegpt/testing';
import { buildDecoder } from '../decoder-graph.ts';
import { DecoderModel } from '../decoder-model.ts';
import { measureExactRows } from '../measure-exact-rows.ts';

export interface PlainModelOptions {
  readonly backend: Backend;
  readonly config: DecoderConfig;
  /** Tensors by canonical name. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
  readonly tappedLayers?: readonly number[];
}

/** A decoder in f32 over tensors in memory, and states for it. */
export async function plainModel({
  backend,
  config,
  tensors,
  tappedLayers = [],
}: PlainModelOptions): Promise<{ readonly model: CausalModel; createState(): MutableState }> {
  const { graph, plan } = buildDecoder({
    config,
    precision: 'f32',
    profile: backend.profile,
    formatOf: () => 'F32',
    tappedLayers,
  });
  const { bytes, parameters, weightsBytes } = toOnnx(simplify(graph));
  const file = new Float32Array(weightsBytes / 4);
  for (const { storage, offset } of parameters) file.set(joined(plan.recipes.get(storage), tensors), offset / 4);
  const content = new Uint8Array(file.buffer);
  const weights = {
    name: 'weights',
    sizeBytes: content.length,
    read: async (start: number, length: number) => content.slice(start, start + length),
    [Symbol.dispose]: () => undefined,
  };
  const session = await backend.createSession({ name: 'decoder', graph: bytes, weights, slots: graph.slots });
  const parts = { session, config, precision: 'f32', slots: graph.slots, fingerprint: 'plain' } as const;
  const probe = new DecoderModel({ ...parts, minExactRows: 1 });
  const createState = (): MutableState => stateOver({ backend, slots: probe.slots });
  const minExactRows = await measureExactRows(probe, createState);
  return { model: new DecoderModel({ ...parts, minExactRows }), createState };
}

function joined(recipe: WeightRecipe | undefined, tensors: ReadonlyMap<string, Float32Array>): Float32Array {
  return Float32Array.from((recipe?.tensors ?? []).flatMap((name) => [...(tensors.get(name) as Float32Array)]));
}
