import type {
  CausalModel,
  Drafter,
  FinishReason,
  GenerationStats,
  MutableState,
  Round,
  SamplerSettings,
} from '@recyclegpt/spec';

/** A text to write. */
export interface WriteRequest<Scheduler> {
  readonly promptTokens: readonly number[];
  readonly scheduler: Scheduler;
  readonly drafters: readonly Drafter[];
  readonly sampler: SamplerSettings;
  /** To go on in. Default: one of the implementation's. */
  readonly state?: MutableState;
  readonly maxTokens: number;
  readonly stopTokens: readonly number[];
  readonly stopStrings: readonly string[];
  readonly signal?: AbortSignal;
  /** Told of each round as it settles. */
  readonly onRound: (round: Round) => void;
}

/** A text that was written. */
export interface WrittenText {
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly finishReason: FinishReason;
  readonly stats: GenerationStats;
}

/** A loaded model and what writes its texts. Disposing of it frees all that it needed. */
export interface DecodingFixture<Scheduler> extends Disposable {
  readonly model: CausalModel;
  createState(): MutableState;
  write(request: WriteRequest<Scheduler>): Promise<WrittenText>;
}

export interface DecodingSuiteOptions<Scheduler, Fixture extends DecodingFixture<Scheduler>> {
  /** Called once. */
  readonly createFixture: () => Promise<Fixture>;
  /** Plain decoding: one token a pass. */
  readonly plain: () => Scheduler;
  /** Those that promise the plain text, by name. */
  readonly schedulers: Readonly<Record<string, () => Scheduler>>;
  /** Made anew for each text; `text` is what plain decoding writes, prompt included. */
  readonly drafters: Readonly<Record<string, (fixture: Fixture, text: readonly number[]) => readonly Drafter[]>>;
  /** New tokens of most texts. Default 24. */
  readonly maxTokens?: number;
}

/** What of a request a text depends on, and who writes it. */
type Changes<Scheduler> = Partial<WriteRequest<Scheduler>>;

/** A suite at work: its prompt, and how a text is written. Plain texts are written once. */
export class DecodingBench<Scheduler> {
  readonly fixture: DecodingFixture<Scheduler>;
  readonly maxTokens: number;
  readonly prompt: readonly number[];
  readonly #plain: () => Scheduler;
  readonly #texts = new Map<string, Promise<WrittenText>>();

  constructor(fixture: DecodingFixture<Scheduler>, plain: () => Scheduler, maxTokens = 24) {
    this.fixture = fixture;
    this.maxTokens = maxTokens;
    this.#plain = plain;
    // It ends shortly before a block of rows does, so that drafts meet its end.
    this.prompt = Array.from({ length: 50 }, (_, i) => (i * i * 5 + i * 3 + 1) % Math.min(fixture.model.vocab, 90));
  }

  write(changes: Changes<Scheduler>): Promise<WrittenText> {
    return this.fixture.write({
      promptTokens: this.prompt,
      scheduler: this.#plain(),
      drafters: [],
      sampler: {},
      maxTokens: this.maxTokens,
      stopTokens: [],
      stopStrings: [],
      onRound: () => undefined,
      ...changes,
    });
  }

  /** What plain decoding writes under changes that are plain data. */
  plain(changes: Changes<Scheduler> = {}): Promise<WrittenText> {
    const key = JSON.stringify(changes, (_, value: unknown) => (value === -Infinity ? '-Infinity' : value));
    const known = this.#texts.get(key) ?? this.write(changes);
    this.#texts.set(key, known);
    return known;
  }

  /** The same, prompt included, as tokens. */
  async plainTokens(changes: Changes<Scheduler> = {}): Promise<readonly number[]> {
    return [...(changes.promptTokens ?? this.prompt), ...(await this.plain(changes)).tokenIds];
  }
}
