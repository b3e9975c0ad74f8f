import { commonOptions, samplingOptions } from '../arguments/option-definitions.ts';
import { runBench } from '../benchmark/run-bench.ts';
import type { Command } from '../command.ts';

/** `recyclegpt bench` */
export const bench: Command = {
  name: 'bench',
  usage: '--prompts FILE.jsonl [options]',
  about: [
    'Writes every prompt with every scheduler, in turns, and compares them with the first one named: tokens per second,',
    'speed-up, tokens a pass, which drafted tokens were kept, where the time went, and whether the text is the same.',
    'Models with a chat template get prompts as questions, unless --raw says otherwise. Ctrl-C ends the measurement and',
    'shows what is measured so far.',
  ],
  options: [
    'prompts',
    'limit',
    'schedulers',
    'drafters',
    'raw',
    'system',
    'max-tokens',
    'repeats',
    'warm-up',
    'model',
    'recycle',
    'precisions',
    'backend',
    'threads',
    'offline',
    ...samplingOptions,
    'json-file',
    'svg',
    'save',
    ...commonOptions,
  ],
  maxWords: 0,
  examples: [
    ['bench --prompts questions.jsonl', 'plain decoding, verified and adaptive on your questions'],
    [
      'bench --prompts my.jsonl --schedulers autoregressive,verified:4,./mine.mjs --svg chart.svg',
      'a draft length and a scheduler of your own, with a chart',
    ],
    [
      'bench --prompts questions.jsonl --precision int8,int4 --temperature 0.7 --limit 8 --json results.json',
      'eight of the questions in two precisions, sampled, results in a file',
    ],
  ],
  run: runBench,
};
