import type { LanguageModel } from '@recyclegpt/core';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { figureLines, isSameText, middleOf } from '../demo/demo-figures.ts';
import { replay } from '../demo/replay.ts';
import { storyBeginning, tellInTurns } from '../demo/tell-story.ts';
import { checkModelOptions } from '../generating/generation-options.ts';
import { RoundMarks } from '../generating/round-marks.ts';
import { withModel } from '../generating/with-model.ts';
import { formatLarge, formatShare } from '../terminal/format.ts';

export interface DemoSurroundings {
  /** The program runs in the repository, where commands are called otherwise. */
  readonly isCheckout: boolean;
}

/** `recyclegpt demo` */
export function createDemo({ isCheckout }: DemoSurroundings): Command {
  return {
    name: 'demo',
    usage: '[options]',
    about: [
      'Writes one story five times with plain decoding and five times with recycled words, in turns, checks that all are the',
      'same word for word, and shows at a pace for reading which words were recycled. It takes the storyteller that comes with',
      'this program: nothing is downloaded.',
    ],
    options: ['model', 'precision', 'backend', 'threads', 'offline', ...commonOptions],
    maxWords: 0,
    examples: [
      ['demo', 'with the storyteller that comes along'],
      ['demo --model smollm2', 'with a model of yours'],
    ],
    run: async (call) => {
      checkModelOptions(call.options);
      await withModel(
        call,
        async (model) => {
          await show(call, model);
          await call.terminal.line(`\n${nextStep(model, isCheckout)}`);
        },
        'embedded',
      );
    },
  };
}

const turns = 5;

async function show({ terminal }: Call, model: LanguageModel): Promise<void> {
  const { style, signal } = terminal;
  await terminal.line(`${style.bold('Model')}   ${describe(model)}`);
  await terminal.line(`${style.bold('Prompt')}  ${storyBeginning}\n`);
  const onTurn = (turn: number): void =>
    terminal.progress(`Writing it plainly and with recycled words, in turns: ${turn} of ${turns} …`);
  const tellings = await tellInTurns(model, { turns, signal, onTurn });
  terminal.clearProgress();
  const marks = new RoundMarks(style);
  const shown = middleOf(tellings.recycled);
  const shownHow = await replay(shown, { terminal, marks });
  await terminal.line(`\n${style.dim(marks.legend)}\n`);
  for (const line of figureLines(tellings, shown, shownHow)) await terminal.line(line);
  if (!isSameText(tellings))
    terminal.note(terminal.noteStyle.alarm('The texts differ, which they never should: please report this machine.'));
}

function describe({ facts, recycle }: LanguageModel): string {
  const { name, precision, backend } = facts;
  const module =
    recycle === undefined
      ? 'no recycle module'
      : `recycle module of ${formatLarge(recycle.parameters)} parameters (${formatShare(recycle.shareOfBase)} more)`;
  return `${name}, ${precision}, ${backend}; ${module}`;
}

function nextStep({ facts, chatTemplate }: LanguageModel, isCheckout: boolean): string {
  const steps = [
    facts.isSeeded || chatTemplate === undefined
      ? '`recyclegpt pull smollm2` fetches a model that answers questions (98 MB); then `recyclegpt chat`.'
      : '`recyclegpt chat` talks with it; `recyclegpt generate --show-rounds --compare "…"` measures prompts of yours.',
    `\`${isCheckout ? 'npm run playground' : 'recyclegpt playground'}\` shows it in the browser, word by word.`,
  ];
  return steps.map((step, index) => `${index === 0 ? 'Next: ' : '      '}${step}`).join('\n');
}
