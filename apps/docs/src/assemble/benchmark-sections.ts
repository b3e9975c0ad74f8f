import { barChart, lineChart } from './charts.ts';
import { machineLine } from './machine-line.ts';
import { table } from './markdown.ts';
import { type BenchResults, readResults, type SchedulerRow } from './results.ts';

/** What the site says of each file of `docs/results` that it knows, in the order of the page. */
export const benchmarkSections: Readonly<Record<string, () => string>> = {
  schedulers: schedulersSection,
  module: moduleSection,
  passes: passesSection,
  golden: goldenSection,
  fidelity: fidelitySection,
  decode: decodeSection,
  start: startSection,
  'first-hour': firstHourSection,
};

function shell(command: string): string {
  return `\`\`\`sh\n${command}\n\`\`\``;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0.1 && share < 1 ? 1 : 0)} %`;
}

function speedChart(id: string, title: string, rows: readonly SchedulerRow[]): string {
  const precisions = [...new Set(rows.map(({ precision }) => precision))];
  const groups = precisions.map((precision) => ({
    name: precision,
    bars: rows
      .filter((row) => row.precision === precision && row.scheduler !== 'autoregressive')
      .map(({ scheduler, speedUpGeomean }) => ({ name: scheduler, value: speedUpGeomean })),
  }));
  const description = groups.map(
    ({ name, bars }) => `${name}: ${bars.map((bar) => `${bar.name} ${bar.value.toFixed(2)}`).join(', ')}`,
  );
  return barChart({ id, title, description: `${description.join('; ')}.`, groups, mark: { value: 1, name: 'plain' } });
}

function speedTable(rows: readonly SchedulerRow[]): string {
  const head = ['precision', 'scheduler', 'tok/s', 'speed-up', 'tokens a pass', 'departures', 'same text'];
  const cells = rows.map((row) => [
    row.precision,
    `\`${row.scheduler}\``,
    row.tokensPerSecond.toFixed(1),
    row.speedUpGeomean.toFixed(2),
    row.meanAcceptedTokens.toFixed(2),
    row.departures === undefined ? '–' : `${row.departures} of ${row.newTokens}`,
    `${row.identicalOutputs} of ${row.prompts}`,
  ]);
  return table(head, cells, [2, 3, 4, 5, 6]);
}

function schedulersSection(): string {
  const { machine, maxTokens, rows } = readResults('schedulers');
  const prompts = rows[0]?.prompts ?? 0;
  return [
    '## Drafting without a module',
    `SmolLM2-135M, ${prompts} prompts (chat, maths, questions, code), greedy, ${maxTokens} tokens. Drafts come from lookup in prompt and ` +
      'answer, else from a table of successors. No module, no second model. The speed-up is the geometric mean over prompts.',
    machineLine(machine),
    shell(`npm run bench -- schedulers --prompts ${prompts}`),
    speedChart('schedulers', 'Speed-up without a module, plain decoding = 1', rows),
    speedTable(rows),
  ].join('\n\n');
}

function moduleSection(): string {
  const { machine, settings, results } = readResults('module');
  const rows = results.map((row) => ({ ...row, tokensPerSecond: row.tokensPerSecond.median }));
  return [
    '## With a recycle module',
    `SmolLM2-135M with [the module that this project trained](./models/smollm2-recycle.md), ${settings.prompts} prompts, greedy, ` +
      `${settings.maxTokens} tokens, ${settings.repeats === 1 ? 'one repeat' : `${settings.repeats} repeats`}. \`alternating\` is lossy: it is shown for what it ` +
      'costs, and its departures are counted.',
    machineLine(machine, settings.date),
    shell(benchCommand(settings)),
    speedChart('module', 'Speed-up with a recycle module, plain decoding = 1', rows),
    speedTable(rows),
    'How often the n-th token of a draft was kept, if the ones before it were:',
    acceptanceTable(results),
  ].join('\n\n');
}

function benchCommand({
  model,
  promptFile,
  prompts,
  schedulers,
  precisions,
  maxTokens,
  repeats,
}: BenchResults['settings']): string {
  return (
    `recyclegpt bench --model ${model} --prompts ${promptFile} --limit ${prompts} \\\n  --schedulers ${schedulers.join(',')} ` +
    `\\\n  --precision ${precisions.join(',')} --max-tokens ${maxTokens} --repeats ${repeats}`
  );
}

function acceptanceTable(results: BenchResults['results']): string {
  const drafting = results.filter(
    ({ acceptanceByPosition, scheduler }) => acceptanceByPosition.length > 1 && scheduler !== 'alternating',
  );
  const rows = drafting.map(({ precision, scheduler, acceptanceByPosition: kept }) => [
    precision,
    `\`${scheduler}\``,
    ...[0, 1, 2, 3].map((position) => (kept[position] === undefined ? '–' : percent(kept[position]))),
  ]);
  return table(['precision', 'scheduler', '1st', '2nd', '3rd', '4th'], rows, [2, 3, 4, 5]);
}

