import { GraphError, type Tensor } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { gradients } from './gradients.ts';
import { apply, constant, graphNodes, input, nodesOf, parameter, scalar, type Value } from './graph.ts';
import * as ops from './ops.ts';
import { print } from './print.ts';
import { simplify } from './simplify.ts';
import { graphOf, randomElements, tensorOf } from './test/run-values.ts';
import { toOnnx } from './to-onnx.ts';

const x = input('x', 'float32', [6, 4]);
const weight = parameter('weight', 'float32', [5, 4]);

/** Sum of all elements, a scalar. */
function total(value: Value): Value {
  return apply('ReduceSum', [value], { attributes: { keepdims: 0 } })[0] as Value;
}

/** Operators of these values after `simplify`, by name in order. */
function operatorsOf(values: readonly Value[]): readonly string[] {
  const outputs = Object.fromEntries(values.map((value, index) => [`out${index}`, value]));
  return graphNodes(simplify(graphOf([], outputs))).flatMap((node) => (node.kind === 'operator' ? [node.op] : []));
}

/** Operators that the gradient adds to what the loss needs anyway. */
function addedOperators(loss: Value, wrt: readonly Value[]): readonly string[] {
  const forward = [...operatorsOf([loss])];
  return operatorsOf([loss, ...gradients(loss, wrt)]).filter((op) => {
    const at = forward.indexOf(op);
    if (at >= 0) forward.splice(at, 1);
    return at < 0;
  });
}

const floats = (shape: readonly number[], seed: number): Tensor =>
  tensorOf(
    'float32',
    shape,
    randomElements(
      shape.reduce((product, size) => product * size, 1),
      seed,
    ),
  );

