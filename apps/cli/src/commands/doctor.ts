import { ConfigError } from '@recyclegpt/spec';
import { commonOptions, modelOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { adviceFor } from '../doctor/advice.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { reportLines } from '../doctor/report-lines.ts';

/** `recyclegpt doctor` */
export const doctor: Command = {
  name: 'doctor',
  usage: '[NAME] [options]',
  about: [
    'Tells what this machine has, which backends run, how fast its memory is, and what a pass of a model over M tokens',
    'costs here, T(M); then what would make it faster, by what was measured. Takes some seconds, asks nothing of the network.',
  ],
  options: [...modelOptions, 'json', ...commonOptions],
  maxWords: 1,
  examples: [
    ['doctor', 'this machine, with the default model'],
    ['doctor ./model.gguf --threads 4', 'a model of yours, with so many threads'],
    ['doctor --json', 'for bug reports'],
  ],
  run: runDoctor,
};

async function runDoctor(call: Call): Promise<void> {
  const { terminal, options, words } = call;
  if (words[0] !== undefined && options.model !== undefined)
    throw new ConfigError({
      what: 'The model is given twice',
      where: '--model',
      got: `${words[0]} and ${options.model}`,
      expected: 'one of them',
    });
  const diagnosis = await diagnose(call);
  if (options.json === true) return await terminal.line(JSON.stringify({ ...diagnosis, advice: adviceFor(diagnosis) }));
  for (const line of reportLines(diagnosis, terminal.style)) await terminal.line(line);
}
