import { readFile } from 'node:fs/promises';
import type { RecycleConfig } from '@recyclegpt/recycle';
import { ConfigError, type DecoderConfig, FileError, type Tokenizer } from '@recyclegpt/spec';
import { baseConfigOf, jointModuleConfig, type TokenCache, type TokenSplit } from '@recyclegpt/train';
import { huggingFaceConfig } from '@recyclegpt/weights';
import type { BaseSettings } from './base-settings.ts';

/** What is trained: a base, and its module if it gets one. */
export interface BaseShapes {
  readonly config: DecoderConfig;
  readonly module: RecycleConfig | undefined;
}

/** @throws ConfigError, FileError for a shape that cannot be trained */
export async function baseShapes(settings: BaseSettings, { vocabSize: vocab }: Tokenizer): Promise<BaseShapes> {
  const { shape, recipe, hasModule, moduleLayers } = settings;
  const config =
    shape.kind === 'size'
      ? baseConfigOf(shape.size, { vocab, contextLength: recipe.seq })
      : await configFromFile(shape.file, { vocab, seq: recipe.seq });
  const kind = shape.kind === 'size' && shape.size === 'paper' ? 'paper' : 'eagle';
  return { config, module: hasModule ? jointModuleConfig(config, kind, moduleLayers) : undefined };
}

async function configFromFile(file: string, { vocab, seq }: { vocab: number; seq: number }): Promise<DecoderConfig> {
  const where = `--config ${file}`;
  const config = huggingFaceConfig(await readJson(file, where), file);
  const { scaling } = config.rope;
  if (config.vocab < vocab)
    throw refused(`${where}, key vocab_size`, `${config.vocab}`, `at least the ${vocab} tokens of the tokenizer`);
  if (config.contextLength < seq)
    throw refused(`${where}, key max_position_embeddings`, `${config.contextLength}`, `at least --seq ${seq}`);
  if (config.slidingWindow !== undefined)
    throw refused(`${where}, key sliding_window`, `${config.slidingWindow}`, 'a base without a window');
  if (scaling.kind !== 'none') throw refused(`${where}, key rope_scaling`, scaling.kind, 'none');
  return config;
}

function refused(where: string, got: string, expected: string): ConfigError {
  return new ConfigError({ what: 'A base of this config cannot be trained', where, got, expected });
}

async function readJson(file: string, where: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new FileError({
      what: 'The config cannot be read',
      where,
      expected: 'a config.json as Hugging Face writes it',
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** Shares of the documents that are tried for validation, the usual one first: few texts need a larger one. */
const validationShares = [0.05, 0.1, 0.2, 0.35, 0.5] as const;

/** Training and held-out text, both long enough for a row. @throws ConfigError if there is too little text */
export function splitTokens(cache: TokenCache, seq: number): TokenSplit {
  for (const share of validationShares) {
    const split = cache.split(share);
    if (split.train.numTokens > seq && split.validation.numTokens > seq) return split;
  }
  throw new ConfigError({
    what: 'There is too little text to train on and to hold out some',
    where: '--data',
    got: `${cache.numTokens} tokens in ${cache.numDocuments} documents`,
    expected: `several documents, and much more than ${2 * seq} tokens`,
    next: 'Give more text, or a smaller --seq. Documents are parted by blank lines or <|endoftext|>.',
  });
}
