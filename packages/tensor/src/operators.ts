import type { DType } from '@recyclegpt/spec';

/** TypeScript type of an attribute by its kind. */
interface AttributeTypes {
  readonly int: number;
  readonly ints: readonly number[];
  readonly float: number;
  readonly string: string;
  readonly dtype: DType;
}

/** An attribute's kind, and its default where ONNX gives one. */
type AttributeSchema = {
  readonly [K in keyof AttributeTypes]: { readonly kind: K; readonly default?: AttributeTypes[K] };
}[keyof AttributeTypes];

interface OperatorSchema {
  /** Operator set: `''` is ONNX's own; `SimplifiedLayerNormalization` lives there too, by ONNX Runtime's custom. */
  readonly domain: '' | 'com.microsoft';
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
}

const int = (value: number) => ({ kind: 'int', default: value }) as const;
const bareInt = { kind: 'int' } as const;
const float = (value: number) => ({ kind: 'float', default: value }) as const;
const ints = { kind: 'ints' } as const;
const plain = { domain: '', attributes: {} } as const;
const reduction = { domain: '', attributes: { keepdims: int(1), noop_with_empty_axes: int(0) } } as const;

/**
 * Every operator of a graph: ONNX's name, domain and attributes, as of opset 21. The tables of shape rules, reference
 * kernels and gradients are total over its keys.
 */
export const operators = {
  Abs: plain,
  Add: plain,
  ArgMax: { domain: '', attributes: { axis: int(0), keepdims: int(1), select_last_index: int(0) } },
  Cast: { domain: '', attributes: { to: { kind: 'dtype' } } },
  Concat: { domain: '', attributes: { axis: bareInt } },
  Cos: plain,
  Div: plain,
  Equal: plain,
  Erf: plain,
  Exp: plain,
  Expand: plain,
  FusedMatMul: {
    domain: 'com.microsoft',
    attributes: { alpha: float(1), transA: int(0), transB: int(0), transBatchA: int(0), transBatchB: int(0) },
  },
  Gather: { domain: '', attributes: { axis: int(0) } },
  GatherBlockQuantized: {
    domain: 'com.microsoft',
    attributes: { bits: int(4), block_size: int(128), gather_axis: int(0), quantize_axis: int(1) },
  },
  GatherElements: { domain: '', attributes: { axis: int(0) } },
  Gemm: { domain: '', attributes: { alpha: float(1), beta: float(1), transA: int(0), transB: int(0) } },
  Greater: plain,
  Identity: plain,
  Log: plain,
  LogSoftmax: { domain: '', attributes: { axis: int(-1) } },
  MatMul: plain,
  MatMulIntegerToFloat: { domain: 'com.microsoft', attributes: {} },
  MatMulNBits: {
    domain: 'com.microsoft',
    attributes: { K: bareInt, N: bareInt, bits: int(4), block_size: bareInt, accuracy_level: int(0) },
  },
  Max: plain,
  Min: plain,
  Mul: plain,
  Neg: plain,
  OneHot: { domain: '', attributes: { axis: int(-1) } },
  Pad: { domain: '', attributes: { mode: { kind: 'string', default: 'constant' } } },
  Pow: plain,
  QuantizeLinear: { domain: '', attributes: { axis: int(1) } },
  QuickGelu: { domain: 'com.microsoft', attributes: { alpha: float(1.702) } },
  Reciprocal: plain,
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceSum: reduction,
  Relu: plain,
  Reshape: { domain: '', attributes: { allowzero: int(0) } },
  RotaryEmbedding: {
    domain: 'com.microsoft',
    attributes: { interleaved: int(0), num_heads: int(0), rotary_embedding_dim: int(0) },
  },
  ScatterElements: { domain: '', attributes: { axis: int(0) } },
  Sigmoid: plain,
  Sign: plain,
  SimplifiedLayerNormalization: { domain: '', attributes: { axis: int(-1), epsilon: float(1e-5) } },
  Sin: plain,
  SkipSimplifiedLayerNormalization: { domain: 'com.microsoft', attributes: { epsilon: float(1e-5) } },
  Slice: plain,
  Softmax: { domain: '', attributes: { axis: int(-1) } },
  Split: { domain: '', attributes: { axis: int(0), num_outputs: bareInt } },
  Sqrt: plain,
  Squeeze: plain,
  Sub: plain,
  Tanh: plain,
  Transpose: { domain: '', attributes: { perm: ints } },
  Unsqueeze: plain,
  Where: plain,
} as const satisfies Readonly<Record<string, OperatorSchema>>;

/** Name of an operator. */
export type OpType = keyof typeof operators;

type SchemaOf<Op extends OpType> = (typeof operators)[Op]['attributes'];
type TypeOf<A> = A extends { readonly kind: infer K extends keyof AttributeTypes } ? AttributeTypes[K] : never;

/** Attributes of an operator with defaults filled in; those without a default may be missing. */
export type AttributesOf<Op extends OpType> = {
  readonly [Name in keyof SchemaOf<Op> as SchemaOf<Op>[Name] extends { readonly default: unknown }
    ? Name
    : never]: TypeOf<SchemaOf<Op>[Name]>;
} & {
  readonly [Name in keyof SchemaOf<Op> as SchemaOf<Op>[Name] extends { readonly default: unknown }
    ? never
    : Name]?: TypeOf<SchemaOf<Op>[Name]>;
};

/** An attribute's value, whatever its kind. */
export type AttributeValue = AttributeTypes[keyof AttributeTypes];

/** The schema of an operator, widened for loops over attributes. */
export function schemaOf(op: OpType): OperatorSchema {
  return operators[op];
}

/** Whether a name is that of an operator in the table. */
export function isOpType(name: string): name is OpType {
  return Object.hasOwn(operators, name);
}
