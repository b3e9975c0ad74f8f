import type { GenerateOptions, Generation, GenerationResult, LanguageModel } from '@recyclegpt/core';
import { type ChatMessage, type MutableState, StateError } from '@recyclegpt/spec';
import { encodeChatFile, parseChatFile } from './chat-file.ts';

/** A question and its answer. */
export interface Turn {
  readonly question: string;
  readonly answer: string;
  /** Tokens in the state before the question: where undoing goes back to. */
  readonly startLength: number;
}

interface Parts {
  readonly model: LanguageModel;
  readonly isRaw: boolean;
  readonly state: MutableState;
  readonly system: string | undefined;
  readonly turns: readonly Turn[];
}

/** What shows an answer while it is written. */
export type ShowAnswer = (generation: Generation) => Promise<GenerationResult>;

/** A conversation and what the model has computed for it: turns are read once, and undone without computing anything. */
export class Conversation implements Disposable {
  readonly #model: LanguageModel;
  /** Lines go on from each other as plain text, without a chat template. */
  readonly isRaw: boolean;
  readonly #state: MutableState;
  #turns: readonly Turn[];
  system: string | undefined;

  constructor({ model, isRaw, state, system, turns }: Parts) {
    this.#model = model;
    this.isRaw = isRaw;
    this.#state = state;
    this.#turns = turns;
    this.system = system;
  }

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** Tokens read and written so far. */
  get numTokens(): number {
    return this.#state.tokens.length;
  }

  /**
   * Asks and shows the answer; an interrupted answer stays as far as it came.
   * @throws as generation does, ContextOverflowError among others; the conversation is then what it was.
   */
  async ask(question: string, options: GenerateOptions, show: ShowAnswer): Promise<GenerationResult> {
    const startLength = this.#state.tokens.length;
    try {
      const result = await show(this.#model.generate(this.#promptFor(question), { ...options, state: this.#state }));
      if (result.finishReason === 'aborted' && result.tokenIds.length === 0) this.#rewindTo(startLength);
      else this.#turns = [...this.#turns, { question, answer: result.text, startLength }];
      return result;
    } catch (error) {
      this.#rewindTo(startLength);
      throw error;
    }
  }

  /** Takes the last turn back. Returns it, `undefined` if there is none. */
  undo(): Turn | undefined {
    const last = this.#turns.at(-1);
    if (last === undefined) return undefined;
    this.#turns = this.#turns.slice(0, -1);
    this.#rewindTo(last.startLength);
    return last;
  }

  /** Takes all turns back; the system message stays. */
  reset(): void {
    this.#turns = [];
    this.#rewindTo(0);
  }

  /** An independent copy. */
  fork(): Conversation {
    const state = this.#state.fork();
    return new Conversation({ model: this.#model, isRaw: this.isRaw, state, system: this.system, turns: this.#turns });
  }

  /** Turns and state as the bytes of one file. */
  async save(): Promise<Uint8Array> {
    const { system } = this;
    return encodeChatFile(
      { model: this.#model.facts.name, isRaw: this.isRaw, system, turns: this.#turns },
      await this.#state.save(),
    );
  }

  /** A conversation from the bytes of `save`. @throws FileError for another kind of file, StateError for another model's. */
  static restore(model: LanguageModel, bytes: Uint8Array, where: string): Conversation {
    const { header, state: stateBytes } = parseChatFile(bytes, where);
    const state = restoredState(model, stateBytes, `${where}, saved with ${header.model}`);
    return new Conversation({ model, isRaw: header.isRaw, state, system: header.system, turns: header.turns });
  }

  dispose(): void {
    this.#state.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** What the model shares with its state is found by `generate` itself. */
  #promptFor(question: string): string | readonly ChatMessage[] {
    if (this.isRaw) return this.#turns.length === 0 ? question : `\n${question}`;
    const system = this.system === undefined ? [] : [{ role: 'system', content: this.system }];
    const before = this.#turns.flatMap((turn) => [
      { role: 'user', content: turn.question },
      { role: 'assistant', content: turn.answer },
    ]);
    return [...system, ...before, { role: 'user', content: question }];
  }

  /** A turn may have begun by rewinding further than it had to: then that is where the state stays. */
  #rewindTo(length: number): void {
    this.#state.rewindTo(Math.min(length, this.#state.tokens.length));
  }
}

/** @throws StateError that names the file. */
function restoredState(model: LanguageModel, bytes: Uint8Array, where: string): MutableState {
  try {
    return model.restoreState(bytes);
  } catch (error) {
    if (StateError.isInstance(error))
      throw new StateError({
        ...error.details,
        where,
        next: 'Nothing has changed here: load it with the model and precision that saved it.',
        cause: error,
      });
    throw error;
  }
}
