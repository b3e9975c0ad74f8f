import type { LanguageModel } from '@recyclegpt/core';
import { ContextOverflowError, type Precision } from '@recyclegpt/spec';
import type { Call } from '../command.ts';
import { conversationPrompt } from '../generating/conversation-prompt.ts';
import { samplerOptions } from '../generating/sampler-options.ts';
import { refuseWithoutModule } from '../generating/scheduler-option.ts';
import { withModel } from '../generating/with-model.ts';
import { formatMs, plural } from '../terminal/format.ts';
import { type BenchReport, describeMachine, describeVersions, type SavedReport } from './bench-report.ts';
import { type BenchSettings, benchSettings, inWordsOfBench } from './bench-settings.ts';
import { measurePasses } from './measure-passes.ts';
import { measureRuns } from './measure-runs.ts';
import { type BenchOutputs, benchOutputs, putOut } from './put-out.ts';
import { summariseRuns } from './summarise-runs.ts';

/** What one model came to in one precision. */
interface Measurement {
  readonly facts: LanguageModel['facts'];
  readonly recycle: LanguageModel['recycle'];
  readonly hasChatTemplate: boolean;
  readonly passCostMs: Readonly<Record<number, number>>;
  readonly runs: Awaited<ReturnType<typeof measureRuns>>;
}

/** `recyclegpt bench`. What was measured before an error or Ctrl-C is put out all the same. */
export async function runBench(call: Call): Promise<void> {
  const settings = await benchSettings(call.options);
  const outputs = await benchOutputs(call.options);
  const measured: Measurement[] = [];
  try {
    for (const precision of call.options.precisions ?? [undefined]) {
      const own = { ...call, options: { ...call.options, ...(precision === undefined ? {} : { precision }) } };
      await withModel(own, async (model) => {
        measured.push(await measure(own, model, settings));
      });
    }
  } catch (error) {
    if (measured.length > 0) await conclude(call, { settings, measured, outputs });
    if (!call.terminal.signal.aborted) throw error;
    return;
  }
  await conclude(call, { settings, measured, outputs });
}

async function measure(call: Call, model: LanguageModel, settings: BenchSettings): Promise<Measurement> {
  const { terminal, options } = call;
  const { signal } = terminal;
  const prompts = settings.prompts.map((line) => conversationPrompt(model, line.prompt, options));
  checkLengths(model, settings, prompts);
  checkModule(model, settings);
  const { precision } = model.facts;
  terminal.progress(`${precision}: measuring passes …`);
  const passCostMs = await measurePasses(model, { signal });
  announce(call, precision, settings);
  const startMs = performance.now();
  const runs = await measureRuns({
    model,
    prompts,
    contestants: settings.contestants.map(({ name, options: own }) => ({
      name,
      options: () => ({ ...own, ...settings.drafters(model, own.scheduler) }),
    })),
    repeats: settings.repeats,
    warmUp: settings.warmUp,
    signal,
    onProgress: (done, total, contestant) => {
      const left = done === 0 ? '' : `, ${formatMs(((performance.now() - startMs) * (total - done)) / done)} left`;
      terminal.progress(`${precision}: run ${done + 1} of ${total}, ${contestant}${left} …`);
    },
  });
  terminal.clearProgress();
  const { facts, recycle } = model;
  return { facts, recycle, hasChatTemplate: prompts.some(Array.isArray), passCostMs, runs };
}

/** @throws ConfigError before anything is measured, for what needs a recycle module where there is none. */
function checkModule(model: LanguageModel, { contestants, drafters }: BenchSettings): void {
  drafters(model, undefined);
  if (model.recycle !== undefined) return;
  for (const { name } of contestants) {
    try {
      refuseWithoutModule(name, `none was found for ${model.facts.name}`);
    } catch (error) {
      throw inWordsOfBench(error, name);
    }
  }
}

/** For logs: a terminal shows every run. */
function announce(
  { terminal }: Call,
  precision: string,
  { prompts, contestants, repeats, warmUp }: BenchSettings,
): void {
  if (terminal.stderr.isTTY === true) return;
  const numRuns = contestants.length * (prompts.length * repeats + warmUp);
  terminal.note(`${precision}: ${plural(numRuns, 'run')} of ${contestants.map(({ name }) => name).join(', ')} …`);
}

/** @throws ContextOverflowError before anything is measured, naming the prompt. */
function checkLengths(
  model: LanguageModel,
  { prompts: lines }: BenchSettings,
  prompts: readonly ReturnType<typeof conversationPrompt>[],
): void {
  const { contextLength } = model.causalModel;
  for (const [index, prompt] of prompts.entries()) {
    const { length } = model.encodePrompt(prompt);
    if (length < contextLength) continue;
    throw new ContextOverflowError({
      what: `Prompt ${lines[index]?.id ?? index + 1} of --prompts does not fit the context`,
      got: plural(length, 'token'),
      expected: `fewer than ${contextLength}`,
    });
  }
}

interface Conclusion {
  readonly settings: BenchSettings;
  readonly measured: readonly Measurement[];
  readonly outputs: BenchOutputs;
}

async function conclude(call: Call, { settings, measured, outputs }: Conclusion): Promise<void> {
  const { options, terminal } = call;
  if (measured.every(({ runs }) => runs.length === 0)) {
    terminal.note('Nothing was measured before it was interrupted.');
    return;
  }
  const names = settings.contestants.map(({ name }) => name);
  const report: BenchReport = {
    results: measured.flatMap(({ runs, facts }) => summariseRuns(runs, names, facts.precision)),
    passCostMs: measured[0]?.passCostMs ?? {},
    passCostMsByPrecision: Object.fromEntries(measured.map(({ facts, passCostMs }) => [facts.precision, passCostMs])),
    machine: describeMachine(),
    versions: await describeVersions(),
    settings: reportSettings(call, settings, measured),
    isComplete: isComplete(settings, measured, options.precisions),
  };
  const runs: SavedReport['runs'] = measured.flatMap(({ runs: own, facts }) =>
    own.map((run) => ({
      ...run,
      precision: facts.precision,
      promptId: settings.prompts[run.prompt]?.id ?? run.prompt + 1,
    })),
  );
  await putOut(terminal, outputs, { ...report, runs });
}

function isComplete(
  { prompts, contestants, repeats }: BenchSettings,
  measured: readonly Measurement[],
  precisions: readonly Precision[] = [],
): boolean {
  const numRuns = prompts.length * contestants.length * repeats;
  return measured.length === Math.max(1, precisions.length) && measured.every(({ runs }) => runs.length === numRuns);
}

function reportSettings(
  { options }: Call,
  settings: BenchSettings,
  measured: readonly Measurement[],
): BenchReport['settings'] {
  const [{ facts, recycle, hasChatTemplate }] = measured as readonly [Measurement];
  return {
    model: facts.name,
    precisions: measured.map((each) => each.facts.precision),
    recycle: recycle?.name,
    backend: facts.backend,
    hasChatTemplate,
    promptFile: options.prompts ?? '',
    prompts: settings.prompts.length,
    schedulers: settings.contestants.map(({ name }) => name),
    maxTokens: settings.maxTokens,
    repeats: settings.repeats,
    warmUp: settings.warmUp,
    sampler: { ...samplerOptions(options), ...(options.stop === undefined ? {} : { stop: options.stop }) },
    date: new Date().toISOString().slice(0, 10),
  };
}
