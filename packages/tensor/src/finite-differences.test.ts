import { referenceBackend } from '@recyclegpt/backend-reference';
import type { Session, Tensor } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { gradientRules } from './gradient-rules.ts';
import { gradients } from './gradients.ts';
import { apply, type Value } from './graph.ts';
import * as ops from './ops.ts';
import { elementwiseCases } from './test/elementwise-cases.ts';
import { doubles, type GradientCase, type GradientCases } from './test/gradient-case.ts';
import { elementsOf, graphOf, inputsOf, randomElements, sessionOf, tensorOf } from './test/run-values.ts';
import { structureCases } from './test/structure-cases.ts';

/** Differences of this size leave an error of about 1e-9 in float64. */
const step = 1e-5;

/** The loss is a weighted sum of all outputs, so that every element of a Jacobian matters. */
function weightedSum(outputs: readonly Value[]): Value {
  const sums = outputs.map((value, index) => {
    const shape = value.shape as readonly number[];
    const weights = randomElements(
      shape.reduce((product, size) => product * size, 1),
      77 + index,
    );
    const [sum] = apply('ReduceSum', [ops.multiply(value, doubles(shape, weights))], { attributes: { keepdims: 0 } });
    return sum as Value;
  });
  return sums.reduce((all, sum) => ops.add(all, sum));
}

async function lossAt(session: Session, feeds: Readonly<Record<string, Tensor>>): Promise<number> {
  const { loss } = await session.run(feeds, { outputs: ['loss'] });
  return Number(loss?.data[0]);
}

async function check({ shapes, build, element = (x) => x }: GradientCase): Promise<void> {
  const feeds = Object.fromEntries(
    shapes.map((shape, index) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [`x${index}`, tensorOf('float64', shape, randomElements(count, 5 + index).map(element))];
    }),
  );
  const inputs = inputsOf(feeds);
  const values = Object.values(inputs);
  const loss = weightedSum(build(values));
  const found = gradients(loss, values);
  const outputs = Object.fromEntries(found.map((value, index) => [`g${index}`, value]));
  using session = await sessionOf(referenceBackend(), graphOf(values, { loss, ...outputs }));
  const results = await session.run(feeds, { outputs: Object.keys(outputs) });
  for (const [index, [name, feed]] of Object.entries(feeds).entries()) {
    const differences = [];
    for (const [i, x] of elementsOf(feed).entries()) {
      const moved = (by: number): Record<string, Tensor> => ({
        ...feeds,
        [name]: tensorOf('float64', feed.shape, elementsOf(feed).with(i, x + by)),
      });
      differences.push(((await lossAt(session, moved(step))) - (await lossAt(session, moved(-step)))) / (2 * step));
    }
    const gradient = elementsOf(results[`g${index}`] as Tensor);
    expect(results[`g${index}`]?.shape).toEqual(feed.shape);
    for (const [i, difference] of differences.entries())
      expect(
        Math.abs((gradient[i] ?? Number.NaN) - difference),
        `input ${index}, element ${i}: ${gradient[i]} and ${difference}`,
      ).toBeLessThan(1e-7);
  }
}

const cases: GradientCases = { ...elementwiseCases, ...structureCases };

describe.each(Object.entries(cases))('%s against finite differences', (_, list) => {
  it.each(list)('$title', check);
});

it('every operator with a gradient rule has a case, and only those', () => {
  const differentiable = Object.entries(gradientRules).flatMap(([op, entry]) =>
    typeof entry === 'function' ? [op] : [],
  );
  expect(Object.keys(cases).sort()).toEqual(differentiable.sort());
});
