import { readFileSync } from 'node:fs';
import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { DecoderConfig, Tensor } from '@recyclegpt/spec';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { learningRateAt } from '../loop/learning-rate.ts';
import { Trainer } from '../loop/trainer.ts';
import { FlatParameters } from '../optimiser/flat-parameters.ts';
import { BaseBatcher } from './base-batch.ts';
import { baseLookups, baseTrainingShapes, buildBaseTraining } from './base-training.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface TinyParameters {
  readonly embedding: Numbers;
  readonly norm: Numbers;
  readonly layers: readonly Readonly<Record<string, Numbers>>[];
}

const golden = (file: string): unknown => JSON.parse(readFileSync(sharedFile(`golden/gradients/${file}.json`), 'utf8'));

/** Our names of the file's tensors. */
const names = {
  attentionNorm: 'input_layernorm',
  q: 'self_attn.q_proj',
  k: 'self_attn.k_proj',
  v: 'self_attn.v_proj',
  o: 'self_attn.o_proj',
  mlpNorm: 'post_attention_layernorm',
  gate: 'mlp.gate_proj',
  up: 'mlp.up_proj',
  down: 'mlp.down_proj',
} as const;

/** `[in, out]` as `[out, in]`; vectors as they are. */
function transposed({ shape, data }: Numbers): Float32Array {
  const [rows, columns] = shape as readonly [number, number | undefined];
  if (columns === undefined) return Float32Array.from(data);
  return Float32Array.from(
    { length: data.length },
    (_, at) => data[(at % rows) * columns + Math.floor(at / rows)] as number,
  );
}

function* tensorsOf(parameters: TinyParameters): Generator<[string, Float32Array]> {
  yield ['model.embed_tokens.weight', Float32Array.from(parameters.embedding.data)];
  yield ['model.norm.weight', Float32Array.from(parameters.norm.data)];
  for (const [layer, tensors] of parameters.layers.entries()) {
    for (const [key, name] of Object.entries(names))
      yield [`model.layers.${layer}.${name}.weight`, transposed(tensors[key] as Numbers)];
  }
}

describe.each([
  ['node', () => nodeBackend({ threads: 2 })],
  ['reference', async () => referenceBackend()],
] as const)('on %s', (_name, createBackend) => {
  it.skipIf(!hasShared)(
    sharedTitle('twenty steps of a two-layer base follow those of an independent framework'),
    async () => {
      const tiny = golden('tiny-base') as { config: Record<string, number>; parameters: TinyParameters };
      const expected = golden('tiny-run') as {
        sequences: readonly Numbers[];
        losses: readonly number[];
        finalParameters: TinyParameters;
      };
      const config = {
        ...tiny.config,
        architecture: 'llama',
        contextLength: 16,
        normEpsilon: 1e-5,
        rope: { base: 10_000, rotaryDim: tiny.config['headDim'], scaling: { kind: 'none' } },
        hasTiedHead: true,
        hasAttentionBias: false,
        hasQueryKeyNorm: false,
        slidingWindow: undefined,
      } as unknown as DecoderConfig;
      const [batch, seq] = [4, 8];
      const parameters = new FlatParameters(baseTrainingShapes({ config }));
      for (const [name, data] of tensorsOf(tiny.parameters)) parameters.view(name).set(data);
      using backend = await createBackend();
      const graph = buildBaseTraining({ config, batch, seq });
      const settings = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 1, decaysVectors: true };
      using trainer = await Trainer.create({
        backend,
        graph,
        parameters,
        lookups: baseLookups(undefined),
        ...settings,
      });
      const feeds = feedsOf(expected.sequences, config, { batch, seq });
      const losses: number[] = [];
      for (let step = 0; step < 20; step++) {
        const outputs = await trainer.run(feeds);
        const rows = outputs['crossEntropy']?.data as Float32Array;
        losses.push(rows.reduce((sum, loss) => sum + loss, 0) / rows.length);
        await trainer.update({ learningRate: (Math.min(step, 5) / 5) * 0.005, gradientScale: 1 / rows.length });
      }
      for (const [step, loss] of losses.entries())
        expect(loss, `step ${step}`).toBeCloseTo(expected.losses[step] as number, 4);
      for (const [name, final] of tensorsOf(expected.finalParameters)) {
        const got = parameters.view(name);
        const difference = Math.max(...got.map((value, i) => Math.abs(value - (final[i] as number))));
        expect(difference, name).toBeLessThan(2e-4);
      }
    },
    60_000,
  );
});

/** The sequences as a batch of one text each. */
function feedsOf(
  sequences: readonly Numbers[],
  config: DecoderConfig,
  { batch, seq }: { readonly batch: number; readonly seq: number },
): Readonly<Record<string, Tensor>> {
  const tokenIds = Int32Array.from(sequences.flatMap(({ data }) => data));
  const segmentStarts = new Int32Array(tokenIds.length);
  const next = { epoch: 0, index: batch };
  return new BaseBatcher({ config, seq }).make({ batchSize: batch, seqLength: seq, tokenIds, segmentStarts, next })
    .feeds;
}

it('a learning rate rises to its peak and falls to its share', () => {
  const schedule = { peak: 1, warmUpSteps: 10, totalSteps: 110, finalShare: 0.1 };
  const rates = Array.from({ length: 111 }, (_, step) => learningRateAt(step, schedule));
  expect(rates[0]).toBeCloseTo(0.1);
  expect(Math.max(...rates)).toBe(1);
  expect(rates[9]).toBe(1);
  expect(rates[60]).toBeCloseTo(0.55);
  expect(rates[110]).toBeCloseTo(0.1);
  expect(rates.slice(10).every((rate, i, all) => i === 0 || rate <= (all[i - 1] as number))).toBe(true);
});