describe('gradients', () => {
  it('of a linear layer under an RMS norm are few products and elementwise steps, in print', () => {
    const normed = ops.rmsNorm(x, parameter('norm', 'float32', [4]), 1e-5);
    const loss = total(ops.gemm(normed, weight, undefined, { transB: 1 }));
    const [dx, dWeight] = gradients(loss, [x, weight]) as [Value, Value];
    expect(print(simplify(graphOf([x], { loss, dx, dWeight })))).toMatchInlineSnapshot(`
      "graph test
        inputs
          x: float32[6, 4]
        parameters, 96 B
          norm: float32[4] 16 B
          weight: float32[5, 4] 80 B
        operators
          %0: float32[6, 4], %1: float32[6, 1] = SimplifiedLayerNormalization(x, norm)
          %2: float32[6, 5] = Gemm(%0, weight, –) transB=1
          %3: float32[] = ReduceSum(%2) keepdims=0
          %4: float32[6, 5] = Expand(float32[1, 1]{1}, {6, 5})
          %5: float32[6, 4] = Gemm(%4, weight, –)
          %6: float32[6, 4] = Mul(%5, norm)
          %7: float32[6, 4] = Mul(x, %1)
          %8: float32[6, 4] = Mul(%6, %7)
          %9: float32[6, 1] = ReduceMean(%8, {1})
          %10: float32[6, 4] = Mul(%7, %9)
          %11: float32[6, 4] = Sub(%6, %10)
          %12: float32[6, 4] = Mul(%11, %1)
          %13: float32[5, 4] = Gemm(%4, %0, –) transA=1
        outputs
          loss: float32[] = %3
          dx: float32[6, 4] = %12
          dWeight: float32[5, 4] = %13"
    `);
  });

  it('sum over all paths, and are zeros of the right shape without one', () => {
    const [dx, dy, dWeight] = gradients(total(ops.multiply(x, x)), [x, input('y', 'float32', ['n', 2]), weight]);
    expect([dx, dy, dWeight].map((value) => value?.shape)).toEqual([
      [6, 4],
      ['n', 2],
      [5, 4],
    ]);
    expect(operatorsOf([dWeight as Value])).toEqual(['Expand']);
    expect(operatorsOf([dy as Value])).toEqual(['Greater', 'Cast']);
    expect(gradients(scalar(3), [x])[0]?.shape).toEqual([6, 4]);
    const loss = total(x);
    expect(gradients(loss, [loss])[0]?.node).toMatchObject({ kind: 'constant' });
  });

  it('cost nothing for what is frozen', () => {
    let base = x;
    for (let layer = 0; layer < 3; layer += 1)
      base = ops.silu(ops.gemm(base, parameter(`w${layer}`, 'float32', [4, 4])));
    const loss = total(ops.gemm(base, weight, undefined, { transB: 1 }));
    expect(addedOperators(loss, [weight])).toEqual(['Expand', 'Gemm']);
    expect(addedOperators(loss, [weight, base])).toEqual(['Expand', 'Gemm', 'Gemm']);
  });

  it('stop at frozen values, which may have a gradient themselves', () => {
    const hidden = ops.tanh(x);
    const loss = total(ops.add(ops.multiply(hidden, x), x));
    const [dx, dHidden] = gradients(loss, [x, hidden], { frozen: [hidden] }) as [Value, Value];
    expect(operatorsOf([dHidden])).toEqual(['Identity']);
    expect(operatorsOf([dx])).toEqual(['Tanh', 'Add']);
  });

  it('start with a seed of the value itself, or with 1 at one element', () => {
    expect(gradients(x, [x], { seed: x })).toEqual([x]);
    const [dx] = gradients(ops.reduceSum(x, [0, 1]), [x]) as [Value];
    expect(dx.shape).toEqual([6, 4]);
    expect(() => gradients(x, [x])).toThrow(
      'Gradients start at one element (of). Expected a scalar. Got float32[6, 4].',
    );
    expect(() => gradients(x, [x], { seed: weight })).toThrow('A seed has the type of its value (seed).');
    const token = input('token', 'int64', []);
    expect(() => gradients(token, [token])).toThrow('Only floats have gradients');
    expect(() => gradients(total(x), [token])).toThrow(
      'Only floats have gradients (wrt). Expected float32. Got int64[].',
    );
  });

  it('refuse paths through quantised products, and name them', () => {
    const packed = constant({ dtype: 'uint8', shape: [2, 1, 8], data: new Uint8Array(16) });
    const wide = input('wide', 'float32', [3, 16]);
    const attributes = { K: 16, N: 2, bits: 4, block_size: 16 };
    const [product] = apply('MatMulNBits', [wide, packed, constant(floats([2], 1))], { attributes }) as [Value];
    expect(() => gradients(total(product), [wide])).toThrow(GraphError);
    expect(() => gradients(total(product), [wide])).toThrow(
      'MatMulNBits has no gradient: it computes with integers: quantised weights are frozen (MatMulNBits(float32[3, 16], uint8[2, 1, 8], float32[2])).',
    );
    expect(operatorsOf(gradients(total(product), [product]))).toEqual(['Expand']);
    expect(() => gradients(total(product), [wide], { frozen: [product] })).not.toThrow();
    const [rounded] = apply('QuantizeLinear', [wide, scalar(1)]) as [Value];
    expect(() => gradients(total(ops.cast(rounded, 'float32')), [wide])).not.toThrow();
  });

  it('refuse the tables of rotary embeddings', () => {
    const [cos, sin] = [parameter('cos', 'float32', [9, 2]), parameter('sin', 'float32', [9, 2])];
    const positions = input('positions', 'int64', [1, 3]);
    const rows = input('rows', 'float32', [1, 3, 4]);
    const loss = total(ops.rotaryEmbedding(rows, { positions, cos, sin, heads: 1, rotaryDim: 0 }));
    expect(() => gradients(loss, [cos])).toThrow('RotaryEmbedding gives no gradient to its table of cosines');
    expect(() => gradients(loss, [rows])).not.toThrow();
  });

  it('do not flow through steps: positions, comparisons, conditions', () => {
    const largest = ops.cast(ops.argMax(x), 'float32');
    const isLarge = ops.greater(x, scalar(0.5));
    const loss = ops.add(total(largest), total(ops.where(isLarge, scalar(1), scalar(0))));
    expect(operatorsOf(gradients(loss, [x]))).toEqual(['Expand']);
    const [rows] = apply('GatherBlockQuantized', [
      constant({ dtype: 'uint8', shape: [4, 16], data: new Uint8Array(64) }),
      ops.argMax(x),
      constant(floats([4, 1], 1)),
    ]) as [Value];
    expect(() => gradients(total(rows), [x])).not.toThrow();
  });
});

