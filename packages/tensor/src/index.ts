export { constantInts } from './constant-ints.ts';

import * as ops from './ops.ts';

export { describeOnnx, type OnnxDescription, type OnnxPort } from './describe-onnx.ts';
export {
  addDims,
  broadcastShapes,
  type Dim,
  divideDims,
  evaluateDim,
  multiplyDims,
  type Shape,
  sizeOf,
} from './dim.ts';
export { type FromOnnxOptions, fromOnnx, type ReadOnnx } from './from-onnx.ts';
export type { InverseLookup } from './gradient-rules/inverse-lookup.ts';
export { gradientRules } from './gradient-rules.ts';
export { type GradientOptions, gradients } from './gradients.ts';
export {
  type ApplyOptions,
  apply,
  type ConstantNode,
  constant,
  type Graph,
  type GraphOutput,
  graphNodes,
  type InputNode,
  input,
  int64s,
  type Node,
  nodesOf,
  type OperatorNode,
  type ParameterNode,
  parameter,
  scalar,
  type Value,
} from './graph.ts';
export { dtypeOf, onnxTypes } from './onnx-types.ts';
export { type AttributesOf, isOpType, type OpType, operators, schemaOf } from './operators.ts';
export { print } from './print.ts';
export type { OutputType, ShapeContext, ShapeRule } from './shape-rule.ts';
export { shapeRules } from './shape-rules.ts';
export { simplify } from './simplify.ts';
export { tensorFromBytes, tensorFromProto } from './tensor-proto.ts';
export { type OnnxGraph, type ParameterLayout, type ToOnnxOptions, toOnnx } from './to-onnx.ts';

/** Operators as functions of values: `ops.matMul(a, b)`. */
export { ops };
