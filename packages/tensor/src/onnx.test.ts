import { create, toBinary } from '@bufbuild/protobuf';
import { GraphError, type Tensor } from '@recyclegpt/spec';
import { AttributeProto_AttributeType as AttributeType, ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { describeOnnx } from './describe-onnx.ts';
import { fromOnnx } from './from-onnx.ts';
import { apply, constant, type Graph, graphNodes, input, parameter, type Value } from './graph.ts';
import { add, gather } from './ops.ts';
import { print } from './print.ts';
import { tensorFromBytes } from './tensor-proto.ts';
import { exampleGraph } from './test/example-graph.ts';
import { toOnnx } from './to-onnx.ts';

function graphOf(outputs: readonly Value[], inputs: readonly Value[] = []): Graph {
  return {
    name: 'g',
    inputs,
    outputs: outputs.map((value, i) => ({ name: `out${i}`, value })),
    slots: [],
    metadata: {},
  };
}

describe('to ONNX and back', () => {
  it('gives the same bytes again', () => {
    const { bytes } = toOnnx(exampleGraph());
    const { graph } = fromOnnx(bytes);
    expect(toOnnx(graph).bytes).toEqual(bytes);
    expect(toOnnx(fromOnnx(bytes).graph, { opset: 20 }).bytes).not.toEqual(bytes);
  });

  it('keeps names, types and shapes of inputs and outputs', () => {
    const written = exampleGraph();
    const { graph } = fromOnnx(toOnnx(written).bytes);
    const signature = ({ name, inputs, outputs }: Graph) => ({
      name,
      inputs: inputs.map(({ node, dtype, shape }) => [node.kind === 'input' ? node.name : '', dtype, shape]),
      outputs: outputs.map(({ name: output, value: { dtype, shape } }) => [output, dtype, shape]),
    });
    expect(signature(graph)).toEqual(signature(written));
  });

  it('carries slots and other metadata', () => {
    const { graph } = fromOnnx(toOnnx(exampleGraph()).bytes);
    expect(graph.slots).toEqual(JSON.parse(JSON.stringify(exampleGraph().slots)));
    expect(graph.metadata).toEqual({ family: 'llama', note: 'ünïcode' });
  });

  const constants: readonly Tensor[] = [
    { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1.5, -0, Infinity, 1e-40) },
    { dtype: 'float64', shape: [1], data: Float64Array.of(Math.PI) },
    { dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0x8000) },
    { dtype: 'int8', shape: [], data: Int8Array.of(-128) },
    { dtype: 'uint8', shape: [3], data: Uint8Array.of(0, 128, 255) },
    { dtype: 'int32', shape: [1], data: Int32Array.of(-(2 ** 31)) },
    { dtype: 'uint32', shape: [1], data: Uint32Array.of(2 ** 32 - 1) },
    { dtype: 'int64', shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
    { dtype: 'bool', shape: [2], data: Uint8Array.of(0, 1) },
    { dtype: 'float32', shape: [0, 4], data: new Float32Array(0) },
  ];
  it.each(constants)('keeps constants of $dtype', (tensor) => {
    const { graph } = fromOnnx(toOnnx(graphOf([apply('Identity', [constant(tensor)])[0] as Value])).bytes);
    const [node] = graphNodes(graph).filter(({ kind }) => kind === 'constant');
    expect(node).toMatchObject({ tensor });
  });

  it('copies a constant that is a view of something longer', () => {
    const view = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    const { graph } = fromOnnx(
      toOnnx(graphOf([apply('Neg', [constant({ dtype: 'float32', shape: [2], data: view })])[0] as Value])).bytes,
    );
    expect(print(graph)).toContain('Neg(float32[2]{1, 2})');
  });
});

describe('the weights file', () => {
  it('stores what is shared once, each tensor at a multiple of 64 bytes', () => {
    const { parameters, weightsBytes } = toOnnx(exampleGraph());
    const places = Object.fromEntries(parameters.map(({ name, offset, sizeBytes }) => [name, [offset, sizeBytes]]));
    expect(places).toEqual({ embedding: [0, 512], norm: [512, 32], norm2: [576, 32], head: [0, 512] });
    expect(weightsBytes).toBe(608);
  });

  it('is read as it was laid out', () => {
    const { bytes, parameters } = toOnnx(exampleGraph());
    const read = fromOnnx(bytes).parameters;
    expect(read.map(({ storage: _, ...rest }) => rest)).toEqual(parameters.map(({ storage: _, ...rest }) => rest));
    const storages = new Map(read.map(({ name, storage }) => [name, storage]));
    expect(storages.get('head')).toBe(storages.get('embedding'));
    expect(storages.get('norm')).not.toBe(storages.get('embedding'));
  });

  it('refuses parameters of two sizes in one storage', () => {
    const both = add(parameter('a', 'float32', [4], 's'), parameter('b', 'float32', [1], 's'));
    expect(() => toOnnx(graphOf([both]))).toThrow(/share a storage of another size \(s\)/);
  });
});

