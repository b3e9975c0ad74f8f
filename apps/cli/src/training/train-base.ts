import { nodeBackend } from '@recyclegpt/backend-node';
import type { Backend, Tokenizer } from '@recyclegpt/spec';
import {
  BaseTraining,
  baseTrainingShapes,
  CheckpointStore,
  openTokenCache,
  runTraining,
  type TokenCache,
  type TokenSplit,
} from '@recyclegpt/train';
import type { Call } from '../command.ts';
import { packageVersion } from '../package-version.ts';
import { formatCount, formatLarge, formatShare, plural } from '../terminal/format.ts';
import { type BaseShapes, baseShapes, splitTokens } from './base-run.ts';
import { type BaseSettings, baseSettings } from './base-settings.ts';
import { baseTokenizer } from './base-tokenizer.ts';
import { confirmRun } from './confirm-run.ts';
import { exportBase } from './export-base.ts';
import { measureSteps } from './measure-steps.ts';
import { epochsWithin, plannedEpochs } from './planned-epochs.ts';
import { checkRoom, runPaths, runStorage } from './run-folder.ts';
import { forgetRun, pinRun } from './run-record.ts';
import { samplePrompt, showSample } from './sample-text.ts';
import { openTextData } from './text-data.ts';
import { TrainingView } from './training-view.ts';

/** What a run works with. */
interface BaseRun extends BaseShapes {
  readonly call: Call;
  readonly settings: BaseSettings;
  readonly storage: ReturnType<typeof runStorage>;
  readonly checkpoints: CheckpointStore;
  readonly tokenizer: Tokenizer;
  readonly split: TokenSplit;
  readonly backend: Backend;
}

/** `recyclegpt train`: a base from texts, with its module. */
export async function trainBase(call: Call): Promise<void> {
  const settings = baseSettings(call.options, call.words);
  const storage = runStorage(settings.out);
  using data = await openTextData(settings.files);
  const wasBegun = await pinRun(storage, settings.record);
  const tokenizer = await baseTokenizer({ ...settings, storage, sources: data.sources, terminal: call.terminal });
  const shapes = await baseShapes(settings, tokenizer);
  using cache = await tokenise(call, { storage, sources: data.sources, tokenizer });
  const split = splitTokens(cache, settings.recipe.seq);
  describe(call, shapes, split);
  const { threads } = call.options;
  using backend = await nodeBackend(threads === undefined ? {} : { threads });
  const checkpoints = new CheckpointStore({ storage, folder: runPaths.checkpoints });
  const run = { ...shapes, call, settings, storage, checkpoints, tokenizer, split, backend };
  const epochs = await agree(run, wasBegun);
  if (epochs === undefined) return call.terminal.note('Nothing was trained.');
  await train(run, epochs);
}

async function tokenise(
  { terminal }: Call,
  options: Pick<Parameters<typeof openTokenCache>[0], 'storage' | 'sources' | 'tokenizer'>,
): Promise<TokenCache> {
  const cache = await openTokenCache({
    ...options,
    path: runPaths.tokens,
    signal: terminal.signal,
    onProgress: ({ phase, doneBytes, totalBytes }) =>
      terminal.progress(
        `${phase === 'hashing' ? 'Reading' : 'Tokenising'} the texts: ${formatShare(doneBytes / totalBytes)}`,
      ),
  });
  terminal.clearProgress();
  return cache;
}

function describe({ terminal }: Call, { config, module }: BaseShapes, { train, validation }: TokenSplit): void {
  const { base, recycle } = sizesOf({ config, module });
  const share =
    recycle === 0 ? 'no module' : `a module of ${formatLarge(recycle)} (${formatShare(recycle / base)} more)`;
  terminal.note(`A base of ${formatLarge(base)} parameters with ${share}, vocabulary ${formatCount(config.vocab)}.`);
  terminal.note(
    `${plural(train.numTokens, 'token')} of ${plural(train.numDocuments, 'text')} to train on, ` +
      `${plural(validation.numTokens, 'token')} held out.`,
  );
}

