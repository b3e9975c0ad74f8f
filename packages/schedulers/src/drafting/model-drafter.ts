import {
  type CausalModel,
  ConfigError,
  type Draft,
  type DraftContext,
  type Drafter,
  type MutableState,
  type Tokenizer,
} from '@recyclegpt/spec';
import { argMax } from '../sampling/arg-max.ts';
import { emptyDraft } from './empty-draft.ts';

/** A model's vocabulary: its print, and how many logits the model gives, which may be more than there are tokens. */
export interface ModelVocabulary {
  readonly vocab: number;
  readonly tokenizer: Pick<Tokenizer, 'fingerprint' | 'vocabSize'>;
}

export interface ModelDrafterOptions {
  readonly model: CausalModel;
  /** Makes an empty state of the model; the drafter disposes it. */
  readonly createState: () => MutableState;
  /** The model's vocabulary, and that of the base it drafts for. */
  readonly vocabulary: { readonly own: ModelVocabulary; readonly base: ModelVocabulary };
  /** Default: `draft-model`. */
  readonly name?: string;
}

/** Differences of logits beyond this add nothing to a sum of exponentials that a float32 could hold. */
const negligible = 18;

/** Probability of the token at `index`. */
function confidenceOf(logits: Float32Array, index: number): number {
  const best = logits[argMax(logits) ?? index]!;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const below = best - logits[i]!;
    if (below < negligible) sum += Math.exp(-below);
  }
  return sum > 0 ? Math.exp(logits[index]! - best) / sum : 0;
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}

class DraftModel implements Drafter, Disposable {
  readonly name: string;
  readonly #model: CausalModel;
  readonly #createState: () => MutableState;
  /** Tokens that both models know, if the models give logits for others as well. */
  readonly #tokenIds: Int32Array | undefined;
  #state: MutableState | undefined;
  #sessionMs = 0;
  /** One draft at a time: there is one state. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor({ model, createState, vocabulary: { own, base }, name = 'draft-model' }: ModelDrafterOptions) {
    this.name = name;
    this.#model = model;
    this.#createState = createState;
    const { vocabSize } = own.tokenizer;
    const isWhole = own.vocab === base.vocab;
    this.#tokenIds = isWhole ? undefined : Int32Array.from({ length: vocabSize }, (_, id) => id);
  }

  get sessionMs(): number {
    return this.#sessionMs;
  }

  draft(context: DraftContext, maxTokens: number): Promise<Draft> {
    const draft = this.#busy.then(() => this.#draft(context, maxTokens));
    this.#busy = draft.catch(() => undefined);
    return draft;
  }

  [Symbol.dispose](): void {
    this.#state?.dispose();
    this.#state = undefined;
  }

  async #draft(context: DraftContext, maxTokens: number): Promise<Draft> {
    const { tokens } = context.state;
    const length = Math.min(maxTokens, this.#model.contextLength - tokens.length + 1);
    if (length < 1 || tokens.length === 0) return emptyDraft;
    this.#state ??= this.#createState();
    const state = this.#state;
    this.#follow(state, tokens);
    const drafted: number[] = [];
    const confidences: number[] = [];
    const distributions: Float32Array[] = [];
    while (drafted.length < length && (drafted.length === 0 || context.isWorthMore?.(confidences) !== false)) {
      const logits = await this.#nextLogits(state, context.signal);
      const id = context.choose?.(logits, drafted, this.#tokenIds) ?? argMax(logits);
      if (id === undefined) break;
      if (context.wantsDistributions && context.distribution)
        distributions.push(context.distribution(logits, drafted, this.#tokenIds));
      drafted.push(id);
      confidences.push(distributions.at(-1)?.[id] ?? confidenceOf(logits, id));
      state.commit([id]);
    }
    const draft = { tokens: drafted, origins: drafted.map(() => this.name), confidences };
    return distributions.length > 0 ? { ...draft, distributions } : draft;
  }

  /** Makes the state that of the text; rows of what it shares with the last draft stay. */
  #follow(state: MutableState, tokens: readonly number[]): void {
    const shared = commonLength(state.tokens, tokens);
    if (shared < state.tokens.length) state.rewindTo(shared);
    state.commit(tokens.slice(shared));
    const { owner } = this.#model;
    if (state.rowsOf(owner) === tokens.length) state.truncate(owner, tokens.length - 1);
  }

  /** Feeds the pending tokens. */
  async #nextLogits(state: MutableState, signal: AbortSignal | undefined): Promise<Float32Array> {
    const pending = state.tokens.slice(state.rowsOf(this.#model.owner));
    const { logits, sessionMs } = await this.#model.forward(state, pending, { signal });
    this.#sessionMs += sessionMs;
    const row = logits.row(0);
    return this.#tokenIds === undefined ? row : row.subarray(0, this.#tokenIds.length);
  }
}

function described({ vocab, tokenizer: { fingerprint, vocabSize } }: ModelVocabulary): string {
  return `${vocabSize} tokens with the print ${fingerprint}, ${vocab} logits`;
}

/**
 * A small model of the same vocabulary as a drafter (speculative decoding, Leviathan et al., arXiv 2211.17192). It keeps
 * a state of its own, feeds what was committed since, and rewinds what was refused. Generations may share it, but one
 * text at a time keeps its rows useful. Dispose it; the model stays whoever's it is.
 * @throws ConfigError if the vocabularies differ.
 */
export function modelDrafter(options: ModelDrafterOptions): Drafter & Disposable {
  const { own, base } = options.vocabulary;
  const { fingerprint, vocabSize } = own.tokenizer;
  const isCovered = own.vocab === base.vocab || Math.min(own.vocab, base.vocab) >= vocabSize;
  if (fingerprint === base.tokenizer.fingerprint && isCovered) return new DraftModel(options);
  throw new ConfigError({
    what: 'A draft model needs the vocabulary of its base',
    where: `drafters, ${options.name ?? 'draft-model'}`,
    got: described(own),
    expected: described(base),
    next: 'Choose a model of the same family with the same tokenizer.',
  });
}
