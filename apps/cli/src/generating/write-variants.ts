import { checkVariants, type LanguageModel, type Prompt, type VariantOptions } from '@recyclegpt/core';
import { ConfigError } from '@recyclegpt/spec';
import type { OptionValues } from '../arguments/option-definitions.ts';
import type { Call } from '../command.ts';
import { resultJson } from './answer-json.ts';
import type { PromptLine } from './read-prompts.ts';
import { noteSummary } from './summary.ts';

/** Several texts from one prompt. */
export interface VariantsJob {
  readonly call: Call;
  readonly model: LanguageModel;
  readonly line: PromptLine;
  readonly prompt: Prompt;
  readonly options: VariantOptions;
}

/** Options that show one text while it is written. */
const ofOneText = ['show-rounds', 'compare'] as const;

/** Refuses what cannot be had of several texts. @throws ConfigError by name. */
export function checkVariantOptions(options: OptionValues): void {
  const { count = 1, temperature = 0 } = options;
  const wrong = ofOneText.find((name) => options[name] === true);
  if (count > 1 && wrong !== undefined)
    throw new ConfigError({
      what: 'Several texts cannot be shown by rounds',
      where: `--count, --${wrong}`,
      got: `${count} texts`,
      next: `Leave --${wrong} out, or ask for one text; each text comes again with its own --seed.`,
    });
  checkVariants({ count, temperature });
}

/** Writes several texts, each as it ends, under the seed that alone writes it again. */
export async function writeVariants({ call, model, line, prompt, options }: VariantsJob): Promise<void> {
  const { terminal } = call;
  let written = 0;
  for await (const { seed, ...result } of model.generateSeveral(prompt, { ...options, signal: terminal.signal })) {
    written += 1;
    if (call.options.json === true) {
      await terminal.line(JSON.stringify({ ...resultJson(model.facts, line, result), seed }));
      continue;
    }
    await terminal.line(terminal.style.bold(`--- text ${written} of ${options.count}, seed ${seed}`));
    await terminal.write(result.text.endsWith('\n') ? result.text : `${result.text}\n`);
    noteSummary(call, result);
  }
}
