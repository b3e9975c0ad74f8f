import { type RecycleConfig, recycleTensors } from '@recyclegpt/recycle';
import type { WeightSource } from '@recyclegpt/spec';
import type { FlatParameters } from '../optimiser/flat-parameters.ts';
import { seededUniform } from './shuffled.ts';

/** Draws from the normal distribution. */
export interface NormalSource {
  next(): number;
}

/** Normal numbers from a seed, by the Box–Muller transform. */
export function normalSource(seed: number): NormalSource {
  const uniform = seededUniform(seed);
  return { next: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

export interface InitialModuleOptions {
  readonly config: RecycleConfig;
  readonly parameters: FlatParameters;
  /** The base: the module begins from its last state and its head. */
  readonly base: WeightSource;
  /** `[draftVocab]` */
  readonly tokenIds: Int32Array;
  readonly seed: number;
}

/**
 * First values of a module's tensors. Norms are 1. The state that enters is the base's last tapped one, normed as the
 * base norms it, and an own head begins as the base's rows of the tokens that can be drafted: the module begins in the
 * base's own space of outputs. Other matrices are normal, of deviation 1 / sqrt(in), those that write to the residual
 * a tenth of it.
 */
export async function initialModule(options: InitialModuleOptions): Promise<void> {
  const { config, parameters, base, tokenIds, seed } = options;
  const normal = normalSource(seed);
  for (const { name, shape } of parameters.spans.values()) {
    const view = parameters.view(name);
    if (shape.length === 1) view.fill(1);
    else fillNormal(view, normal, deviationOf(name, shape[1] as number));
  }
  const { hidden, tappedLayers } = config;
  const norm = await base.readFloat32('model.norm.weight');
  parameters.view(recycleTensors.norm).set(norm);
  if (config.fusion === 'linear') {
    const last = tappedLayers.length - 1;
    if (tappedLayers[last] === base.config.layers - 1) parameters.view(recycleTensors.fuseNorm(last)).set(norm);
    const fuse = parameters.view(recycleTensors.fuse);
    const width = tappedLayers.length * hidden;
    for (let row = 0; row < hidden; row++) fuse[row * width + last * hidden + row] = 1;
  }
  if (config.head === 'own') {
    const head = base.config.hasTiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight';
    const rows = await base.readFloat32(head);
    const own = parameters.view(recycleTensors.head);
    for (const [draftId, id] of tokenIds.entries())
      own.set(rows.subarray(id * hidden, (id + 1) * hidden), draftId * hidden);
  }
}

function deviationOf(name: string, width: number): number {
  if (name === recycleTensors.fuse) return 0.1 / Math.sqrt(width);
  return (/o_proj|down_proj/.test(name) ? 0.1 : 1) / Math.sqrt(width);
}

function fillNormal(view: Float32Array, normal: NormalSource, deviation: number): void {
  for (let i = 0; i < view.length; i++) view[i] = normal.next() * deviation;
}
