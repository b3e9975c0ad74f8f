import { setImmediate } from 'node:timers/promises';
import type { GenerationResult, LanguageModel } from '@recyclegpt/core';
import type { Round } from '@recyclegpt/spec';
import { commonOptions } from '../arguments/option-definitions.ts';
import { freshDraftersOption } from '../benchmark/fresh-drafters.ts';
import { quartilesOf } from '../benchmark/quartiles.ts';
import type { Call, Command } from '../command.ts';
import { checkModelOptions } from '../generating/generation-options.ts';
import { RoundMarks } from '../generating/round-marks.ts';
import { withModel } from '../generating/with-model.ts';
import { plural } from '../terminal/format.ts';
import { tableLines } from '../terminal/table.ts';

/** `recyclegpt demo` */
export const demo: Command = {
  name: 'demo',
  usage: '[options]',
  about: [
    'Writes one text in turns with plain decoding and with the adaptive scheduler, checks that both are the same word for',
    'word, and shows which words were drafted and kept. Without a model it runs a tiny one with random weights.',
  ],
  options: ['model', 'precision', 'backend', 'threads', 'offline', ...commonOptions],
  maxWords: 0,
  examples: [
    ['demo', 'smollm2 if it is here, else a tiny model'],
    ['demo --model ./model.gguf --precision f32', 'with a model of yours'],
  ],
  run: async (call) => {
    checkModelOptions(call.options);
    await withModel(call, (model) => show(call, model));
  },
};

/** Short enough for a demonstration, and with words that come again: drafts then have something to go by. */
const question =
  'Copy this list of steps, and then add one sentence of advice: "1. Wash the apples. 2. Peel the apples. 3. Cut the apples. 4. Cook the apples with sugar. 5. Let the apples cool."';
const beginning = 'the little red fox and the little blue bird and the little red fox and';
const maxTokens = 96;
const mostTurns = 3;
/** No further turn begins after this long: slow machines measure less. */
const budgetMs = 6000;

/** One text, written in one way. */
interface Telling {
  readonly result: GenerationResult;
  readonly rounds: readonly Round[];
}

async function show(call: Call, model: LanguageModel): Promise<void> {
  const { terminal } = call;
  const { name, precision, backend } = model.facts;
  await terminal.line(`${terminal.style.bold('Model')}   ${name}, ${precision}, ${backend}`);
  await terminal.line(`${terminal.style.bold('Prompt')}  ${model.chatTemplate === undefined ? beginning : question}\n`);
  const plain: Telling[] = [];
  const recycled: Telling[] = [];
  const startMs = performance.now();
  for (let turn = 1; turn <= mostTurns && (turn === 1 || performance.now() - startMs < budgetMs); turn += 1) {
    terminal.progress(`Writing it plainly and with drafts, in turns: ${turn} …`);
    plain.push(await tell(call, model, 'autoregressive'));
    recycled.push(await tell(call, model, 'adaptive'));
  }
  await report(call, model, { plain, recycled });
}

async function tell({ terminal }: Call, model: LanguageModel, scheduler: string): Promise<Telling> {
  const prompt = model.chatTemplate === undefined ? beginning : [{ role: 'user', content: question }];
  const generation = model.generate(prompt, {
    ...{ maxTokens, scheduler, signal: terminal.signal },
    // The text is written several times: nobody may know it from the turn before.
    ...freshDraftersOption(model, scheduler),
  });
  const rounds: Round[] = [];
  for await (const round of generation.rounds) {
    rounds.push(round);
    await setImmediate();
  }
  terminal.signal.throwIfAborted();
  return { result: await generation.result, rounds };
}

interface Tellings {
  readonly plain: readonly Telling[];
  readonly recycled: readonly Telling[];
}

async function report({ terminal }: Call, { facts }: LanguageModel, { plain, recycled }: Tellings): Promise<void> {
  const { style } = terminal;
  const [first] = recycled;
  if (first === undefined) return;
  const marks = new RoundMarks(style);
  const texts = new Set([...plain, ...recycled].map(({ result }) => result.text));
  await terminal.line(first.rounds.map((round) => marks.render(round)).join(''));
  await terminal.line(`\n${style.dim(marks.legend)}\n`);
  for (const line of figures({ plain, recycled }, texts.size === 1)) await terminal.line(line);
  await terminal.line(
    style.dim('The text repeats words of its prompt, which drafts gain most from; other texts gain less.\n'),
  );
  await terminal.line(
    facts.isSeeded
      ? 'Next: `recyclegpt pull smollm2` fetches a real model (98 MB); then `recyclegpt chat`.'
      : 'Next: `recyclegpt chat` talks with it; `recyclegpt generate --show-rounds --compare "…"` measures prompts of yours.',
  );
}

/** The middle one; 0 of none. */
const median = (values: readonly number[]): number => quartilesOf(values)?.median ?? 0;

function figures({ plain, recycled }: Tellings, isSameText: boolean): readonly string[] {
  const msOf = ({ result }: Telling) => result.stats.decodeMs;
  const speed = (tellings: readonly Telling[]) =>
    `${median(tellings.map(({ result }) => result.stats.tokensPerSecond)).toFixed(1)} tokens/s`;
  const ratios = plain.map((telling, turn) => msOf(telling) / msOf(recycled[turn] ?? telling));
  const { stats } = (recycled[0] as Telling).result;
  return tableLines([
    ['tokens written', String(stats.newTokens)],
    ['model passes', `${stats.basePasses} instead of ${plain[0]?.result.stats.basePasses}`],
    ['drafts kept', `${stats.accepted} of ${plural(stats.drafted, 'drafted token')}`],
    ['same text', isSameText ? 'yes, token for token' : 'NO'],
    [
      'speed',
      `${median(ratios).toFixed(2)}x: ${speed(recycled)} instead of ${speed(plain)} (${plain.length === 1 ? 'one turn' : `median of ${plain.length} turns`})`,
    ],
  ]);
}