/** How many epochs to train, after what that takes has been said and agreed to; `undefined` if it was not. */
async function agree(run: BaseRun, wasBegun: boolean): Promise<number | undefined> {
  const { storage, settings, call } = run;
  const { terminal, options } = call;
  const planned = await plannedEpochs(storage);
  if (wasBegun && planned !== undefined) return planned;
  terminal.progress('Measuring a few steps …');
  const { stepMs, stepsPerEpoch } = await measureSteps((epochs) => createTask(run, epochs), terminal.signal);
  terminal.clearProgress();
  const { hours, recipe } = settings;
  const epochs = hours === undefined ? recipe.epochs : epochsWithin(hours * 3.6e6, stepMs * stepsPerEpoch);
  const { base, recycle } = sizesOf(run);
  // Three last checkpoints, the best and one that is being written: parameters and two moments each; then the files.
  const bytes = (base + recycle) * 4 * (3 * 5 + 2) + 4 * run.split.train.numTokens;
  await checkRoom(settings.out, bytes);
  const what = `Training ${plural(epochs, 'epoch')} of ${plural(Math.ceil(stepsPerEpoch), 'step')}`;
  const isAgreed = options.yes === true;
  if (!(await confirmRun(terminal, { what, ms: epochs * stepsPerEpoch * stepMs, bytes }, { isAgreed }))) {
    await forgetRun(storage);
    return undefined;
  }
  await plannedEpochs(storage, epochs);
  return epochs;
}

async function createTask(
  { backend, config, module, split, settings }: BaseRun,
  epochs: number,
): Promise<BaseTraining> {
  return await BaseTraining.create({ ...split, backend, config, module, recipe: { ...settings.recipe, epochs } });
}

async function train(run: BaseRun, epochs: number): Promise<void> {
  const { call, checkpoints, storage, config, module, tokenizer, settings, split } = run;
  const { terminal, options } = call;
  using task = await createTask(run, epochs);
  const view = new TrainingView(terminal);
  const prompt = await samplePrompt(split.validation, tokenizer);
  const events = runTraining({
    task,
    checkpoints,
    storage,
    metricsPath: runPaths.metrics,
    validateEvery: options['validate-every'] ?? Math.max(10, Math.ceil(task.totalSteps / 20)),
    ...(options['max-steps'] === undefined ? {} : { maxSteps: options['max-steps'] }),
    signal: terminal.signal,
  });
  let isComplete = false;
  for await (const event of events) {
    view.show(event);
    if (event.kind === 'run-ended') isComplete = event.isComplete;
    if (event.kind !== 'validation-done' || terminal.signal.aborted) continue;
    const { parameters } = task;
    await showSample(terminal, { name: settings.out, config, module, parameters, tokenizer, step: event.step }, prompt);
  }
  await conclude(run, { step: task.optimiser.steps, totalSteps: task.totalSteps, isComplete });
}

interface RunEnd {
  readonly step: number;
  readonly totalSteps: number;
  readonly isComplete: boolean;
}

/** Exports the best checkpoint, also of a run that was stopped. */
async function conclude(run: BaseRun, end: RunEnd): Promise<void> {
  const { call, settings, split, config, module } = run;
  const { terminal, options } = call;
  const about = {
    made: `recyclegpt ${await packageVersion()}, jointly with its base`,
    data: { tokens: split.train.numTokens, texts: split.train.numDocuments },
    recipe: settings.recipe,
    steps: end.step,
  };
  const exported = await exportBase({ ...run, ...settings, about });
  if (exported === undefined)
    return terminal.note('Nothing was exported: no look at held-out text has been taken yet.');
  const sizes = sizesOf({ config, module });
  if (options.json === true)
    return await terminal.line(JSON.stringify({ out: settings.out, ...end, best: exported, parameters: sizes }));
  terminal.note(
    `Written: ${settings.out}, of step ${formatCount(exported.step)} (held-out loss ${exported.score.toFixed(4)}). ` +
      `Try: recyclegpt generate --model ${settings.out.startsWith('/') ? '' : './'}${settings.out} --raw "…"`,
  );
}

function sizesOf({ config, module }: BaseShapes): { readonly base: number; readonly recycle: number } {
  const count = (shapes: readonly { readonly shape: readonly number[] }[]): number =>
    shapes.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  const joint = module === undefined ? undefined : { config: module, steps: 1 };
  const base = count(baseTrainingShapes({ config, module: undefined }));
  return { base, recycle: count(baseTrainingShapes({ config, module: joint })) - base };
}
