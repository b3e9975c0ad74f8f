// Module × scheduler × speed and quality, for the storytellers and for SmolLM2; the storytellers as language models. Parts
// that are measured are kept in .cache/bench/paper: a run that was stopped goes on, and `--save` puts all parts together.
import { KeptParts } from './paper/kept-parts.ts';
import { measureEngines } from './paper/measure-engines.ts';
import { measureFamily } from './paper/measure-family.ts';
import { measureQuestions, type QuestionsRow } from './paper/measure-questions.ts';
import { barsOf } from './paper/paper-bars.ts';
import { saveCharts } from './paper/paper-charts.ts';
import { smolTables, storytellerTables } from './paper/paper-decoding.ts';
import { paperSettings } from './paper/paper-settings.ts';
import { printBars, printDecoding, printEngines, printFamily, printQuestions } from './paper/print-paper.ts';
import { smolFingerprint } from './paper/smol-fingerprint.ts';
import { benchOptions, finish, machine, say } from './shared-report.ts';

const settings = paperSettings();
const { parts, limit, maxTokens, repeats, precisions, storytellers, isFresh } = settings;
const { save: isSaved } = benchOptions();
const kept = new KeptParts({ bench: 'paper', isFresh });

say(
  `The table of the paper: ${parts.join(', ')}; ${maxTokens} tokens, ${repeats} interleaved repeats after one warm-up.`,
);
say(JSON.stringify(machine()));
if (storytellers.length === 0)
  say('No storyteller is there: tooling/stories/export.ts makes one from a run of `recyclegpt train`.');

const family = parts.includes('family') ? await measureFamily(storytellers, { kept, limit, isSaved }) : [];
const decoding = [
  ...(parts.includes('storyteller') ? await storytellerTables(settings, kept) : []),
  ...(parts.includes('smollm2') ? await smolTables(settings, kept) : []),
];
const questions: QuestionsRow[] = [];
if (parts.includes('questions'))
  for (const precision of precisions) {
    const key = { precision, limit, fingerprint: await smolFingerprint() };
    questions.push(...(await kept.part(`questions ${precision}`, key, async () => measureQuestions(precision, limit))));
  }
const engines = parts.includes('engines') ? await allEngines() : [];
const bars = barsOf({ family, decoding, engines });

if (family.length > 0) printFamily(family);
printDecoding(decoding);
printQuestions(questions);
printEngines(engines);
if (bars.length > 0) printBars(bars);
if (isSaved) saveCharts(family, decoding);
finish('paper', { maxTokens, repeats, limit, family, decoding, questions, engines, bars });

async function allEngines() {
  const options = { precisions, limit: limit ?? 16, maxTokens };
  return await kept.part('engines', { ...options, fingerprint: await smolFingerprint() }, () =>
    measureEngines(options),
  );
}