describe('gradient graphs', () => {
  const batch = input('batch', 'float32', [2, 3, 4]);

  it.each<[string, Value]>([
    ['Gemm', ops.gemm(x, weight, undefined, { transB: 1 })],
    ['FusedMatMul of a batch of 1', ops.fusedMatMul(ops.unsqueeze(x, [0]), weight, { transB: 1 })],
    ['FusedMatMul of a batch', ops.fusedMatMul(batch, weight, { transB: 1 })],
    ['MatMul of a batch', ops.matMul(batch, parameter('w', 'float32', [4, 5]))],
    ['MatMul of two batch axes', ops.matMul(ops.unsqueeze(batch, [1]), parameter('w', 'float32', [4, 5]))],
  ])('%s by a weight: one Gemm over all rows for the weight, no copies', (_, product) => {
    const [a, b] = product.node.kind === 'operator' ? (product.node.inputs as [Value, Value]) : [x, weight];
    const loss = total(ops.multiply(product, product));
    const added = addedOperators(loss, [a, b]).filter((op) => op !== 'Reshape' && op !== 'Mul' && op !== 'Add');
    expect(added.filter((op) => op === 'Gemm' || op === 'FusedMatMul')).toHaveLength(2);
    expect(added).toContain('Gemm');
    expect(added).toHaveLength(2);
  });

  it('a product of batches reads its operands transposed', () => {
    const [a, b] = [input('a', 'float32', [2, 3, 4]), input('b', 'float32', [2, 5, 4])];
    const loss = total(ops.exp(ops.fusedMatMul(a, b, { transB: 1, alpha: 0.5 })));
    expect(addedOperators(loss, [a, b])).toEqual(['FusedMatMul', 'FusedMatMul']);
  });

  it('keys and values shared by a group of heads get one product over the group, not one for each head', () => {
    const [q, k] = [input('q', 'float32', [2, 3, 7, 4]), input('k', 'float32', [2, 1, 7, 4])];
    const scores = ops.fusedMatMul(q, k, { transB: 1 });
    expect(addedOperators(total(ops.exp(scores)), [k])).toEqual(['Reshape', 'Reshape', 'FusedMatMul', 'Unsqueeze']);
  });

  it.each<[string, Value, readonly string[]]>([
    [
      'RMS norm',
      ops.rmsNorm(x, parameter('norm', 'float32', [4]), 1e-5),
      ['Mul', 'Mul', 'Mul', 'ReduceMean', 'Mul', 'Sub', 'Mul'],
    ],
    ['softmax', ops.softmax(x), ['Mul', 'ReduceSum', 'Sub', 'Mul']],
    ['logarithm of softmax', ops.logSoftmax(x), ['Exp', 'ReduceSum', 'Mul', 'Sub']],
    ['silu', ops.silu(x), ['Sigmoid', 'Sub', 'Mul', 'Add', 'Mul']],
    ['sigmoid', ops.sigmoid(x), ['Sub', 'Mul', 'Mul']],
    ['tanh', ops.tanh(x), ['Mul', 'Sub', 'Mul']],
    ['exponential', ops.exp(x), ['Mul']],
  ])('%s has a closed form of few steps that uses its result again', (_, y, expected) => {
    const seed = input('seed', 'float32', [6, 4]);
    const forward = operatorsOf([y]);
    const all = operatorsOf([y, ...gradients(y, [x], { seed })]);
    expect(all.slice(forward.length)).toEqual(expected);
  });

  it('one element of each row costs one dense product', () => {
    const chosen = ops.gatherElements(ops.logSoftmax(x), input('ids', 'int64', [6, 1]), 1);
    const seed = input('seed', 'float32', [6, 1]);
    const added = operatorsOf(gradients(chosen, [x], { seed })).filter((op) => !/squeeze/i.test(op));
    expect(added).toEqual(['OneHot', 'Mul', 'LogSoftmax', 'Exp', 'ReduceSum', 'Mul', 'Sub']);
  });

  it('share what several gradients need', () => {
    const gate = ops.gemm(x, weight, undefined, { transB: 1 });
    const loss = total(ops.add(ops.silu(gate), ops.silu(ops.negate(ops.negate(gate)))));
    expect(addedOperators(loss, [weight]).filter((op) => op === 'Sigmoid')).toHaveLength(1);
  });

  it('need only nodes that lead to their outputs', () => {
    const loss = total(ops.tanh(ops.gemm(x, weight, undefined, { transB: 1 })));
    const found = gradients(loss, [weight]);
    const graph = simplify(graphOf([x], { loss, dWeight: found[0] as Value }));
    expect(nodesOf(graph.outputs.map(({ value }) => value)).length).toBe(graphNodes(graph).length);
    expect(toOnnx(graph).parameters).toHaveLength(1);
  });

  it('of a loss over a thousand layers are built without recursion over them', () => {
    let deep = x;
    for (let layer = 0; layer < 5000; layer += 1) deep = ops.tanh(deep);
    expect(operatorsOf(gradients(total(deep), [x])).length).toBeGreaterThan(15_000);
  });
});
