import { bytesSource, memoryStorage } from '@recyclegpt/hub';
import type { RecycleConfig } from '@recyclegpt/recycle';
import { ConfigError, type DecoderConfig, type Storage, type Tokenizer } from '@recyclegpt/spec';
import { tokenizerFromJson, trainBpe } from '@recyclegpt/tokenizer';
import {
  type BaseRecipe,
  baseConfigOf,
  baseRecipe,
  CheckpointStore,
  jointModuleConfig,
  openTokenCache,
  type TokenCache,
  type TokenSplit,
} from '@recyclegpt/train';
import type { CallContext } from '../../protocol/serve-calls.ts';
import type { StartRequest, TrainProgress } from '../../protocol/train-calls.ts';
import { cutDocuments } from './cut-documents.ts';
import { writeJson } from './write-json.ts';

/** A run of training: what it learns from, what it makes, and where it keeps both. */
export interface TrainRun {
  readonly storage: Storage;
  readonly checkpoints: CheckpointStore;
  readonly tokenizer: Tokenizer;
  readonly split: TokenSplit;
  readonly config: DecoderConfig;
  readonly module: RecycleConfig;
  readonly recipe: BaseRecipe;
}

const endOfText = '<|endoftext|>';
const mostBatch = 8;

/** @throws ConfigError, TokenizerError that say what the text lacks */
export async function prepareRun(request: StartRequest, context: CallContext<TrainProgress>): Promise<TrainRun> {
  const { settings, texts } = request;
  const documents = cutDocuments(texts);
  const storage = memoryStorage();
  const tokenizer = await learnTokenizer(storage, documents, settings.vocab, context);
  const cache = await tokenise(storage, documents, tokenizer, context.signal);
  const split = splitTokens(cache, settings.seq);
  const config = baseConfigOf(settings.size, { vocab: tokenizer.vocabSize, contextLength: contextOf(settings.seq) });
  return {
    storage,
    checkpoints: new CheckpointStore({ storage, folder: 'training/checkpoints', keepLast: 1 }),
    tokenizer,
    split,
    config,
    module: jointModuleConfig(config, 'eagle'),
    recipe: recipeOf(settings, split),
  };
}

/** Positions that were not trained are not offered. */
function contextOf(seq: number): number {
  return seq;
}

/** Epochs, or a part of one, that make the steps that were asked for; small texts get small batches. */
function recipeOf({ steps, seq, learningRate }: StartRequest['settings'], { train }: TokenSplit): BaseRecipe {
  const rows = Math.max(1, Math.floor((train.numTokens - 1) / seq));
  const batch = Math.min(mostBatch, rows);
  // Steps are rounded up: half a step less than asked for makes as many as asked for, whatever is lost in the division.
  const epochs = (steps - 0.5) / Math.ceil(rows / batch);
  return { ...baseRecipe, batch, seq, epochs, learningRate };
}

async function learnTokenizer(
  storage: Storage,
  texts: readonly string[],
  vocab: number,
  { report, signal }: CallContext<TrainProgress>,
): Promise<Tokenizer> {
  const json = await trainBpe({
    texts,
    vocabSize: vocab,
    specialTokens: [endOfText],
    signal,
    onProgress: (progress) => {
      if (progress.kind === 'token-learnt' && progress.numTokens % 32 === 0)
        report({ kind: 'tokenizer-learnt', numTokens: progress.numTokens, vocab });
    },
  });
  const config = { eos_token: endOfText };
  await writeJson(storage, 'tokenizer.json', json);
  await writeJson(storage, 'tokenizer_config.json', config);
  return tokenizerFromJson(json, config);
}

async function tokenise(
  storage: Storage,
  documents: readonly string[],
  tokenizer: Tokenizer,
  signal: AbortSignal,
): Promise<TokenCache> {
  const bytes = new TextEncoder().encode(documents.join(`\n${endOfText}\n`));
  const source = bytesSource('the text', bytes);
  const format = { kind: 'text', separator: { marker: endOfText } } as const;
  return await openTokenCache({
    sources: [{ source, format }],
    tokenizer,
    storage,
    path: 'training/tokens.bin',
    signal,
  });
}

/** Shares of the documents that are tried for looking at, the usual one first. */
const shares = [0.05, 0.1, 0.2, 0.35, 0.5] as const;

function splitTokens(cache: TokenCache, seq: number): TokenSplit {
  for (const share of shares) {
    const split = cache.split(share);
    if (split.train.numTokens > 2 * seq && split.validation.numTokens > seq) return split;
  }
  throw new ConfigError({
    what: 'This is too little text to learn from and to hold some back',
    where: 'Train, text',
    got: `${cache.numTokens} tokens in ${cache.numDocuments} pieces`,
    expected: `at least some ${20 * seq} tokens in several paragraphs`,
    next: 'Add text, or begin with the example stories.',
  });
}
