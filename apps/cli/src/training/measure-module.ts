import { memoryStorage } from '@recyclegpt/hub';
import type { Session } from '@recyclegpt/spec';
import {
  answerPrompts,
  encodeTeacherShard,
  type ModuleRecipe,
  ModuleTraining,
  type TaughtText,
  TeacherData,
  type TeacherPrompt,
  type TeacherText,
  vocabularyOf,
} from '@recyclegpt/train';
import { measureSteps } from './measure-steps.ts';
import type { BatchShape, Teacher } from './open-teacher.ts';

/** Logits that are kept of each token of an answer. */
export const topK = 32;

/** Milliseconds of a training step: on made-up texts, since there are none yet. */
export async function measureModuleStep(teacher: Teacher, recipe: ModuleRecipe, signal: AbortSignal): Promise<number> {
  const { opened, backend, config } = teacher;
  const storage = memoryStorage();
  const { hidden, tappedLayers, draftVocab, vocab } = config;
  const text = madeUpText({ length: recipe.seq, width: tappedLayers.length * hidden, draftVocab });
  await storage.write('shard', encodeTeacherShard(Array<TaughtText>(3 * recipe.batch).fill(text), new Map()));
  // Equal texts have equal hashes: none or all of them would be held out.
  const holdOut = Number.MAX_SAFE_INTEGER;
  const data = new TeacherData({ storage, shards: ['shard'], taps: tappedLayers.length, hidden, topK, holdOut });
  const tokenIds = Int32Array.from({ length: draftVocab }, (_, id) => id);
  const parts = {
    backend,
    base: opened.weights,
    config,
    data,
    topK,
    vocabulary: { ...vocabularyOf(tokenIds, vocab), tokenIds },
  };
  const rows = 1e6;
  const { stepMs } = await measureSteps(
    async (epochs) => await ModuleTraining.create({ ...parts, rows, recipe: { ...recipe, epochs } }),
    signal,
  );
  return stepMs;
}

function madeUpText(sizes: {
  readonly length: number;
  readonly width: number;
  readonly draftVocab: number;
}): TaughtText {
  const { length, width, draftVocab } = sizes;
  const promptTokens = 1;
  const answers = length - promptTokens;
  return {
    tokenIds: Int32Array.from({ length }, (_, i) => (i * 7) % draftVocab),
    promptTokens,
    states: new Uint16Array(length * width).fill(0x3000),
    topIds: Int32Array.from({ length: answers * topK }, (_, i) => i % draftVocab),
    topLogits: new Uint16Array(answers * topK),
    logNorms: new Float32Array(answers),
  };
}

/** What answering costs, in milliseconds. */
export interface AnsweringCost {
  /** Of a prompt before its answer. */
  readonly promptMs: number;
  /** Of a token of an answer. */
  readonly tokenMs: number;
}

export interface MeasureAnsweringOptions extends BatchShape {
  readonly session: Session;
  readonly prompts: readonly TeacherPrompt[];
  readonly stopTokens: readonly number[];
  readonly signal: AbortSignal;
}

const measuredPrompts = 8;
const measuredTokens = 6;

/** Answers a few prompts with a few tokens and throws them away. */
export async function measureAnswering(
  { model, opened }: Teacher,
  { session, prompts, batch, capacity, stopTokens, signal }: MeasureAnsweringOptions,
): Promise<AnsweringCost> {
  const passes: number[] = [];
  const timed: Session = {
    inputs: session.inputs,
    outputs: session.outputs,
    run: async (...request) => {
      const startMs = performance.now();
      const outputs = await session.run(...request);
      passes.push(performance.now() - startMs);
      return outputs;
    },
    [Symbol.dispose]: () => undefined,
  };
  const some = prompts.slice(0, Math.min(batch, measuredPrompts));
  const startMs = performance.now();
  const shared = { model: model.causalModel, createState: () => model.createState(), config: opened.weights.config };
  const sizes = { batch, capacity, topK, stopTokens, maxNewTokens: measuredTokens };
  for await (const _ of answerPrompts(some, { ...shared, ...sizes, session: timed, signal }));
  const inPasses = passes.reduce((sum, ms) => sum + ms, 0);
  const passMs = passes.sort((a, b) => a - b)[Math.floor(passes.length / 2)] ?? 0;
  return { promptMs: (performance.now() - startMs - inPasses) / Math.max(1, some.length), tokenMs: passMs / batch };
}

/** Milliseconds of a token of a text that is read, not written. */
export async function measureReading({ model }: Teacher, texts: readonly TeacherText[]): Promise<number> {
  let [tokens, spentMs] = [0, 0];
  for (const { tokenIds } of texts.slice(0, 3)) {
    using state = model.createState();
    state.commit([...tokenIds]);
    const startMs = performance.now();
    await model.causalModel.forward(state, [...tokenIds], { logitsRows: tokenIds.length });
    spentMs += performance.now() - startMs;
    tokens += tokenIds.length;
  }
  return spentMs / Math.max(1, tokens);
}
