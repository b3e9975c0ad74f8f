import { draftTokenIds, type RecycleConfig, recycleTensorShapes, recycleTensors } from '@recyclegpt/recycle';
import { type ByteSource, FileError } from '@recyclegpt/spec';
import { openSafetensors, readSafetensor, type SafetensorsFile, type SafetensorsTensor } from '@recyclegpt/weights';
import type { OpenedRecycle } from './opened-recycle.ts';
import { RecycleFileWeights, scalesOf } from './recycle-file-weights.ts';
import { readRecycleMetadata } from './recycle-metadata.ts';

/**
 * Opens a recycle module: one safetensors file with the tensors of `recycleTensors` in F32, F16 or BF16, or as I8 with
 * `NAME.scales` beside them (F32, one a row), and `recyclegpt.*` in its metadata. The result takes the source over.
 * @throws FileError for a file that is damaged, cut off, of another version or kind, or lacks a tensor or has one too
 * many; ConfigError naming the key of a config that cannot be used. The source is closed then.
 */
export async function readRecycleFile(source: ByteSource): Promise<OpenedRecycle> {
  try {
    const file = await openSafetensors(source);
    const { config, base, about } = readRecycleMetadata(file.metadata, source.name);
    const shapes = expectedTensors(config);
    checkTensors(file, shapes);
    const tokenIds = await readTokenIds(file, config);
    const names = [...recycleTensorShapes(config)].map(({ name }) => name);
    const weights = await RecycleFileWeights.open(file, names);
    const close = (): void => weights[Symbol.dispose]();
    return { name: source.name, config, base, about, weights, tokenIds, [Symbol.dispose]: close };
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
}

/** Shape of each tensor that a module's file has, and the types that it may have. */
type Expected = ReadonlyMap<string, { readonly shape: readonly number[]; readonly types: readonly string[] }>;

const floats = ['F32', 'F16', 'BF16'];

function expectedTensors(config: RecycleConfig): Expected {
  const expected = new Map<string, { shape: readonly number[]; types: readonly string[] }>();
  for (const { name, shape } of recycleTensorShapes(config))
    expected.set(name, { shape, types: shape.length === 2 ? [...floats, 'I8'] : floats });
  if (config.head !== 'shared') expected.set(recycleTensors.d2t, { shape: [config.draftVocab], types: ['I32'] });
  return expected;
}

function checkTensors({ source, tensors }: SafetensorsFile, expected: Expected): void {
  const known = new Set(expected.keys());
  for (const [name, { shape, types }] of expected) {
    const tensor = tensors.get(name);
    checkTensor(source, name, tensor, { shape, types });
    if (tensor?.type !== 'I8') continue;
    const scales = scalesOf(name);
    checkTensor(source, scales, tensors.get(scales), { shape: [shape[0] as number], types: ['F32'] });
    known.add(scales);
  }
  const unknown = [...tensors.keys()].find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new FileError({
    what: 'The recycle module has a tensor that its config has no use for',
    where: `${source.name}, tensor ${unknown}`,
    expected: `only ${[...known].join(', ')}`,
    next: 'The file is of another version, or its config is not its own.',
  });
}

function checkTensor(
  source: ByteSource,
  name: string,
  tensor: SafetensorsTensor | undefined,
  { shape, types }: { shape: readonly number[]; types: readonly string[] },
): void {
  const fits = tensor !== undefined && String(tensor.shape) === String(shape) && types.includes(tensor.type);
  if (fits) return;
  throw new FileError({
    what: tensor === undefined ? 'The recycle module lacks a tensor' : 'A tensor does not fit the module’s config',
    where: `${source.name}, tensor ${name}`,
    expected: `[${shape.join(', ')}] in ${types.join(' or ')}`,
    got: tensor === undefined ? 'nothing' : `[${tensor.shape.join(', ')}] in ${tensor.type}`,
    next: 'The file is incomplete, or its config is not its own.',
  });
}

async function readTokenIds(file: SafetensorsFile, { head, vocab }: RecycleConfig): Promise<Int32Array | undefined> {
  if (head === 'shared') return undefined;
  const { data } = await readSafetensor(file, recycleTensors.d2t);
  return draftTokenIds(data as Int32Array, vocab);
}
