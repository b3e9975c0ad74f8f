import { bytesPerElement, ConfigError, type Tensor } from '@recyclegpt/spec';
import { safetensorsTypeOf } from './safetensors-types.ts';

/** Zero bytes of data begin at a multiple of this, so that readers may map the file. */
const headerAlignment = 8;

/**
 * A safetensors file in chunks: the header, then one view per tensor (not copied: leave the tensors alone until it is
 * written). Tensors are laid out by falling element size, then by name, so that each is aligned; equal tensors make
 * equal bytes. Source: huggingface/safetensors, safetensors/src/tensor.rs, `prepare`.
 * @param tensors by name
 * @param metadata what the file says of itself
 * @throws ConfigError if a tensor has more or fewer elements than its shape, or the reserved name `__metadata__`
 */
export function* writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Generator<Uint8Array> {
  const ordered = [...tensors].sort(([nameA, a], [nameB, b]) => {
    return bytesPerElement[b.dtype] - bytesPerElement[a.dtype] || (nameA < nameB ? -1 : 1);
  });
  yield headerOf(ordered, metadata);
  for (const [, { data }] of ordered) {
    if (data.byteLength > 0) yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

function headerOf(ordered: readonly (readonly [string, Tensor])[], metadata: ReadonlyMap<string, string>): Uint8Array {
  const entries: [string, unknown][] = [];
  if (metadata.size > 0) entries.push(['__metadata__', Object.fromEntries([...metadata].sort())]);
  let begin = 0;
  for (const [name, tensor] of ordered) {
    checkTensor(name, tensor);
    const end = begin + tensor.data.byteLength;
    entries.push([name, { dtype: safetensorsTypeOf[tensor.dtype], shape: tensor.shape, data_offsets: [begin, end] }]);
    begin = end;
  }
  // Not an object: that would put names of digits first.
  const fields = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const length = Math.ceil(json.length / headerAlignment) * headerAlignment;
  const header = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, 8);
  return header;
}

function checkTensor(name: string, { shape, data }: Tensor): void {
  const expected = shape.reduce((product, length) => product * length, 1);
  if (name !== '__metadata__' && data.length === expected) return;
  throw new ConfigError({
    what: 'a tensor cannot be written',
    where: `tensor ${name}`,
    got: `${data.length} elements`,
    expected: `${expected} elements for shape [${shape}], and a name other than __metadata__`,
  });
}
