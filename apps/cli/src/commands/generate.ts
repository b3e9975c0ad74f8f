import type { GenerateOptions, LanguageModel } from '@recyclegpt/core';
import { ConfigError, ContextOverflowError } from '@recyclegpt/spec';
import { commonOptions, modelOptions, samplingOptions, schedulingOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { answerJson } from '../generating/answer-json.ts';
import { compare } from '../generating/compare.ts';
import { conversationPrompt } from '../generating/conversation-prompt.ts';
import { generationOptions } from '../generating/generation-options.ts';
import { promptsOf } from '../generating/prompt-source.ts';
import type { PromptLine } from '../generating/read-prompts.ts';
import { RoundMarks } from '../generating/round-marks.ts';
import { noteSummary, roundsEnd } from '../generating/summary.ts';
import { withModel } from '../generating/with-model.ts';
import { writeAnswer } from '../generating/write-answer.ts';
import { checkVariantOptions, writeVariants } from '../generating/write-variants.ts';

/** `recyclegpt generate` */
export const generate: Command = {
  name: 'generate',
  usage: '[TEXT...] [options]',
  about: [
    'The prompt is TEXT, --prompt, each line of --prompts, or what is piped in. Models with a chat template get it as a',
    'question; with --raw, or without a template, they write on from it. At most 512 tokens unless --max-tokens says more.',
  ],
  options: [
    'prompt',
    'prompts',
    'raw',
    'system',
    'max-tokens',
    'count',
    ...modelOptions,
    ...samplingOptions,
    ...schedulingOptions,
    'show-rounds',
    'compare',
    'json',
    ...commonOptions,
  ],
  maxWords: Number.POSITIVE_INFINITY,
  examples: [
    ['generate "Why is the sky blue?"', 'an answer'],
    ['generate --raw "Once upon a time" --max-tokens 100 --temperature 0.7 --seed 7', 'a story'],
    [
      'generate --show-rounds --compare "Repeat after me: to be or not to be"',
      'see which words were drafted, and what it gains',
    ],
    ['generate --raw "Once upon a time" --count 3 --temperature 0.8', 'three stories, of three seeds'],
    ['generate --prompts questions.jsonl --json > answers.jsonl', 'many prompts, one model load'],
    ['generate < question.txt', 'the prompt from a file'],
  ],
  run: runGenerate,
};

/** A prompt on its way to an answer. */
interface Job {
  readonly call: Call;
  readonly model: LanguageModel;
  readonly line: PromptLine;
  readonly settings: GenerateOptions;
}

async function runGenerate(call: Call): Promise<void> {
  checkVariantOptions(call.options);
  const settings = await generationOptions(call.options);
  const lines = (await promptsOf(call)) ?? withoutPrompt(call);
  call.terminal.signal.throwIfAborted();
  await withModel(call, async (model) => {
    let failures = 0;
    for (const [index, line] of lines.entries()) {
      if (call.terminal.signal.aborted) return;
      if (lines.length > 1) await announce(call, { line, index, count: lines.length });
      if (!(await tryAnswer({ call, model, line, settings }))) failures += 1;
    }
    if (failures > 0)
      throw new ContextOverflowError({
        what: `${failures} of ${lines.length} prompts do not fit the context`,
        next: 'The others were answered.',
      });
  });
}

function withoutPrompt({ options }: Call): readonly PromptLine[] {
  if (options.raw === true) return [{ prompt: '', id: undefined }];
  throw new ConfigError({
    what: 'There is no prompt',
    expected: 'some text, --prompt, --prompts, or text piped in',
    next: 'See `recyclegpt generate --help`.',
  });
}

interface Place {
  readonly line: PromptLine;
  readonly index: number;
  readonly count: number;
}

async function announce({ terminal, options }: Call, { line, index, count }: Place): Promise<void> {
  const title = `${index + 1} of ${count}${line.id === undefined ? '' : ` (${line.id})`}`;
  if (options.json === true) terminal.progress(`Prompt ${title} …`);
  else await terminal.line(terminal.style.bold(`${index === 0 ? '' : '\n'}--- ${title}`));
}

/** Whether the prompt could be answered; one that is too long among many does not stop the others. */
async function tryAnswer(job: Job): Promise<boolean> {
  try {
    await answer(job);
    return true;
  } catch (error) {
    const { call, line } = job;
    if (call.options.prompts === undefined || !ContextOverflowError.isInstance(error)) throw error;
    const { message } = error;
    if (call.options.json === true)
      await call.terminal.line(JSON.stringify({ ...(line.id === undefined ? {} : { id: line.id }), error: message }));
    else call.terminal.note(message);
    return false;
  }
}

async function answer({ call, model, line, settings }: Job): Promise<void> {
  const { terminal, options } = call;
  const {
    json: isJson = false,
    compare: isCompared = false,
    'show-rounds': hasRounds = isCompared,
    count = 1,
  } = options;
  const prompt = conversationPrompt(model, line.prompt, options);
  if (count > 1) return await writeVariants({ call, model, line, prompt, options: { ...settings, count } });
  const generation = model.generate(prompt, { ...settings, signal: terminal.signal });
  const marks = new RoundMarks(terminal.style);
  const plain = (round: Parameters<RoundMarks['render']>[0]) => round.tokens.map(({ text }) => text).join('');
  const shown = hasRounds ? (round: Parameters<RoundMarks['render']>[0]) => marks.render(round) : plain;
  const written = await writeAnswer(generation, { terminal, render: isJson ? undefined : shown });
  const comparison =
    isCompared && !terminal.signal.aborted
      ? await compare({ model, prompt, options: { ...settings, signal: terminal.signal }, terminal })
      : undefined;
  if (isJson) return await terminal.line(answerJson(model, { line, answer: written, hasRounds, comparison }));
  if (hasRounds) await terminal.write(roundsEnd(marks, written, comparison));
  else noteSummary(call, written.result);
}
