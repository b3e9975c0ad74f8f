import { readFileSync } from 'node:fs';
import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { Tensor } from '@recyclegpt/spec';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { gradients } from './gradients.ts';
import type { Value } from './graph.ts';
import { elementsOf, graphOf, inputsOf, runGraph, tensorOf } from './test/run-values.ts';
import { type TinyConfig, tinyBase } from './test/tiny-base.ts';

interface Values {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly config: TinyConfig;
  readonly tokens: Values;
  readonly parameters: object;
  readonly logits: Values;
  readonly hiddenStates: readonly Values[];
  readonly loss: number;
  readonly gradients: object;
}

/** Tensors of nested objects and lists by their paths: `layers.0.q`. */
function flatten(tree: object, path: readonly string[] = []): Record<string, Values> {
  const entries = Object.entries(tree).map(([key, value]: [string, object]) =>
    'data' in value ? { [[...path, key].join('.')]: value as Values } : flatten(value, [...path, key]),
  );
  return Object.assign({}, ...entries) as Record<string, Values>;
}

/** |got − expected| relative to the largest element expected: the digits of the file, or a chain of float32 sums. */
const tolerances = { float64: 1e-10, float32: 1e-5 } as const;

function relativeDifference(got: Tensor, { shape, data }: Values): number {
  expect(got.shape).toEqual(shape);
  const largest = data.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return Math.max(...elementsOf(got).map((x, i) => Math.abs(x - (data[i] ?? Number.NaN)))) / largest;
}

const runs = [
  { title: 'reference, float64', backend: async () => referenceBackend(), float: 'float64' },
  { title: 'reference, float32', backend: async () => referenceBackend(), float: 'float32' },
  { title: 'node, float32', backend: () => nodeBackend({ threads: 2 }), float: 'float32' },
] as const;

function readGolden(): Golden {
  return JSON.parse(readFileSync(sharedFile('golden/gradients/tiny-base.json'), 'utf8')) as Golden;
}

function feedsOf(golden: Golden, float: 'float32' | 'float64'): Record<string, Tensor> {
  const { data } = golden.tokens;
  const rows = data.length - 1;
  const weights = Object.entries(flatten(golden.parameters)).map(([name, values]) => [
    name,
    tensorOf(float, values.shape, values.data),
  ]);
  return {
    ...(Object.fromEntries(weights) as Record<string, Tensor>),
    tokens: tensorOf('int64', [rows], data.slice(0, -1)),
    targets: tensorOf('int64', [rows], data.slice(1)),
    positions: tensorOf('int64', [1, rows], [...data.slice(1).keys()]),
  };
}

/** Everything that the golden file has, by name; gradients under the paths of their parameters. */
function expectedOf(golden: Golden): Record<string, Values> {
  const states = Object.fromEntries(golden.hiddenStates.map((values, layer) => [`hidden.${layer}`, values]));
  const slopes = Object.entries(flatten(golden.gradients)).map(([name, values]) => [`gradient of ${name}`, values]);
  return { loss: { shape: [], data: [golden.loss] }, logits: golden.logits, ...states, ...Object.fromEntries(slopes) };
}

describe.skipIf(!hasShared)(sharedTitle("JAX's two-layer base"), () => {
  it.each(runs)('loss, logits, hidden states and all gradients on $title', async ({ backend, float }) => {
    const golden = readGolden();
    const feeds = feedsOf(golden, float);
    const { tokens, targets, positions, ...weights } = inputsOf(feeds) as Record<
      'tokens' | 'targets' | 'positions',
      Value
    >;
    const base = tinyBase(weights, { tokens, targets, positions }, golden.config);
    const names = Object.keys(weights);
    const slopes = gradients(base.loss, Object.values(weights));
    const graph = graphOf([...Object.values<Value>(weights), tokens, targets, positions], {
      loss: base.loss,
      logits: base.logits,
      ...Object.fromEntries(base.hiddenStates.map((value, layer) => [`hidden.${layer}`, value])),
      ...Object.fromEntries(names.map((name, index) => [`gradient of ${name}`, slopes[index] as Value])),
    });
    using engine = await backend();
    const results = await runGraph(engine, graph, feeds);
    const expected = expectedOf(golden);
    expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
    expect(names).toHaveLength(20);
    for (const [name, values] of Object.entries(expected))
      expect(relativeDifference(results[name] as Tensor, values), name).toBeLessThan(tolerances[float]);
  });
});
