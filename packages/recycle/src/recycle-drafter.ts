import {
  ConfigError,
  DecodingError,
  type Draft,
  type DraftContext,
  type Drafter,
  type MutableState,
  type ReadonlyState,
} from '@recyclegpt/spec';
import { draftIdOf } from './draft-vocabulary.ts';
import { recycleOwner } from './recycle-config.ts';
import { type ModuleChain, type ModuleRow, type RecycleModule, rowsOf } from './recycle-module.ts';

/** Drafts with a recycle module. */
class RecycleDrafter implements Drafter {
  readonly name = recycleOwner;
  readonly #module: RecycleModule;
  #sessionMs = 0;

  constructor(module: RecycleModule) {
    this.#module = module;
  }

  get sessionMs(): number {
    return this.#sessionMs;
  }

  async draft(context: DraftContext, maxTokens: number): Promise<Draft> {
    const state = mutable(context.state);
    const { length } = state.tokens;
    const known = Math.min(state.rowsOf(this.#module.tapped.owner), length - 1);
    const limit = Math.min(maxTokens, this.#module.contextLength - length);
    rowsOf(state);
    if (known < 1 || limit < 1) return { tokens: [], origins: [] };
    try {
      return await this.#write(context, state, { known, limit });
    } finally {
      // What was fed by the module itself is provisional: only rows of true states outlive a draft.
      state.truncate(recycleOwner, Math.min(rowsOf(state), known));
    }
  }

  /** Drafts in one run as far as that goes, then step by step. */
  async #write(
    context: DraftContext,
    state: MutableState,
    { known, limit }: { known: number; limit: number },
  ): Promise<Draft> {
    const draft = new GrowingDraft(context, this.#module.tokenIds);
    const chain = await this.#chain(context, state, { known, limit });
    let row: Pick<ModuleRow, 'state'>;
    let token: number;
    if (chain === undefined) {
      const scored = await this.#catchUp(context, state, known);
      token = draft.add(scored);
      row = scored;
    } else {
      draft.addAll(chain);
      token = chain.tokens.at(-1) as number;
      row = chain;
    }
    while (draft.length < limit && draft.isWorthMore()) {
      const scored = await this.#step(context, state, row, token);
      token = draft.add(scored);
      row = scored;
    }
    return draft.finish(this.name);
  }

  /** Several greedy tokens in one run, where nothing is drawn, so many are wanted, and the base lags by nothing. */
  async #chain(
    { isPlainGreedy, signal }: DraftContext,
    state: MutableState,
    { known, limit }: { known: number; limit: number },
  ): Promise<ModuleChain | undefined> {
    const { chainTokens } = this.#module;
    if (isPlainGreedy !== true || chainTokens === undefined || limit < chainTokens) return undefined;
    if (known < state.tokens.length - 1) return undefined;
    const chain = await this.#module.chain(state, known, signal);
    return chain && this.#timed(chain);
  }

  /** Catches up, and walks over tokens that the base has not seen yet. */
  async #catchUp(context: DraftContext, state: MutableState, known: number): Promise<ModuleRow> {
    let row = this.#timed(await this.#module.catchUp(state, known, context.signal));
    for (const token of state.tokens.slice(known + 1)) row = await this.#step(context, state, row, token);
    return row;
  }

  async #step(
    context: DraftContext,
    state: MutableState,
    before: Pick<ModuleRow, 'state'>,
    token: number,
  ): Promise<ModuleRow> {
    context.signal?.throwIfAborted();
    return this.#timed(await this.#module.step(state, before, token));
  }

  #timed<T extends Pick<ModuleRow, 'sessionMs'>>(result: T): T {
    this.#sessionMs += result.sessionMs;
    return result;
  }
}

/** A draft, token by token. */
class GrowingDraft {
  readonly #context: DraftContext;
  readonly #tokenIds: Int32Array | undefined;
  readonly #tokens: number[] = [];
  readonly #confidences: number[] = [];
  readonly #distributions: Float32Array[] | undefined;

  constructor(context: DraftContext, tokenIds: Int32Array | undefined) {
    this.#context = context;
    this.#tokenIds = tokenIds;
    const hasDistributions = context.wantsDistributions === true && context.distribution !== undefined;
    this.#distributions = hasDistributions ? [] : undefined;
  }

  get length(): number {
    return this.#tokens.length;
  }

  /** Chooses the token that a row scores, and remembers how likely the module thinks it. */
  add({ logits, largest, total }: ModuleRow): number {
    const tokenIds = this.#tokenIds;
    const token = this.#choose(logits);
    const draftId = tokenIds === undefined ? token : draftIdOf(tokenIds, token);
    const logit = draftId === undefined ? undefined : logits[draftId];
    if (logit === undefined) throw strangeChoice(token);
    const distribution = this.#distributions && this.#context.distribution?.(logits, this.#tokens, tokenIds);
    if (distribution !== undefined) this.#distributions?.push(distribution);
    this.#confidences.push(Math.exp(logit - largest) / total);
    this.#tokens.push(token);
    return token;
  }

  /** Takes what one run drafted, whole: its time is spent, and who asked can tell by the confidences what to check. */
  addAll({ tokens, confidences }: ModuleChain): void {
    this.#tokens.push(...tokens);
    this.#confidences.push(...confidences);
  }

  isWorthMore(): boolean {
    return this.#context.isWorthMore?.(this.#confidences) !== false;
  }

  finish(origin: string): Draft {
    const distributions = this.#distributions;
    return {
      tokens: this.#tokens,
      origins: this.#tokens.map(() => origin),
      confidences: this.#confidences,
      ...(distributions === undefined ? {} : { distributions }),
    };
  }

  #choose(logits: Float32Array): number {
    const chosen = this.#context.choose?.(logits, this.#tokens, this.#tokenIds);
    if (chosen !== undefined) return chosen;
    const best = likeliest(logits);
    return this.#tokenIds?.[best] ?? best;
  }
}

/** Place of the largest number, the first of equal ones. */
function likeliest(logits: Float32Array): number {
  let best = 0;
  let largest = logits[0] as number;
  for (let i = 1; i < logits.length; i += 1) {
    const logit = logits[i] as number;
    if (logit <= largest) continue;
    best = i;
    largest = logit;
  }
  return best;
}

function mutable(state: ReadonlyState): MutableState {
  if ('targetFor' in state && 'truncate' in state && 'read' in state) return state as MutableState;
  throw new ConfigError({
    what: 'A recycle module drafts from a state that it can write its rows to',
    where: 'context.state',
    expected: 'a state that a model with this module has created',
  });
}

function strangeChoice(token: number): DecodingError {
  return new DecodingError({
    what: 'A token was chosen that the module cannot draft',
    where: 'context.choose',
    got: String(token),
    expected: 'one of the draft vocabulary that was handed to it',
  });
}

/**
 * A drafter over a recycle module, called `recycle`. Its rows in the state are always made of true states when a draft
 * has ended, so rewinding, forks and saved states need nothing else; what it drafts depends on the text alone. Where the
 * base lags behind the text, it goes on from its own states. A draft that throws leaves the state as it was, or with
 * more rows of true states. Confidences are the module's probabilities over its draft vocabulary at temperature 1.
 */
export function recycleDrafter(module: RecycleModule): Drafter {
  return new RecycleDrafter(module);
}
