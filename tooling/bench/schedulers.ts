import type { Precision } from '@recyclegpt/spec';
import { type AlwaysWrongRow, benchAlwaysWrong, printAlwaysWrong } from './scheduling/always-wrong.ts';
import { bookkeepingOf, printBookkeeping } from './scheduling/bookkeeping.ts';
import { benchSynthetic, printSynthetic, type SyntheticResults } from './scheduling/synthetic.ts';
import { benchWithoutModule, printWithoutModule, type SetResults } from './scheduling/without-module.ts';
import { loadSmolLm2, precisions } from './shared-models.ts';
import { benchOptions, finish, machine, say } from './shared-report.ts';

const { option, words } = benchOptions();
const parts = words('parts', ['without-module', 'synthetic', 'always-wrong']);
/** float32 is left to last, since it takes longest. */
const chosen = words('precisions', precisions, ['int8', 'int4', 'f32']);
const maxTokens = option('tokens', 128);
const repeats = option('repeats', 1);

/** Milliseconds of a step of a real module on the machine of the log, by what its weights are stored in. */
function draftMs(precision: Precision): number {
  return precision === 'f32' ? option('draft-ms-f32', 1.2) : option('draft-ms', 0.7);
}

say(
  `Decoding of SmolLM2-135M-Instruct, greedy, ${maxTokens} tokens, ${repeats} interleaved repeats after one warm-up; speed-ups are geometric means over prompts.`,
);
say(JSON.stringify(machine()));

const sets: SetResults[] = [];
const synthetic: SyntheticResults[] = [];
const wrong: AlwaysWrongRow[] = [];
for (const precision of chosen) {
  using model = await loadSmolLm2(precision);
  say(`${precision} …`);
  const shared = { repeats, draftMs: draftMs(precision) };
  if (parts.includes('without-module')) {
    const [numPrompts, tableTokens] = [option('prompts', 80), option('table-tokens', 4096)];
    sets.push(...(await benchWithoutModule(model, { ...shared, maxTokens, numPrompts, tableTokens })));
  }
  if (parts.includes('synthetic'))
    synthetic.push(await benchSynthetic(model, { ...shared, maxTokens, numPrompts: option('synthetic-prompts', 12) }));
  if (parts.includes('always-wrong')) {
    const [numPrompts, longTokens] = [option('wrong-prompts', 3), option('wrong-tokens', 512)];
    wrong.push(
      await benchAlwaysWrong(model, {
        ...shared,
        maxTokens: longTokens,
        numPrompts,
        repeats: option('wrong-repeats', 3),
      }),
    );
  }
}

const bookkeeping = bookkeepingOf(sets.filter(({ set }) => set === 'bench').flatMap(({ results }) => results));
if (sets.length > 0) printWithoutModule(sets);
if (synthetic.length > 0) printSynthetic(synthetic);
if (wrong.length > 0) printAlwaysWrong(wrong);
if (bookkeeping.length > 0) printBookkeeping(bookkeeping);
finish('schedulers', { maxTokens, repeats, withoutModule: sets, synthetic, alwaysWrong: wrong, bookkeeping });
