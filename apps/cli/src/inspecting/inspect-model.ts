import { stat } from 'node:fs/promises';
import { seededModel } from '@recyclegpt/core';
import { type FoundModel, fileSource } from '@recyclegpt/hub/node';
import type { ByteSource, ChatTemplate, DecoderConfig, RecycleError, Tokenizer } from '@recyclegpt/spec';
import { chatTemplateFromGguf, ggufVocabularyFromMetadata, tokenizerFromGguf } from '@recyclegpt/tokenizer';
import { type GgufFile, ggufWeights, openGguf } from '@recyclegpt/weights';
import { findNamed, openNamed, usualName } from '../load-model.ts';

/** A tensor as its file stores it. */
export interface InspectedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly format: string;
  readonly sizeBytes: number;
}

/** What a model's files say. What they do not hold, or what cannot be read, is `undefined`; `problems` say why. */
export interface Inspection {
  readonly name: string;
  readonly path: string | undefined;
  readonly format: string;
  readonly fileBytes: number | undefined;
  readonly config: DecoderConfig | undefined;
  readonly tensors: readonly InspectedTensor[];
  readonly tokenizer: Tokenizer | undefined;
  readonly chatTemplate: ChatTemplate | undefined;
  /** Text that the file tells of itself: name, licence, tokenizer. */
  readonly notes: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the headers of a model's files.
 * @throws FileError if there is no such model, or a header is damaged.
 */
export async function inspectModel(given: string | undefined, env: Environment): Promise<Inspection> {
  const name = given ?? (await usualName(env));
  const found = name === undefined ? undefined : await findNamed(name, env);
  if (name !== undefined && found?.format === 'gguf') return await inspectGguf(name, found);
  using opened = found === undefined ? seededModel() : await openNamed(name, { env });
  return {
    name: opened.name,
    path: found?.path,
    format: found?.format ?? 'made here',
    fileBytes: found === undefined ? undefined : await sizeOf(found),
    config: opened.weights.config,
    tensors: [...opened.weights.tensors.values()],
    tokenizer: opened.tokenizer,
    chatTemplate: opened.chatTemplate,
    notes: {},
    problems: [],
  };
}

async function sizeOf({ files }: FoundModel): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** GGUF files are read part by part: a vocabulary alone, or weights that nobody can run, are worth a look too. */
async function inspectGguf(name: string, found: FoundModel): Promise<Inspection> {
  using source = await fileSource(found.path);
  const file = await openGguf(source);
  const problems: string[] = [];
  const read = async <T>(part: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await part();
    } catch (error) {
      if (!isTold(error)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const config =
    file.tensors.size === 0
      ? undefined
      : await read(async () => (await ggufWeights({ ...file, source: borrowed(source) })).config);
  return {
    name,
    path: found.path,
    format: `gguf ${file.version}`,
    fileBytes: source.sizeBytes,
    config,
    tensors: [...file.tensors.values()].map(({ name: tensor, shape, format, sizeBytes }) => ({
      name: tensor,
      shape,
      format,
      sizeBytes,
    })),
    tokenizer: await read(() => tokenizerFromGguf(ggufVocabularyFromMetadata(file.metadata))),
    chatTemplate: await read(() => chatTemplateFromGguf(file.metadata)),
    notes: notesOf(file),
    problems,
  };
}

function isTold(error: unknown): error is RecycleError {
  return error instanceof Error && 'details' in error;
}

/** The source without the right to close it. */
function borrowed(source: ByteSource): ByteSource {
  const { name, sizeBytes } = source;
  return { name, sizeBytes, read: (offset, length) => source.read(offset, length), [Symbol.dispose]: () => undefined };
}

const notedKeys = {
  title: 'general.name',
  architecture: 'general.architecture',
  licence: 'general.license',
  vocabulary: 'tokenizer.ggml.model',
  preTokenizer: 'tokenizer.ggml.pre',
} as const;

function notesOf({ metadata }: GgufFile): Record<string, string> {
  const values = Object.entries(notedKeys).map(([name, key]) => [name, metadata.get(key)] as const);
  return Object.fromEntries(
    values.filter((entry): entry is [keyof typeof notedKeys, string] => typeof entry[1] === 'string'),
  );
}
