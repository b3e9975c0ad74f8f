import { readFileSync } from 'node:fs';
import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { Backend, Tensor } from '@recyclegpt/spec';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { gradients } from './gradients.ts';
import { type GoldenFunction, goldenFunctions } from './test/golden-functions.ts';
import { elementsOf, graphOf, inputsOf, runGraph, tensorOf } from './test/run-values.ts';

interface GoldenTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float64' | 'int32';
  readonly data: readonly number[];
}

/** One function as JAX ran and differentiated it in float64, printed with twelve digits. */
interface GoldenCase {
  readonly description: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly output: GoldenTensor;
  readonly outputGradient: GoldenTensor;
  readonly inputGradients: Readonly<Record<string, GoldenTensor>>;
}

type Float = 'float32' | 'float64';

/** |got − expected| ≤ tolerance · (1 + |expected|): the digits of the file, or those of float32. */
const tolerances: { readonly [F in Float]: number } = { float64: 1e-10, float32: 5e-6 };

/** Integers become what our operators take: conditions bool, the rest int64. */
function feedOf(name: string, { shape, dtype, data }: GoldenTensor, float: Float): Tensor {
  if (dtype === 'float64') return tensorOf(float, shape, data);
  return tensorOf(name === 'condition' ? 'bool' : 'int64', shape, data);
}

function expectClose(
  got: Tensor | undefined,
  expected: GoldenTensor,
  { float, what }: { float: Float; what: string },
): void {
  expect(got, what).toMatchObject({ dtype: float, shape: expected.shape });
  const found = elementsOf(got as Tensor);
  for (const [i, value] of expected.data.entries()) {
    const difference = Math.abs((found[i] ?? Number.NaN) - value);
    expect(difference, `${what}, element ${i}: ${found[i]} is not ${value}`).toBeLessThanOrEqual(
      tolerances[float] * (1 + Math.abs(value)),
    );
  }
}

async function check(backend: Backend, golden: GoldenCase, build: GoldenFunction, float: Float): Promise<void> {
  const named = Object.entries({ ...golden.inputs, seed: golden.outputGradient });
  const feeds = Object.fromEntries(named.map(([name, tensor]) => [name, feedOf(name, tensor, float)]));
  const { seed, ...inputs } = inputsOf(feeds);
  if (seed === undefined) throw new Error('The seed is fed.');
  const output = build(inputs, golden.attributes);
  const names = Object.keys(golden.inputGradients);
  const found = gradients(
    output,
    names.map((name) => inputs[name] ?? seed),
    { seed },
  );
  const gradientOutputs = Object.fromEntries(names.map((name, index) => [`gradient of ${name}`, found[index] ?? seed]));
  const results = await runGraph(
    backend,
    graphOf([...Object.values(inputs), seed], { output, ...gradientOutputs }),
    feeds,
  );
  expectClose(results['output'], golden.output, { float, what: 'output' });
  for (const name of names) {
    const what = `gradient of ${name}`;
    expectClose(results[what], golden.inputGradients[name] as GoldenTensor, { float, what });
  }
}

const runs = [
  { title: 'reference, float64', backend: async () => referenceBackend(), float: 'float64' },
  { title: 'reference, float32', backend: async () => referenceBackend(), float: 'float32' },
  { title: 'node, float32', backend: () => nodeBackend({ threads: 2 }), float: 'float32' },
] as const;

describe.skipIf(!hasShared).each(runs)(sharedTitle('Gradients of JAX on $title'), ({ backend, float }) => {
  const golden = hasShared
    ? (JSON.parse(readFileSync(sharedFile('golden/gradients/operators.json'), 'utf8')) as Record<
        string,
        readonly GoldenCase[]
      >)
    : {};
  const ran = new Set<string>();
  const list = Object.entries(golden).flatMap(([name, entries]) =>
    entries.map((entry) => ({
      name,
      entry,
      title: `${name}: ${entry.description} ${JSON.stringify(entry.attributes)}`,
    })),
  );

  it.each(list)('$title', async ({ name, entry }) => {
    const build = goldenFunctions[name];
    if (build === undefined) throw new Error(`The test does not know "${name}".`);
    using engine = await backend();
    await check(engine, entry, build, float);
    ran.add(name);
  });

  it('all 42 functions ran', () => {
    expect([...ran].sort()).toEqual(Object.keys(goldenFunctions).sort());
    expect(ran.size).toBe(42);
  });
});
