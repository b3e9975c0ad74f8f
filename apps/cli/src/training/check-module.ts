import { resolve } from 'node:path';
import { verified } from '@recyclegpt/schedulers';
import type { TeacherData } from '@recyclegpt/train';
import { freshDrafters } from '../benchmark/fresh-drafters.ts';
import type { Call } from '../command.ts';
import { loadModel } from '../load-model.ts';
import { recycleFileName } from './export-base.ts';
import type { ModuleSettings } from './module-settings.ts';
import type { Teacher } from './open-teacher.ts';

/** How a module does where it is used. */
export interface MeasuredModule {
  readonly prompts: number;
  readonly newTokens: number;
  /** Share of drafts whose i-th token was kept, of those that got so far. */
  readonly byPosition: readonly number[];
  /** New tokens of a pass of the base. */
  readonly tokensPerPass: number;
}

export interface CheckModuleOptions {
  readonly call: Call;
  readonly teacher: Teacher;
  readonly settings: ModuleSettings;
  readonly data: TeacherData;
}

const checkedPrompts = 8;
const checkedTokens = 64;

/** Loads base and module from their files, and lets them answer held-out prompts, at temperature 0. */
export async function checkModule({ call, teacher, settings, data }: CheckModuleOptions): Promise<MeasuredModule> {
  const { terminal, options } = call;
  const { steps } = settings.recipe;
  const texts = await data.heldOutTexts(checkedPrompts);
  using model = await loadModel(settings.base, {
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...{ precision: teacher.precision, recycle: resolve(settings.out, recycleFileName), env: terminal.env },
  });
  const [reached, kept] = [Array<number>(steps).fill(0), Array<number>(steps).fill(0)];
  let [newTokens, passes, prompts] = [0, 0, 0];
  for (const text of texts) {
    if (terminal.signal.aborted) break;
    terminal.progress(`Checking the module on held-out prompts: ${prompts + 1} of ${texts.length}`);
    const tokenIds = [...text.tokenIds.subarray(0, text.promptTokens)];
    const scheduler = verified({ length: steps });
    const drafters = freshDrafters(model, scheduler).models;
    const generation = model.generate({ tokenIds }, { maxTokens: checkedTokens, temperature: 0, scheduler, drafters });
    for await (const { drafted, accepted } of generation.rounds) {
      for (let position = 0; position < Math.min(drafted.length, accepted + 1); position += 1) {
        reached[position] = (reached[position] ?? 0) + 1;
        if (position < accepted) kept[position] = (kept[position] ?? 0) + 1;
      }
    }
    const { stats } = await generation.result;
    newTokens += stats.newTokens;
    passes += stats.basePasses;
    prompts += 1;
  }
  terminal.clearProgress();
  const byPosition = kept.map((count, position) => count / Math.max(1, reached[position] as number));
  return { prompts, newTokens, byPosition, tokensPerPass: newTokens / Math.max(1, passes) };
}
