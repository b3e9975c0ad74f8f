import type { DType } from '@recyclegpt/spec';
import type { ValueInfoProto } from 'onnx-buf';
import { decodeModel } from './decode-model.ts';
import { dtypeOf } from './onnx-types.ts';

/** An input or output as the file declares it. */
export interface OnnxPort {
  readonly name: string;
  /** `undefined` for element types that are not used here, and for values that are no tensors. */
  readonly dtype: DType | undefined;
  /** Operators that take it directly, in the order of the file. */
  readonly usedBy: readonly string[];
}

/** What an ONNX file holds, whether or not its operators are known here. */
export interface OnnxDescription {
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** Inputs that are no weights. */
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  /** Names of the operators with their domain unless it is ONNX's own, in the order of the file. */
  readonly operators: readonly string[];
}

/** Looks into an ONNX file without asking that it can be read as a graph. @throws GraphError for damaged bytes. */
export function describeOnnx(bytes: Uint8Array, name = 'an ONNX model'): OnnxDescription {
  const { graph, opsetImport } = decodeModel(bytes, name);
  const weights = new Set(graph?.initializer.map((tensor) => tensor.name));
  const nodes = graph?.node ?? [];
  const portOf = ({ name: port, type }: ValueInfoProto): OnnxPort => ({
    name: port,
    dtype: type?.value.case === 'tensorType' ? dtypeOf(type.value.value.elemType) : undefined,
    usedBy: nodes.filter(({ input }) => input.includes(port)).map(({ opType }) => opType),
  });
  return {
    opset: Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0),
    inputs: (graph?.input ?? []).filter((info) => !weights.has(info.name)).map(portOf),
    outputs: (graph?.output ?? []).map(portOf),
    operators: nodes.map(({ domain, opType }) =>
      domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`,
    ),
  };
}
