import { type DecoderConfig, FileError } from '@recyclegpt/spec';
import { type DecoderTensor, decoderTensors } from './decoder-tensors.ts';
import type { StoredTensor } from './stored-tensor.ts';

/**
 * Finds every tensor that a decoder needs.
 * @param find the tensor under its canonical name, or the name by which the file should have called it
 * @throws FileError naming the first tensor that is missing or has another shape
 */
export function collectTensors(
  config: DecoderConfig,
  file: string,
  find: (name: string) => StoredTensor | string,
): ReadonlyMap<string, StoredTensor> {
  const collected = new Map<string, StoredTensor>();
  for (const needed of decoderTensors(config)) {
    const found = find(needed.name);
    if (typeof found === 'string') {
      throw problem(file, { ...needed, name: found }, { what: 'a tensor is missing', got: 'nothing' });
    }
    if (String(found.shape) !== String(needed.shape)) {
      throw problem(file, needed, { what: 'a tensor has the wrong shape', got: `[${found.shape}]` });
    }
    collected.set(needed.name, found);
  }
  return collected;
}

function problem(
  file: string,
  { name, shape }: DecoderTensor,
  found: { readonly what: string; readonly got: string },
): FileError {
  const next = 'The file is incomplete, or its config belongs to another model.';
  return new FileError({ ...found, where: `${file}, tensor ${name}`, expected: `shape [${shape}]`, next });
}

/**
 * Refuses what would be left out silently.
 * @param names tensors of the file that no part of the decoder uses
 * @throws FileError naming the first that may not be ignored
 */
export function refuseOthers(file: string, names: Iterable<string>): void {
  for (const name of names) {
    if (/rotary_emb\.inv_freq$|attn_rot_embd/.test(name)) continue;
    throw new FileError({
      what: 'the model has a tensor that no decoder of the Llama family has',
      where: `${file}, tensor ${name}`,
      next: 'Its results would be wrong without it: this model is not supported.',
    });
  }
}
