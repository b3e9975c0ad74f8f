import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Engine } from '../app/engine.ts';
import type { SamplerChoice, WriteProgress, WritePrompt, WriteRequest } from '../protocol/calls.ts';
import { CallError, type PlainError, plainErrorOf } from '../protocol/plain-error.ts';
import type { RoundRecord } from '../protocol/round-record.ts';
import { FrameBuffer } from '../shared/frame-buffer.ts';
import { Moderator } from '../shared/moderator.ts';
import { samplerChoice, schedulerChoice, type WriteSettings } from './settings.ts';
import {
  cutAt,
  messagesOf,
  type PlacedToken,
  type Turn,
  textOf,
  tokenAt,
  type WriteMode,
  writtenTokens,
} from './turns.ts';

/** What is to be written. */
export interface WriteOrder {
  readonly mode: WriteMode;
  readonly prompt: string;
  readonly settings: WriteSettings;
}

/** A text of the page and its twin in the worker. */
export class TextColumn {
  readonly id: number;
  readonly turns: Signal<readonly Turn[]> = signal([]);
  readonly seed: Signal<number>;
  readonly isWriting: Signal<boolean> = signal(false);
  readonly error: Signal<PlainError | undefined> = signal(undefined);
  /** The place of the word that is looked at. */
  readonly selected: Signal<number | undefined> = signal(undefined);
  readonly selectedToken: ReadonlySignal<PlacedToken | undefined>;
  /** For screen readers. */
  readonly announcement: Signal<string> = signal('');
  readonly #engine: Engine;
  /** Counts the models: a text belongs to the one that began it. */
  #model: number;
  #cancel = new AbortController();

  constructor(engine: Engine, id: number, seed: number) {
    this.#engine = engine;
    this.id = id;
    this.#model = engine.generation.value;
    this.seed = signal(seed);
    this.selectedToken = computed(() =>
      this.selected.value === undefined ? undefined : tokenAt(this.turns.value, this.selected.value),
    );
  }

  get isEmpty(): boolean {
    return this.turns.value.length === 0;
  }

  /** Writes on; stopped or failed, what was written stays. */
  async write(order: WriteOrder): Promise<void> {
    if (this.isWriting.value) return;
    const cancel = new AbortController();
    this.#cancel = cancel;
    batch(() => {
      this.isWriting.value = true;
      this.error.value = undefined;
      this.selected.value = undefined;
    });
    try {
      await this.#engine.ready();
      await this.#run({ ...order, prompt: `${this.#followModel(order.mode)}${order.prompt}` }, cancel.signal);
      if (writtenTokens(this.turns.value.at(-1) ?? { rounds: [] }) === 0) await this.#settleLength();
    } catch (error) {
      this.error.value = plainErrorOf(error);
      await this.#settleLength();
    } finally {
      this.isWriting.value = false;
    }
  }

  /** Ends the writing within a pass. */
  stop(): void {
    this.#cancel.abort();
  }

  /** Takes back the last turn. */
  async undo(): Promise<void> {
    const last = this.turns.value.at(-1);
    if (last === undefined) return;
    await this.#rewind(last.before, this.turns.value.slice(0, -1));
  }

  /** Takes back the word at a place and all after it. */
  async rewindTo(position: number): Promise<void> {
    await this.#rewind(position, cutAt(this.turns.value, position));
  }

