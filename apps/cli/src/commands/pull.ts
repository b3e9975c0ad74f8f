import { dirname } from 'node:path';
import { type PulledModel, type PullOptions, pull } from '@recyclegpt/hub/node';
import { ConfigError, RecycleError } from '@recyclegpt/spec';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { choiceLines } from '../pulling/choice-lines.ts';
import { chooseRemoteModule } from '../pulling/choose-module.ts';
import { localModule } from '../pulling/local-module.ts';
import { pullTeller } from '../pulling/progress-teller.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `recyclegpt pull` */
export const pullCommand: Command = {
  name: 'pull',
  usage: 'NAME [options]',
  about: [
    'NAME is an alias (smollm2), organisation/name[@revision][:file] of the Hugging Face hub, its address there, or an',
    'http(s) address of a .gguf or .bin. After the colon a quantisation will do, as in :Q4_0; without one the files are',
    'chosen, and said why. Everything is checked by its hash and lies where other tools of the hub find it; a download',
    'that was cut goes on where it stopped. A branch is looked up anew each time, and only what changed is fetched.',
  ],
  options: ['offline', 'json', ...commonOptions],
  maxWords: 1,
  examples: [
    ['pull smollm2', 'SmolLM2-135M-Instruct, 98 MB'],
    ['pull HuggingFaceTB/SmolLM2-360M-Instruct', 'a whole model, with a recycle module if one beside it fits'],
    ['pull bartowski/SmolLM2-360M-Instruct-GGUF:Q4_0', 'one quantisation of many'],
    ['pull organisation/name@v1.0', 'a tag, a branch or a commit'],
  ],
  run: runPull,
};

async function runPull({ words, options, terminal }: Call): Promise<void> {
  const [name] = words;
  if (name === undefined)
    throw new ConfigError({
      what: 'There is no model to pull',
      expected: 'recyclegpt pull NAME, as in recyclegpt pull smollm2',
    });
  const offline = options.offline === true ? { offline: true } : {};
  const pulled = await pull(name, { ...pullOptions(terminal, name), ...offline }).catch((error: unknown) => {
    if (terminal.signal.aborted) terminal.note('Stopped. What came is kept: the same command goes on from there.');
    throw error;
  });
  terminal.clearProgress();
  const { model, path, files, format, wasCached, module, commit } = pulled;
  if (options.json === true)
    return await terminal.line(JSON.stringify({ model, path, files, format, wasCached, module, commit }));
  for (const line of outcomeLines(pulled, name)) await terminal.line(line);
  if (module === undefined) await tellLocalModule(terminal, pulled);
}

/** Says which module will draft for a model that came without one. A model that cannot be opened is told of here. */
async function tellLocalModule(terminal: Terminal, { format, path }: PulledModel): Promise<void> {
  if (format === 'recycle') return;
  try {
    const found = await localModule(path, format === 'safetensors' ? path : dirname(path), terminal.env);
    if (found !== undefined)
      terminal.note(`A recycle module that fits is here: ${found.path} (trained on ${found.baseName}).`);
  } catch (error) {
    if (!(error instanceof RecycleError)) throw error;
    terminal.note(`Note: what was pulled is whole, and yet cannot be opened. ${error.message}`);
  }
}

function pullOptions(terminal: Terminal, name: string): PullOptions {
  return {
    env: terminal.env,
    signal: terminal.signal,
    onProgress: pullTeller(terminal, name),
    onWaiting: () => terminal.note(`Another pull of ${name} is under way; waiting for it.`),
    onNotice: (message) => terminal.note(`Note: ${message}`),
    onChoice: (choice) => {
      for (const line of choiceLines(choice)) terminal.note(line);
    },
    chooseModule: async (modules, model) => {
      const choice = await chooseRemoteModule(modules, model);
      for (const reason of choice.reasons) terminal.note(`Recycle module ${reason}.`);
      return choice.path;
    },
  };
}

function outcomeLines({ model, path, module, format, wasCached }: PulledModel, name: string): readonly string[] {
  const use = format === 'recycle' ? `--recycle ${name}` : `--model ${name}`;
  return [
    `${wasCached ? 'Already here' : 'Pulled'}: ${model}`,
    path,
    ...(module === undefined ? [] : [`With its recycle module: ${module}`]),
    `Use it with ${use}, or with this path.`,
  ];
}
