import { existsSync } from 'node:fs';
import type { Command } from './command.ts';

/** A command as the overview shows it; the rest is loaded when it is called. */
export interface ListedCommand {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** All commands, in the order of the overview. */
export const commandList: Readonly<Record<string, ListedCommand>> = {
  demo: {
    summary: 'see it work: one story, plain and recycled, with measured figures',
    load: async () =>
      (await import('./commands/demo.ts')).createDemo({
        isCheckout: existsSync(new URL('../../playground/src', import.meta.url)),
      }),
  },
  playground: {
    summary: 'see it in the browser: race, write and train in a page that this serves',
    load: async () => (await import('./commands/playground.ts')).playground,
  },
  generate: { summary: 'write on from a prompt', load: async () => (await import('./commands/generate.ts')).generate },
  chat: {
    summary: 'talk with a model; undo, fork, save and load conversations',
    load: async () => (await import('./commands/chat.ts')).chat,
  },
  bench: {
    summary: 'measure schedulers against each other on prompts of yours',
    load: async () => (await import('./commands/bench.ts')).bench,
  },
  train: {
    summary: 'train a recycle module for a model, or a model with its module from texts',
    load: async () => (await import('./commands/train.ts')).train,
  },
  evaluate: {
    summary: 'score a model, its drafts and lossy decoding on texts, prompts and questions',
    load: async () => (await import('./commands/evaluate.ts')).evaluate,
  },
  plot: {
    summary: 'draw the metrics of training runs',
    load: async () => (await import('./commands/plot.ts')).plot,
  },
  pull: {
    summary: 'download a model, verified and resumable',
    load: async () => (await import('./commands/pull.ts')).pullCommand,
  },
  list: { summary: 'show the downloaded models', load: async () => (await import('./commands/list.ts')).list },
  verify: {
    summary: 'hash what was downloaded and tell what is damaged',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  remove: { summary: 'delete a downloaded model', load: async () => (await import('./commands/remove.ts')).remove },
  inspect: {
    summary: "show a model file's shape, sizes, formats and tokenizer",
    load: async () => (await import('./commands/inspect.ts')).inspect,
  },
  tokenize: {
    summary: 'show how a text becomes tokens',
    load: async () => (await import('./commands/tokenize.ts')).tokenize,
  },
  doctor: {
    summary: 'look at this machine: what runs here, how fast, and what would make it faster',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
};
