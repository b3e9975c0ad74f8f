import { recycleParameters } from '@recyclegpt/recycle';
import type { ModuleRecipe } from '@recyclegpt/train';
import { plural } from '../terminal/format.ts';
import type { RunEstimate } from './confirm-run.ts';
import { measureAnswering, measureModuleStep, measureReading, topK } from './measure-module.ts';
import type { ModuleRun } from './write-texts.ts';

/** Share of a packed sequence that texts fill, about. */
const usualFill = 0.95;
/** Share of the longest answer that one has, about. */
const usualAnswer = 0.6;
/** Share of --hours that may go into answers. */
export const answeringShare = 0.4;

/** Milliseconds of training on rows of text. */
export function trainingMs(stepMs: number, { seq, batch }: ModuleRecipe, rows: number): number {
  return (stepMs * rows) / (seq * batch * usualFill);
}

/** What a run will take. */
export interface ModuleEstimate extends RunEstimate {
  /** Of a step of training. */
  readonly stepMs: number;
}

/** Measures both parts of a run for some seconds. */
export async function estimateModule(run: ModuleRun): Promise<ModuleEstimate> {
  const { settings, call, teacher, source } = run;
  const { hours, recipe, cacheBytes } = settings;
  const stepMs = await measureModuleStep(teacher, recipe, call.terminal.signal);
  const texts = await measureTexts(run);
  const { tappedLayers, hidden } = teacher.config;
  const bytesPerToken = tappedLayers.length * hidden * 2 + topK * 6 + 8;
  const share = Math.min(1, cacheBytes / (texts.tokens * bytesPerToken));
  const tokens = texts.tokens * share;
  const wholeMs = texts.ms * share + recipe.epochs * trainingMs(stepMs, recipe, tokens);
  // Three last checkpoints, the best and one that is being written: parameters and two moments each; then the file.
  const checkpoints = recycleParameters(teacher.config) * 4 * (3 * 5 + 1);
  const count = source.kind === 'prompts' ? source.prompts.length : source.texts.length;
  const noun = source.kind === 'prompts' ? 'prompt' : 'text';
  return {
    stepMs,
    what: `Training a module on ${plural(count, noun)}${hours === undefined ? ` for ${plural(recipe.epochs, 'epoch')}` : ''}`,
    ms: hours === undefined ? wholeMs : hours * 3.6e6,
    bytes: tokens * bytesPerToken + checkpoints,
  };
}

/** Milliseconds and tokens of what the base computes first. */
async function measureTexts(run: ModuleRun): Promise<{ readonly ms: number; readonly tokens: number }> {
  const { source, teacher, shape, session, settings, call } = run;
  if (source.kind === 'texts') {
    const tokens = source.texts.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
    return { tokens, ms: tokens * (await measureReading(teacher, source.texts)) };
  }
  if (session === undefined) return { tokens: 0, ms: 0 };
  const { prompts } = source;
  const stopTokens = teacher.model.tokenizer.eosTokenIds;
  const { signal } = call.terminal;
  const cost = await measureAnswering(teacher, { ...shape, session, prompts, stopTokens, signal });
  const inPrompts = prompts.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
  const room = shape.capacity - inPrompts / prompts.length;
  const answer = Math.max(1, usualAnswer * Math.min(settings.maxTokens ?? shape.capacity, room));
  const answers = prompts.length * answer;
  return { tokens: inPrompts + answers, ms: prompts.length * cost.promptMs + answers * cost.tokenMs };
}
