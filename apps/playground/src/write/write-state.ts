import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Engine } from '../app/engine.ts';
import type { DeviceCosts } from '../protocol/calls.ts';
import { type PlainError, plainErrorOf } from '../protocol/plain-error.ts';
import { usualSettings, type WriteSettings } from './settings.ts';
import { decodeShared, encodeShared, sharedText } from './share-link.ts';
import { TextColumn } from './text-column.ts';
import type { WriteMode } from './turns.ts';

/** What is open beside the text. */
export type DrawerName = 'inside' | 'tune';

/** The view Write: one text, or two with the same beginning. */
export class WriteState {
  readonly engine: Engine;
  readonly settings: Signal<WriteSettings> = signal(usualSettings);
  readonly columns: Signal<readonly TextColumn[]>;
  /** The column that drawers speak of. */
  readonly active: Signal<number> = signal(0);
  readonly activeColumn: ReadonlySignal<TextColumn | undefined>;
  readonly drawer: Signal<DrawerName | undefined> = signal(undefined);
  readonly mode: Signal<WriteMode> = signal('text');
  readonly prompt: Signal<string> = signal('One day, a small red fox');
  readonly costs: Signal<DeviceCosts | undefined> = signal(undefined);
  readonly error: Signal<PlainError | undefined> = signal(undefined);
  readonly notice: Signal<string | undefined> = signal(undefined);
  #nextId = 2;
  #opened: string | undefined;

  constructor(engine: Engine) {
    this.engine = engine;
    this.columns = signal([new TextColumn(engine, 1, 7)]);
    this.activeColumn = computed(() => this.columns.value[this.active.value] ?? this.columns.value[0]);
  }

  /** Writes on in a column with what stands in the field, and empties it. */
  async write(column: TextColumn): Promise<void> {
    const { value: prompt } = this.prompt;
    if (this.mode.value === 'chat' && prompt.trim() === '') return;
    this.prompt.value = '';
    await column.write({ mode: this.mode.value, prompt, settings: this.settings.value });
    if (column.isEmpty) this.prompt.value = prompt;
    await this.refreshCosts();
  }

  /** Asks for the times of passes as they stand. */
  async refreshCosts(): Promise<void> {
    try {
      if (this.engine.client.isAlive) this.costs.value = await this.engine.client.call('costs', null);
    } catch (error) {
      this.error.value = plainErrorOf(error);
    }
  }

  /** Two endings, one beginning. */
  async fork(column: TextColumn): Promise<void> {
    try {
      const second = await column.fork(this.#nextId++);
      this.columns.value = [column, second];
      this.active.value = 1;
    } catch (error) {
      this.error.value = plainErrorOf(error);
    }
  }

  /** One of two texts is given up. */
  async drop(column: TextColumn): Promise<void> {
    this.columns.value = this.columns.value.filter((each) => each !== column);
    this.active.value = 0;
    await column.close();
  }

  /** Shows what went wrong. */
  report(error: unknown): void {
    this.error.value = plainErrorOf(error);
  }

  /** An address that writes this text again where it is opened. @throws ConfigError if it is too long */
  linkTo(column: TextColumn): string {
    const model = this.engine.summary.value?.name ?? '';
    const shared = encodeShared(sharedText(model, this.settings.value, column.turns.value));
    return new URL(`#/write/${shared}`, location.href).href;
  }

  /** Writes the text of a link, turn by turn; each link once. */
  async open(link: string): Promise<void> {
    if (this.#opened === link) return;
    this.#opened = link;
    try {
      const shared = decodeShared(link);
      const [column] = this.columns.value;
      if (column === undefined) return;
      this.settings.value = shared.settings;
      await this.engine.ready();
      const name = this.engine.summary.value?.name;
      this.notice.value =
        name === shared.model ? undefined : `This text was made with ${shared.model}; ${name} writes another one.`;
      this.prompt.value = '';
      for (const { mode, prompt, seed, numTokens } of shared.turns) {
        column.seed.value = seed;
        this.mode.value = mode;
        if (numTokens > 0) await column.write({ mode, prompt, settings: { ...shared.settings, maxTokens: numTokens } });
        if (column.error.value !== undefined) return;
      }
    } catch (error) {
      this.error.value = plainErrorOf(error);
    }
  }
}
