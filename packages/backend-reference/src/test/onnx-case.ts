import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Tensor } from '@recyclegpt/spec';
import { describeOnnx, type OnnxDescription, tensorFromBytes } from '@recyclegpt/tensor';

/** One case of ONNX's backend test suite. */
export interface OnnxCase {
  readonly name: string;
  readonly model: Uint8Array;
  readonly description: OnnxDescription;
  /** In the order of the graph's inputs, as serialised tensors. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

function readTensors(folder: string, kind: 'input' | 'output'): readonly Tensor[] {
  const files = readdirSync(folder).filter((file) => file.startsWith(`${kind}_`));
  return files.map((_, index) =>
    tensorFromBytes(readFileSync(`${folder}/${kind}_${index}.pb`), `${folder}/${kind}_${index}.pb`),
  );
}

/** Names of the cases in a folder. @throws Error if there are none. */
export function caseNames(folder: string): readonly string[] {
  const names = readdirSync(folder).filter(
    (name) => name.startsWith('test_') && existsSync(`${folder}/${name}/model.onnx`),
  );
  if (names.length === 0) throw new Error(`${folder} holds no cases.`);
  return names.sort();
}

/** Operators that a case's graph consists of, and the rest of what its file declares. */
export function describeCase(folder: string, name: string): OnnxDescription {
  return describeOnnx(readFileSync(`${folder}/${name}/model.onnx`), name);
}

/** Reads a case with its tensors. @throws GraphError for tensors of types that are not used here. */
export function readCase(folder: string, name: string): OnnxCase {
  return {
    name,
    model: readFileSync(`${folder}/${name}/model.onnx`),
    description: describeCase(folder, name),
    inputs: readTensors(`${folder}/${name}/test_data_set_0`, 'input'),
    outputs: readTensors(`${folder}/${name}/test_data_set_0`, 'output'),
  };
}