describe('what cannot be emitted', () => {
  it('an output that is an input', () => {
    const x = input('x', 'float32', [1]);
    expect(() => toOnnx(graphOf([x], [x]))).toThrow('An output needs a value of its own (out0). Wrap it in Identity.');
  });
});

describe('what is read', () => {
  const x = input('x', 'float32', ['seq', 4]);
  const { bytes } = toOnnx(graphOf([gather(x, input('at', 'int64', [2]))], [x, input('at', 'int64', [2])]));

  it('inputs may become constants', () => {
    const at: Tensor = { dtype: 'int64', shape: [2], data: BigInt64Array.of(0n, 1n) };
    expect(print(fromOnnx(bytes, { constants: new Map([['at', at]]) }).graph)).toContain('Gather(x, {0, 1})');
  });

  it('may be described without being read', () => {
    expect(describeOnnx(bytes)).toEqual({
      opset: 21,
      inputs: [
        { name: 'x', dtype: 'float32', usedBy: ['Gather'] },
        { name: 'at', dtype: 'int64', usedBy: ['Gather'] },
      ],
      outputs: [{ name: 'out0', dtype: 'float32', usedBy: [] }],
      operators: ['Gather'],
    });
  });

  const node = (opType: string, attribute: object[] = [], domain = '') =>
    toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        graph: {
          name: 'g',
          node: [{ opType, domain, name: 'n', input: [], output: ['y'], attribute }],
          output: [{ name: 'y' }],
        },
      }),
    );

  it.each([
    ['an unknown operator', node('Conv'), 'Operator Conv is not known here (n)'],
    ['an operator of another domain', node('Abs', [], 'org.other'), 'Operator org.other.Abs is not known here (n)'],
    [
      'an unknown attribute',
      node('Abs', [{ name: 'odd', type: AttributeType.INT, i: 1n }]),
      'Attribute "odd" of Abs is not known here (n)',
    ],
    [
      'a constant of text',
      node('Constant', [{ name: 'value_string', type: AttributeType.STRING, s: Uint8Array.of(65) }]),
      'Only constants of numbers are known here (n). Got value_string.',
    ],
    [
      'an output that nothing computes',
      toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph: { output: [{ name: 'y' }] } })),
      'Nothing is called "y" (graph output)',
    ],
    ['no graph', new Uint8Array(0), 'The model has no graph (model.onnx)'],
    ['something else', Uint8Array.of(7, 7, 7), 'This is not an ONNX model (model.onnx)'],
    [
      'slots that are no slots',
      toOnnx({ ...exampleGraph(), metadata: {}, slots: [{} as never] }).bytes,
      'A slot is no object (slots in the metadata)',
    ],
  ])('refuses %s', (_, model, message) => {
    expect(() => fromOnnx(model, { name: 'model.onnx' })).toThrow(message);
    expect(() => fromOnnx(model)).toThrow(GraphError);
  });

  it.each([
    ['value_float', { f: 0.5 }, 'float32', [0.5]],
    ['value_floats', { floats: [1, 2] }, 'float32', [1, 2]],
    ['value_int', { i: -3n }, 'int64', [-3n]],
    ['value_ints', { ints: [4n, 5n] }, 'int64', [4n, 5n]],
  ])('takes constants given as %s', (name, value, dtype, elements) => {
    const { graph } = fromOnnx(node('Constant', [{ name, ...value }]));
    const [output] = graph.outputs;
    expect(output?.value.dtype).toBe(dtype);
    expect(output?.value.node.kind === 'constant' && [...output.value.node.tensor.data]).toEqual(elements);
  });
});

/** Seeded numbers in [0, 1): a linear congruential generator (Numerical Recipes). */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A copy with some bytes changed, cut or repeated. */
function mutated(bytes: Uint8Array, next: () => number): Uint8Array {
  const copy = [...bytes];
  for (let change = Math.ceil(next() * 4); change > 0; change -= 1) {
    const at = Math.floor(next() * copy.length);
    const kind = next();
    if (kind < 0.7) copy[at] = Math.floor(next() * 256);
    else if (kind < 0.8) copy.splice(at, Math.ceil(next() * 16));
    else if (kind < 0.9) copy.splice(at, 0, ...copy.slice(at, at + 16));
    else copy.length = at;
  }
  return Uint8Array.from(copy);
}

describe('damaged bytes', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('give a graph or a GraphError, nothing else (seed %i)', (seed) => {
    const { bytes } = toOnnx(exampleGraph());
    const next = uniforms(seed);
    for (let round = 0; round < 1000; round += 1) {
      const damaged = mutated(bytes, next);
      try {
        const { graph } = fromOnnx(damaged);
        print(graph);
        toOnnx(graph);
      } catch (error) {
        if (!GraphError.isInstance(error))
          throw new Error(`Round ${round} threw ${error instanceof Error ? error.stack : error}`);
      }
    }
  });

  it('of a tensor, too', () => {
    expect(() => tensorFromBytes(Uint8Array.of(255, 255), 'x.pb')).toThrow('This is not an ONNX tensor (x.pb)');
  });
});
