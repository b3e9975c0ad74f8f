import { commonOptions, modelOptions, samplingOptions } from '../arguments/option-definitions.ts';
import type { Command } from '../command.ts';
import { runEvaluate } from '../training/evaluation/run-evaluate.ts';

/** `recyclegpt evaluate` */
export const evaluate: Command = {
  name: 'evaluate',
  usage: '--model NAME --data FILE… | --answers FILE | --prompts FILE | --questions FILE [options]',
  about: [
    'With --data: perplexity and bits per byte of texts. With --data or --answers: how far drafts over these texts would be',
    'kept, by position, without writing, and the speed-up to expect. With --prompts: what schedulers write, lossy ones among',
    'them: tokens that the model would not have written, bits per byte under a judge, repetition. With --questions: F1 of',
    'answers over passages, as in SQuAD.',
  ],
  options: [
    ...modelOptions,
    'data',
    'answers',
    'prompts',
    'questions',
    'evaluated-schedulers',
    'judge',
    'evaluated-texts',
    'simulated-length',
    'raw',
    'system',
    'max-tokens',
    ...samplingOptions.filter((name) => name !== 'stop'),
    'json',
    ...commonOptions,
  ],
  maxWords: Number.POSITIVE_INFINITY,
  examples: [
    ['evaluate --model ./storyteller --data held-out.txt', 'how well it predicts, and how far its module drafts'],
    [
      'evaluate --model ./storyteller --prompts p.jsonl --schedulers alternating:2 --judge smollm2',
      'what the paper’s lossy mode does to the text',
    ],
  ],
  run: runEvaluate,
};
