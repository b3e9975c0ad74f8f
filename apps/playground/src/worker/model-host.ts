import type { LanguageModel } from '@recyclegpt/core';
import { ConfigError, type MutableState, StateError } from '@recyclegpt/spec';
import type { LoadProgress, LoadRequest, ModelCalls, ModelSummary } from '../protocol/calls.ts';
import { type CallContext, type Handlers, Turns } from '../protocol/serve-calls.ts';
import { deviceCosts } from './device-costs.ts';
import { loadPageModel, type PageModel, type Surroundings } from './load-page-model.ts';
import { race } from './race.ts';
import { writeText } from './write-text.ts';
import { createYield } from './yield-to-messages.ts';

/** The model of the page and the texts that are written with it. One piece of work runs at a time. */
export class ModelHost {
  readonly handlers: Handlers<ModelCalls> = {
    load: (request, context) => this.#turns.take(() => this.#load(request, context)),
    race: (request, context) =>
      this.#turns.take(() => race({ model: this.#model, request, context, breathe: this.#breathe })),
    write: (request, context) =>
      this.#turns.take(() => {
        const parts = { model: this.#model, state: this.#stateOf(request.textId), breathe: this.#breathe };
        return writeText({ ...parts, request, context });
      }),
    rewind: ({ textId, length }) => this.#turns.take(async () => this.#rewind(textId, length)),
    fork: ({ textId, newTextId }) => this.#turns.take(async () => this.#fork(textId, newTextId)),
    close: ({ textId }) => this.#turns.take(async () => this.#close(textId)),
    costs: () => this.#turns.take(async () => deviceCosts(await this.#model.passCosts(), this.#model)),
  };
  readonly #turns = new Turns();
  readonly #breathe = createYield();
  readonly #texts = new Map<number, MutableState>();
  readonly #surroundings: Surroundings;
  #loaded: PageModel | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  get #model(): LanguageModel {
    if (this.#loaded !== undefined) return this.#loaded.model;
    throw new ConfigError({ what: 'No model is loaded', next: 'Choose one above; the built-in one is a click away.' });
  }

  /** The new model is there before the old one goes, so that a file that cannot be used costs nothing. */
  async #load(request: LoadRequest, { report, signal }: CallContext<LoadProgress>): Promise<ModelSummary> {
    const loaded = await loadPageModel(request, { report, signal, ...this.#surroundings });
    for (const state of this.#texts.values()) state.dispose();
    this.#texts.clear();
    this.#loaded?.model.dispose();
    this.#loaded = loaded;
    return loaded.summary;
  }

  #stateOf(textId: number): MutableState {
    const kept = this.#texts.get(textId);
    if (kept !== undefined) return kept;
    const made = this.#model.createState();
    this.#texts.set(textId, made);
    return made;
  }

  #rewind(textId: number, length: number): { readonly length: number } {
    const state = this.#stateOf(textId);
    state.rewindTo(length);
    return { length: state.tokens.length };
  }

  #fork(textId: number, newTextId: number): { readonly length: number } {
    if (this.#texts.has(newTextId))
      throw new StateError({ what: 'There is a text of this number', got: `${newTextId}` });
    const forked = this.#stateOf(textId).fork();
    this.#texts.set(newTextId, forked);
    return { length: forked.tokens.length };
  }

  #close(textId: number): null {
    this.#texts.get(textId)?.dispose();
    this.#texts.delete(textId);
    return null;
  }
}