function passesSection(): string {
  const { machine, repeats, rows } = readResults('passes');
  const short = rows.filter(({ past }) => past === Math.min(...rows.map((row) => row.past)));
  const past = short[0]?.past ?? 0;
  const series = short.map(({ precision, bestMs }) => ({
    name: precision,
    points: Object.entries(bestMs).map(([rowsOfPass, ms]) => [Number(rowsOfPass), ms / (bestMs['1'] ?? ms)] as const),
  }));
  const eight = series.map(({ name, points }) => `${name} ${points.find(([m]) => m === 8)?.[1].toFixed(2)}`);
  const widths = ['1', '2', '4', '8', '16'];
  const cells = rows.map(({ precision, past: rowsBefore, bestMs }) => [
    precision,
    rowsBefore.toLocaleString('en'),
    ...widths.map((width) => bestMs[width]?.toFixed(1) ?? '–'),
    ((bestMs['4'] ?? 0) / (bestMs['1'] ?? 1)).toFixed(2),
  ]);
  return [
    '## T(M)',
    `Milliseconds of a pass of SmolLM2-135M over M tokens, the best of ${repeats}, widths in turns. [What that means](./concepts/pass-cost.md).`,
    machineLine(machine),
    shell('npm run bench -- passes'),
    lineChart({
      id: 'passes',
      title: `What a pass over M tokens costs, in passes over one token, after ${past} tokens`,
      description: `Passes over eight tokens: ${eight.join(', ')}.`,
      series,
      xLabel: 'tokens of the pass, M',
      yLabel: 'T(M) / T(1)',
    }),
    table(['weights', 'past', ...widths.map((width) => `M=${width}`), 'T(4)/T(1)'], cells, [1, 2, 3, 4, 5, 6, 7]),
  ].join('\n\n');
}

function goldenSection(): string {
  const { machine, results } = readResults('golden');
  const rows = Object.entries(results).map(([precision, { rows: bits, schedulers, minExactRows }]) => [
    precision,
    `${bits.identical} of ${bits.rows}`,
    `${schedulers.equal} of ${schedulers.texts}`,
    String(minExactRows),
  ]);
  return [
    '## The same bits, the same text',
    'Rows of passes of different widths, compared bit by bit with passes of 64; and texts of `verified` and `adaptive`, greedy and at ' +
      'temperature 0.7, compared with plain decoding.',
    machineLine(machine),
    shell('npm run bench -- golden --prompts 8 --tokens 64'),
    table(['precision', 'identical rows', 'equal texts', 'smallest exact pass'], rows, [1, 2, 3]),
  ].join('\n\n');
}

function fidelitySection(): string {
  const { machine, tokens, rows } = readResults('fidelity');
  const cells = rows.map(({ precision, perplexity, klToF32, sameChoice }) => [
    precision,
    perplexity.toFixed(2),
    klToF32.toFixed(3),
    percent(sameChoice),
  ]);
  return [
    '## What precisions lose',
    `${tokens.toLocaleString('en')} tokens of wikitext2. Speculation loses nothing; quantisation does, and this is how much. KL is the distance of the ` +
      'predicted distributions to those of float32, in nats a token.',
    machineLine(machine),
    shell('npm run bench -- fidelity --tokens 10000'),
    table(['precision', 'perplexity', 'KL to f32', 'same likeliest token'], cells, [1, 2, 3]),
  ].join('\n\n');
}

function decodeSection(): string {
  const { machine, rows, promptLength, newTokens, repeats } = readResults('decode');
  const cells = rows.map(({ engine, prefill, decode, prefillOverLlama, decodeOverLlama }) => [
    engine,
    prefill.median.toFixed(0),
    prefillOverLlama.toFixed(2),
    decode.median.toFixed(1),
    decodeOverLlama.toFixed(2),
  ]);
  return [
    '## Plain decoding beside llama.cpp',
    `${promptLength} tokens in, ${newTokens} out, greedy, medians of ${repeats} repeats in turns. This is the speed that drafting starts from.`,
    machineLine(machine),
    shell('npm run bench -- decode'),
    table(['engine', 'prefill tok/s', '÷ llama.cpp', 'decode tok/s', '÷ llama.cpp'], cells, [1, 2, 3, 4]),
  ].join('\n\n');
}

function startSection(): string {
  const { machine, rows, repeats } = readResults('start');
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  const cells = rows.map(({ engine, firstStartMs, nextStartMs, overLlama, weightsBytes, loadedBytes }) => [
    engine,
    firstStartMs.toFixed(0),
    nextStartMs.median.toFixed(0),
    overLlama.toFixed(2),
    megabytes(weightsBytes),
    megabytes(loadedBytes),
  ]);
  return [
    '## Starting, and memory',
    `Fresh processes, built packages, medians of ${repeats}. The first start of a model encodes its weights; the next ones map the file.`,
    machineLine(machine),
    shell('npm run bench -- start'),
    table(
      ['engine', 'first start ms', 'next starts ms', '÷ llama.cpp', 'weights MB', 'memory MB'],
      cells,
      [1, 2, 3, 4, 5],
    ),
  ].join('\n\n');
}

function firstHourSection(): string {
  const { machine, rows, repeats } = readResults('first-hour');
  const cells = rows.map(({ title, numCommands, firstTextSeconds, installSeconds }) => [
    title,
    String(numCommands),
    firstTextSeconds.median.toFixed(0),
    installSeconds.median.toFixed(0),
  ]);
  const commands = rows.map(({ title, commands: lines }) => `# ${title}\n${lines.join('\n')}`);
  return [
    '## From nothing to the first text',
    `An empty folder and empty caches; ${repeats === 1 ? 'one repeat' : `medians of ${repeats} repeats`}. Packages of this project come from a registry, ` +
      'and models from a hub, on the same machine: over a network, their downloads come on top. ' +
      '[Captures](./start/install.md#captures).',
    machineLine(machine),
    shell('npm run bench -- first-hour'),
    table(['way', 'commands', 'first text after s', 'of which install s'], cells, [1, 2, 3]),
    'What is typed:',
    shell(commands.join('\n\n')),
  ].join('\n\n');
}
