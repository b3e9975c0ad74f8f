import { type ByteSource, type ChatTemplate, FileError, type Tokenizer, type WeightSource } from '@recyclegpt/spec';
import {
  chatTemplateFromGguf,
  chatTemplateFromJson,
  ggufVocabularyFromMetadata,
  tokenizerFromGguf,
  tokenizerFromJson,
  tokenizerFromLlama2c,
} from '@recyclegpt/tokenizer';
import { type GgufFile, ggufWeights, openGguf, openLlama2c, safetensorsWeights } from '@recyclegpt/weights';

/** The files of a model and how to open them. */
export interface ModelFiles {
  readonly format: 'gguf' | 'safetensors' | 'llama2c';
  /** What to call the model in messages. */
  readonly name: string;
  /** Names of its files. */
  readonly files: readonly string[];
  /** Opens one of them. @throws FileError if there is none of this name. */
  open(file: string): Promise<ByteSource>;
}

/** A model file that has been read as far as its header: weights come on demand. */
export interface OpenedModel extends Disposable {
  readonly name: string;
  readonly format: ModelFiles['format'];
  readonly weights: WeightSource;
  readonly tokenizer: Tokenizer;
  /** How the model was trained to read conversations; `undefined` if its files do not say. */
  readonly chatTemplate: ChatTemplate | undefined;
}

/**
 * Opens a GGUF file, a folder of safetensors or a llama2.c checkpoint.
 * @throws FileError, TokenizerError naming file, place, expected and found; nothing stays open then.
 */
export async function openModel(files: ModelFiles): Promise<OpenedModel> {
  const opened = await openers[files.format](files);
  const { vocab } = opened.weights.config;
  if (opened.tokenizer.vocabSize > vocab) {
    opened.weights[Symbol.dispose]();
    throw new FileError({
      what: 'The tokenizer knows more tokens than the model',
      where: files.name,
      expected: `at most ${vocab}`,
      got: `${opened.tokenizer.vocabSize}`,
      next: 'Take the tokenizer that belongs to the model.',
    });
  }
  return {
    name: files.name,
    format: files.format,
    ...opened,
    [Symbol.dispose]: () => opened.weights[Symbol.dispose](),
  };
}

type Contents = Pick<OpenedModel, 'weights' | 'tokenizer' | 'chatTemplate'>;

const openers: { readonly [F in ModelFiles['format']]: (files: ModelFiles) => Promise<Contents> } = {
  gguf: openGgufModel,
  safetensors: openSafetensorsModel,
  llama2c: openLlama2cModel,
};

/** Runs a reader over a source that it takes over; closes the source if it throws. */
async function owned<T>(source: ByteSource, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
}

function fileEnding({ files, name }: ModelFiles, ending: string): string {
  const found = files.find((file) => file.endsWith(ending));
  if (found === undefined)
    throw new FileError({ what: `A model needs a file that ends in ${ending}`, where: name, got: files.join(', ') });
  return found;
}

function fileNamed({ files, name }: ModelFiles, file: string): string {
  if (files.includes(file)) return file;
  throw new FileError({ what: `A model in safetensors needs a ${file}`, where: name, got: files.join(', ') });
}

async function openGgufModel(files: ModelFiles): Promise<Contents> {
  const source = await files.open(fileEnding(files, '.gguf'));
  return await owned(source, async () => {
    const file = await openGguf(source);
    const tokenizer = tokenizerOf(file);
    const chatTemplate = chatTemplateFromGguf(file.metadata);
    return { weights: await ggufWeights(file), tokenizer, chatTemplate };
  });
}

function tokenizerOf({ metadata }: GgufFile): Tokenizer {
  return tokenizerFromGguf(ggufVocabularyFromMetadata(metadata));
}

async function readJson(files: ModelFiles, file: string): Promise<unknown> {
  using source = await files.open(file);
  try {
    return JSON.parse(new TextDecoder().decode(await source.read(0, source.sizeBytes)));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new FileError({ what: 'A file of the model is not JSON', where: `${files.name}, ${file}`, cause });
  }
}

async function openSafetensorsModel(files: ModelFiles): Promise<Contents> {
  const optional = async (file: string): Promise<unknown> =>
    files.files.includes(file) ? await readJson(files, file) : undefined;
  const tokenizerConfig = await optional('tokenizer_config.json');
  const tokenizer = tokenizerFromJson(await readJson(files, fileNamed(files, 'tokenizer.json')), tokenizerConfig);
  const config = await readJson(files, fileNamed(files, 'config.json'));
  const index = await optional('model.safetensors.index.json');
  const weights = await safetensorsWeights({ config, index, files: (file) => files.open(file), name: files.name });
  const template = files.files.includes(templateFile) ? await readText(files, templateFile) : undefined;
  const described = template === undefined ? tokenizerConfig : { ...Object(tokenizerConfig), chat_template: template };
  return { weights, tokenizer, chatTemplate: described === undefined ? undefined : chatTemplateFromJson(described) };
}

/** Where newer models keep their chat template, in place of an entry of `tokenizer_config.json`. */
const templateFile = 'chat_template.jinja';

async function readText(files: ModelFiles, file: string): Promise<string> {
  using source = await files.open(file);
  return new TextDecoder().decode(await source.read(0, source.sizeBytes));
}

async function openLlama2cModel(files: ModelFiles): Promise<Contents> {
  const vocabulary = files.files.find((file) => /tok[^/\\]*\.bin$/.test(file));
  const checkpoint = files.files.find((file) => file !== vocabulary && file.endsWith('.bin'));
  if (vocabulary === undefined || checkpoint === undefined) {
    throw new FileError({
      what: 'A llama2.c model is a checkpoint and a tok….bin beside it',
      where: files.name,
      got: files.files.join(', '),
    });
  }
  const source = await files.open(checkpoint);
  return await owned(source, async () => {
    const weights = await openLlama2c(source);
    using file = await files.open(vocabulary);
    const tokenizer = tokenizerFromLlama2c(await file.read(0, file.sizeBytes), weights.config.vocab);
    return { weights, tokenizer, chatTemplate: undefined };
  });
}
