import { fromBinary } from '@bufbuild/protobuf';
import { GraphError } from '@recyclegpt/spec';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';

/** The message of an ONNX file. @throws GraphError for bytes that are none. */
export function decodeModel(bytes: Uint8Array, name: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new GraphError({
      what: 'This is not an ONNX model',
      where: name,
      next: 'Check that the file is complete.',
      cause,
    });
  }
}
