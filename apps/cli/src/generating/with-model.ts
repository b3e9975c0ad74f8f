import type { LanguageModel } from '@recyclegpt/core';
import type { Call } from '../command.ts';
import { loadModel, usualName } from '../load-model.ts';
import { embeddedName } from '../shipped-models.ts';
import { formatBytes, formatMs, formatShare } from '../terminal/format.ts';
import { refuseWithoutModule } from './scheduler-option.ts';

/** Which model a command takes when none is named: the usual one, or the one that comes with the program. */
export type UnnamedModel = 'usual' | 'embedded';

/** Loads the model that a call names, with progress, and disposes it when the work is done or has failed. */
export async function withModel<T>(
  call: Call,
  work: (model: LanguageModel) => Promise<T>,
  unnamed: UnnamedModel = 'usual',
): Promise<T> {
  const { terminal, options } = call;
  const startMs = performance.now();
  terminal.progress(`Loading ${options.model ?? 'the default model'} …`);
  const name = options.model ?? (unnamed === 'usual' ? await usualName(terminal.env) : await embeddedName());
  using model = await load(call, name);
  terminal.clearProgress();
  terminal.signal.throwIfAborted();
  if (model.recycle === undefined) refuseWithoutModule(options.scheduler, `none was found for ${model.facts.name}`);
  if (options.verbose === true) describe(call, model, performance.now() - startMs);
  if (name === undefined) terminal.note(`${notInstalled}: ${model.facts.name} takes its place.`);
  if (model.facts.isSeeded) warnOfSeeded(call);
  return await work(model);
}

async function load({ terminal, options }: Call, name: string | undefined): Promise<LanguageModel> {
  const { recycle, backend, precision, threads } = options;
  return await loadModel(name, {
    ...(recycle === undefined ? {} : { recycle }),
    ...(backend === undefined ? {} : { backend }),
    ...(precision === undefined ? {} : { precision }),
    ...(threads === undefined ? {} : { threads }),
    env: terminal.env,
    signal: terminal.signal,
    onProgress: progressTeller({ terminal }),
    onWarning: (message) => terminal.note(`Note: ${message}`),
  });
}

/** One line for pipes and logs, a moving one for people. Small models are prepared before anybody could read of it. */
function progressTeller({ terminal }: Pick<Call, 'terminal'>): (done: number, total: number) => void {
  let isAnnounced = false;
  return (done, total) => {
    if (total < 10e6) return;
    const text = 'Preparing the weights; the next start will find them ready';
    if (terminal.stderr.isTTY === true)
      terminal.progress(`${text}: ${formatShare(done / total)} of ${formatBytes(total)}`);
    else if (!isAnnounced) terminal.note(`${text}: ${formatBytes(total)}`);
    isAnnounced = true;
  };
}

function describe({ terminal }: Call, { facts, chatTemplate, recycle }: LanguageModel, ms: number): void {
  const { name, precision, backend, weightsBytes } = facts;
  const template = chatTemplate === undefined ? 'no chat template' : 'chat template';
  terminal.note(
    `${name}: ${precision}, ${formatBytes(weightsBytes)} of weights, ${template}, ${backend}, loaded in ${formatMs(ms)}`,
  );
  if (recycle === undefined) return;
  const share = `${(recycle.parameters / 1e6).toFixed(1)} million parameters, ${formatShare(recycle.shareOfBase)} more`;
  const fit = recycle.weightsMatch ? 'trained on this model' : `trained on other weights (${recycle.baseName})`;
  terminal.note(`recycle module ${recycle.name}: ${share}, ${formatBytes(recycle.weightsBytes)} of weights, ${fit}`);
}

const notInstalled =
  'The storyteller that comes with recyclegpt (@recyclegpt/model-storyteller-…) is not installed here';

function warnOfSeeded({ terminal }: Call): void {
  terminal.note('A tiny model with random weights writes nonsense. For a real one: recyclegpt pull smollm2');
}
