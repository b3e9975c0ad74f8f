import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { trainBase } from '../training/train-base.ts';
import { trainModule } from '../training/train-module.ts';

/** `recyclegpt train` and `recyclegpt train module` */
export const train: Command = {
  name: 'train',
  usage: '--data FILE… --out FOLDER [options]   or   module --base MODEL --out FOLDER [options]',
  about: [
    'With --data: trains a model with its recycle module from texts, as the paper does, and a tokenizer if none is given; the',
    'best checkpoint on held-out text becomes a folder that --model opens.',
    'With the word module: lets a model answer prompts (ours, --prompts, or --answers that it has written already), trains a',
    'recycle module on what it computed, and measures it on held-out prompts; --recycle takes the file that is made.',
    'Ctrl-C stops after the step under way, and the same command goes on.',
  ],
  options: [
    'base',
    'data',
    'out-folder',
    'prompts',
    'answers',
    'max-tokens',
    'cache-bytes',
    'size',
    'config',
    'tokenizer',
    'vocab',
    'module-layers',
    'no-module',
    'module-depth',
    'taps',
    'draft-vocab',
    'loss',
    'epochs',
    'hours',
    'batch',
    'seq',
    'learning-rate',
    'steps',
    'training-seed',
    'validate-every',
    'max-steps',
    'format',
    'precision',
    'threads',
    'yes',
    'json',
    ...commonOptions,
  ],
  maxWords: Number.POSITIVE_INFINITY,
  examples: [
    [
      'train module --base smollm2 --prompts prompts.jsonl --out my-module --hours 3',
      'a module for a model, in three hours',
    ],
    ['train --data stories.txt --out storyteller', 'a small model with its module from texts of yours'],
    ['train --data a.txt b.txt --size paper --epochs 20 --out run', 'the paper’s module, trained jointly'],
  ],
  run: runTrain,
};

async function runTrain(call: Call): Promise<void> {
  if (call.words[0] === 'module') await trainModule(call);
  else await trainBase(call);
}
