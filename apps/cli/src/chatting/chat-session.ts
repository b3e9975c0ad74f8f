import type { LanguageModel } from '@recyclegpt/core';
import { Conversation } from './conversation.ts';

/** The conversation of a chat, and the copy that is kept beside it. */
export class ChatSession implements Disposable {
  readonly model: LanguageModel;
  isOver = false;
  #conversation: Conversation;
  #kept: Conversation | undefined;

  constructor(
    model: LanguageModel,
    { isRaw, system }: { readonly isRaw: boolean; readonly system: string | undefined },
  ) {
    this.model = model;
    this.#conversation = new Conversation({ model, isRaw, state: model.createState(), system, turns: [] });
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get kept(): Conversation | undefined {
    return this.#kept;
  }

  /** Keeps a copy, in place of the one before. */
  keep(copy: Conversation): void {
    this.#kept?.dispose();
    this.#kept = copy;
  }

  /** Goes to the copy and keeps the present conversation. Returns whether there was one. */
  exchange(): boolean {
    if (this.#kept === undefined) return false;
    [this.#conversation, this.#kept] = [this.#kept, this.#conversation];
    return true;
  }

  /** Goes on with another conversation; the present one is dropped. */
  replace(other: Conversation): void {
    this.#conversation.dispose();
    this.#conversation = other;
  }

  [Symbol.dispose](): void {
    this.#conversation.dispose();
    this.#kept?.dispose();
  }
}
