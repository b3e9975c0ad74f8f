import { GraphError, type Tensor } from '@recyclegpt/spec';
import { fromOnnx, isOpType, type OnnxDescription, type OpType, operators, schemaOf } from '@recyclegpt/tensor';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluate, planEvaluation } from './evaluation.ts';
import { expectClose, onnxTolerance } from './test/compare-tensors.ts';
import { caseNames, describeCase, type OnnxCase, readCase } from './test/onnx-case.ts';

/** Inputs of these operators that are shapes, axes or sizes; the graph wants them as constants. */
const constantInputs: Readonly<Partial<Record<OpType, readonly number[]>>> = {
  Expand: [1],
  OneHot: [1],
  Pad: [1, 3],
  ReduceMax: [1],
  ReduceMean: [1],
  ReduceSum: [1],
  Reshape: [1],
  Slice: [1, 2, 3, 4],
  Split: [1],
  Squeeze: [1],
  Unsqueeze: [1],
};

/** Operators of the cases that the table lacks. */
function unknownOperators({ operators: names }: OnnxDescription): readonly string[] {
  return names.filter((name) => name !== 'Constant' && !isOpType(name));
}

function constantsOf({ description, inputs }: OnnxCase): ReadonlyMap<string, Tensor> {
  const positions = new Set(description.operators.flatMap((op) => (isOpType(op) ? (constantInputs[op] ?? []) : [])));
  const constants = new Map<string, Tensor>();
  for (const [index, { name, usedBy }] of description.inputs.entries()) {
    const isParameter = positions.has(index) && usedBy.some((op) => isOpType(op) && op in constantInputs);
    const tensor = inputs[index];
    // OneHot's number of classes may be a float.
    if (isParameter && tensor !== undefined && (tensor.dtype === 'int64' || usedBy.includes('OneHot')))
      constants.set(name, tensor);
  }
  return constants;
}

function runCase(onnxCase: OnnxCase): void {
  const { graph } = fromOnnx(onnxCase.model, { name: onnxCase.name, constants: constantsOf(onnxCase) });
  const feeds = new Map(onnxCase.description.inputs.map(({ name }, index) => [name, onnxCase.inputs[index]]));
  const tensorOf = evaluate(planEvaluation(graph.outputs.map(({ value }) => value)), (node) => {
    const tensor = node.kind === 'constant' ? node.tensor : feeds.get(node.name);
    if (tensor === undefined)
      throw new Error(`${onnxCase.name} does not feed ${node.kind} ${'name' in node ? node.name : ''}`);
    return tensor;
  });
  for (const [index, { value }] of graph.outputs.entries()) {
    const expected = onnxCase.outputs[index] as Tensor;
    expectClose(tensorOf(value), expected, onnxTolerance);
    const sizes = value.shape.map((size, axis) => (typeof size === 'number' ? size : expected.shape[axis]));
    expect(sizes, 'the inferred shape').toEqual(expected.shape);
    expect(value.dtype, 'the inferred type').toBe(expected.dtype);
  }
}

/** Reasons to leave a case out: types, attributes and kinds of values that the graph does not have on purpose. */
const outOfReach = /^(Element type \d+ is not used here|Attribute ".*" of \w+ is not known here)$/;

/** Why a case cannot be read as one of our graphs, if it cannot. @throws GraphError for any other reason. */
function reasonToLeaveOut(folder: string, name: string): string | undefined {
  const { inputs, outputs } = describeCase(folder, name);
  const foreign = [...inputs, ...outputs].find(({ dtype }) => dtype === undefined);
  if (foreign !== undefined) return `"${foreign.name}" is no tensor of a type used here`;
  try {
    const onnxCase = readCase(folder, name);
    fromOnnx(onnxCase.model, { name, constants: constantsOf(onnxCase) });
    return undefined;
  } catch (error) {
    if (GraphError.isInstance(error) && outOfReach.test(error.details.what)) return error.details.what;
    throw error;
  }
}

/** What ran and what did not, for the log. */
function report(ran: readonly OnnxDescription[], leftOut: readonly string[]): string {
  const names = Object.keys(operators).filter(isOpType);
  const counts = new Map(
    names.map((op) => [op, ran.filter((description) => description.operators.includes(op)).length]),
  );
  const withCases = names.filter((op) => counts.get(op) !== 0).map((op) => `${op} ${counts.get(op)}`);
  const without = names
    .filter((op) => counts.get(op) === 0)
    .map((op) => [schemaOf(op).domain, op].filter(Boolean).join('.'));
  return [
    `ONNX node cases run: ${ran.length}, for ${withCases.length} of ${names.length} operators`,
    `  cases that an operator occurs in: ${withCases.join(', ')}`,
    `  operators without a case (own tests, and onnxruntime-node): ${without.join(', ')}`,
    `  cases of our operators left out: ${leftOut.length}`,
    ...leftOut.map((line) => `    ${line}`),
  ].join('\n');
}

describe.skipIf(!hasShared)(sharedTitle('ONNX node cases'), () => {
  const folder = hasShared ? sharedFile('conformance/onnx-node') : '';
  const names = hasShared ? caseNames(folder) : [];
  const ofOurOperators = names.filter((name) => unknownOperators(describeCase(folder, name)).length === 0);
  const reasons = new Map(ofOurOperators.map((name) => [name, reasonToLeaveOut(folder, name)]));
  const inReach = ofOurOperators.filter((name) => reasons.get(name) === undefined);
  const leftOut = ofOurOperators
    .filter((name) => !inReach.includes(name))
    .map((name) => `${name}: ${reasons.get(name)}`);
  const ran: OnnxDescription[] = [];

  it.each(inReach)('%s', (name) => {
    runCase(readCase(folder, name));
    ran.push(describeCase(folder, name));
  });

  it('has cases for most of the operators of ONNX itself', () => {
    expect(inReach.length).toBeGreaterThan(150);
  });

  afterAll(() => console.info(report(ran, leftOut)));
});
