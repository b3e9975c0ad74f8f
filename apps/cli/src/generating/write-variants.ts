import type { LanguageModel, Prompt, Variant, VariantOptions } from '@recyclegpt/core';
import { ConfigError } from '@recyclegpt/spec';
import type { OptionValues } from '../arguments/option-definitions.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { resultJson } from './answer-json.ts';
import type { PromptLine } from './read-prompts.ts';
import { shortSummary } from './summary.ts';

/** Several texts from one prompt. */
export interface VariantsJob {
  readonly model: LanguageModel;
  readonly prompt: Prompt;
  readonly line: PromptLine;
  readonly terminal: Terminal;
  readonly isJson: boolean;
  readonly options: VariantOptions;
}

/** Options that show one text while it is written. */
const ofOneText = ['show-rounds', 'compare'] as const;

/** Refuses what cannot be had of several texts. @throws ConfigError naming both options. */
export function checkVariantOptions(options: OptionValues): void {
  const { count = 1, temperature = 0 } = options;
  if (count === 1) return;
  const wrong = ofOneText.find((name) => options[name] === true);
  if (wrong !== undefined)
    throw new ConfigError({
      what: 'Several texts cannot be shown by rounds',
      where: `--count, --${wrong}`,
      got: `${count} texts`,
      next: `Leave --${wrong} out, or ask for one text; each text comes again with its own --seed.`,
    });
  if (temperature > 0) return;
  throw new ConfigError({
    what: 'Without a temperature all texts are the same',
    where: '--count, --temperature',
    got: `${count} texts at temperature 0`,
    next: 'Set --temperature 0.7, say.',
  });
}

/** Writes several texts, each as it ends, under the seed that alone writes it again. */
export async function writeVariants({ model, prompt, line, terminal, isJson, options }: VariantsJob): Promise<void> {
  const { count } = options;
  let written = 0;
  for await (const variant of model.generateSeveral(prompt, { ...options, signal: terminal.signal })) {
    written += 1;
    if (isJson) await terminal.line(variantJson(model, line, variant));
    else await show(variant, `${written} of ${count}`, terminal);
    if (terminal.signal.aborted) return;
  }
}

function variantJson({ facts }: LanguageModel, line: PromptLine, variant: Variant): string {
  return JSON.stringify({ ...resultJson(facts, line, variant), seed: variant.seed });
}

async function show(variant: Variant, place: string, terminal: Terminal): Promise<void> {
  await terminal.line(terminal.style.bold(`--- text ${place}, seed ${variant.seed}`));
  await terminal.write(variant.text.endsWith('\n') ? variant.text : `${variant.text}\n`);
  if (terminal.stderr.isTTY === true) terminal.note(terminal.noteStyle.dim(shortSummary(variant)));
}