  /** A second text with the same beginning. */
  async fork(id: number): Promise<TextColumn> {
    await this.#engine.ready();
    if (!this.#isCurrent()) throw otherModel();
    await this.#engine.client.call('fork', { textId: this.id, newTextId: id });
    const column = new TextColumn(this.#engine, id, this.seed.value + 1);
    column.turns.value = this.turns.value;
    return column;
  }

  /** Gives back what the worker keeps of it. */
  async close(): Promise<void> {
    this.stop();
    if (this.#engine.client.isAlive) await this.#engine.client.call('close', { textId: this.id });
  }

  async #rewind(length: number, turns: readonly Turn[]): Promise<void> {
    if (this.isWriting.value) return;
    try {
      if (this.#isCurrent()) await this.#engine.client.call('rewind', { textId: this.id, length });
      batch(() => {
        this.turns.value = turns;
        this.selected.value = undefined;
        this.error.value = undefined;
      });
    } catch (error) {
      this.error.value = plainErrorOf(error);
    }
  }

  #isCurrent(): boolean {
    return this.#engine.client.isAlive && this.#model === this.#engine.generation.value;
  }

  /** Another model knows nothing of this text: it reads it as the beginning of its own. A conversation begins anew. */
  #followModel(mode: WriteMode): string {
    if (this.#model === this.#engine.generation.value) return '';
    this.#model = this.#engine.generation.value;
    const { value: turns } = this.turns;
    this.turns.value = [];
    return mode === 'chat' ? '' : turns.map((turn) => turn.prompt + textOf(turn)).join('');
  }

  async #run({ mode, prompt, settings }: WriteOrder, stop: AbortSignal): Promise<void> {
    const sampler = samplerChoice(settings, this.seed.value);
    const request: WriteRequest = {
      textId: this.id,
      prompt: this.#promptOf(mode, prompt),
      maxTokens: settings.maxTokens,
      sampler,
      scheduler: schedulerChoice(settings),
    };
    const place = this.#begin(mode, prompt, sampler);
    const voice = new Moderator((text) => {
      this.announcement.value = text;
    });
    const buffer = new FrameBuffer<RoundRecord>((rounds) => {
      this.#extend(place, rounds);
      voice.add(rounds.flatMap(({ tokens }) => tokens.map(({ text }) => text)).join(''));
    });
    const onProgress = (progress: WriteProgress): void => {
      if (progress.kind === 'round-settled') buffer.add(progress.round);
    };
    try {
      const { stats, finishReason } = await this.#engine.client.call('write', request, { onProgress, signal: stop });
      buffer.flush();
      this.#change(place, (turn) => ({ ...turn, stats, finishReason }));
      voice.end(`${stats.newTokens} tokens in ${stats.basePasses} passes.`);
    } finally {
      buffer.flush();
    }
  }

  #promptOf(mode: WriteMode, text: string): WritePrompt {
    if (mode === 'chat') return { kind: 'chat', messages: messagesOf(this.turns.value, text) };
    return { kind: 'text', text };
  }

  #begin(mode: WriteMode, prompt: string, sampler: SamplerChoice): number {
    const before = lengthOf(this.turns.value);
    const turn: Turn = { mode, prompt, before, sampler, rounds: [], finishReason: undefined, stats: undefined };
    this.turns.value = [...this.turns.value, turn];
    return this.turns.value.length - 1;
  }

  #extend(place: number, rounds: readonly RoundRecord[]): void {
    this.#change(place, (turn) => ({ ...turn, rounds: [...turn.rounds, ...rounds] }));
  }

  #change(place: number, change: (turn: Turn) => Turn): void {
    this.turns.value = this.turns.value.map((turn, index) => (index === place ? change(turn) : turn));
  }

  /** After a failure: a turn that wrote nothing goes, with its prompt; the worker's text is cut to match. */
  async #settleLength(): Promise<void> {
    const last = this.turns.value.at(-1);
    const isNothing = last !== undefined && writtenTokens(last) === 0;
    if (isNothing) this.turns.value = this.turns.value.slice(0, -1);
    if (!this.#isCurrent()) return;
    try {
      await this.#engine.client.call('rewind', { textId: this.id, length: lengthOf(this.turns.value) });
    } catch {
      // The text is shorter than that already: nothing is left to cut.
    }
  }
}

/** Tokens of a text, as its rounds tell. */
function lengthOf(turns: readonly Turn[]): number {
  const last = turns.at(-1);
  const round = last?.rounds.at(-1);
  if (last === undefined) return 0;
  return round === undefined ? last.before : round.start + round.tokens.length;
}

function otherModel(): CallError {
  return new CallError({
    what: 'This text was written by another model than the one that is loaded now',
    next: 'Write on first: the model of now then reads the text as its own beginning.',
  });
}
