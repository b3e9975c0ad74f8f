import { recycleParameters } from '@recyclegpt/recycle';
import {
  type CheckpointInfo,
  CheckpointStore,
  type JsonValue,
  ModuleTraining,
  runTraining,
  vocabularyOf,
} from '@recyclegpt/train';
import type { Call } from '../command.ts';
import { packageVersion } from '../package-version.ts';
import { formatCount, formatLarge, formatShare } from '../terminal/format.ts';
import { outOfRange } from './base-settings.ts';
import { checkModule, type MeasuredModule } from './check-module.ts';
import { confirmRun } from './confirm-run.ts';
import { answeringShare, estimateModule, trainingMs } from './estimate-module.ts';
import { recycleFileName } from './export-base.ts';
import { exportModule } from './export-module.ts';
import { measureModuleStep, topK } from './measure-module.ts';
import { type ModulePlan, makePlan, notedPlan } from './module-plan.ts';
import { type ModuleSettings, moduleSettings } from './module-settings.ts';
import { batchSession, batchShape, openTeacher, type Teacher } from './open-teacher.ts';
import { epochsWithin } from './planned-epochs.ts';
import { checkRoom, runPaths, runStorage } from './run-folder.ts';
import { forgetRun, pinRun, type RunRecord } from './run-record.ts';
import { type TeacherSource, teacherSource } from './teacher-texts.ts';
import { TrainingView } from './training-view.ts';
import { dataText, type ModuleRun, teacherData, writeTexts } from './write-texts.ts';

/** `recyclegpt train module`: from a model to a module that fits it. */
export async function trainModule(call: Call): Promise<void> {
  const startMs = performance.now();
  const given = moduleSettings(call.options, call.words);
  const storage = runStorage(given.out);
  using teacher = await openTeacher(call, given);
  const settings = fitted(call, given, teacher);
  const source = await teacherSource(teacher.model, settings);
  await pinRun(storage, recordOf(settings, teacher, source));
  describe(call, teacher);
  const plan = await notedPlan(storage);
  const shape = batchShape(teacher.opened.weights.config, settings.recipe.seq);
  const needsSession = plan === undefined && source.kind === 'prompts';
  using session = needsSession ? await batchSession(call, teacher, shape) : undefined;
  const run = { call, settings, storage, teacher, source, shape, session };
  try {
    const settled = plan ?? (await preparePlan(run, startMs));
    if (settled === undefined) return call.terminal.note('Nothing was trained.');
    await train(run, settled);
  } catch (error) {
    if (!call.terminal.signal.aborted) throw error;
    call.terminal.note('Stopped: the same command goes on from what is finished.');
  }
}

/** Settings that fit the base's context. @throws ConfigError for a --seq that does not */
function fitted({ options }: Call, settings: ModuleSettings, { opened }: Teacher): ModuleSettings {
  const { contextLength } = opened.weights.config;
  const { recipe } = settings;
  if (recipe.seq < contextLength) return settings;
  if (options.seq !== undefined)
    throw outOfRange('--seq', recipe.seq, `less than the base's context of ${contextLength}`);
  return { ...settings, recipe: { ...recipe, seq: contextLength - 1 } };
}

function recordOf(settings: ModuleSettings, { opened, config, precision }: Teacher, source: TeacherSource): RunRecord {
  const { recipe, hours, texts } = settings;
  const name = texts.kind === 'answers' ? 'answers' : 'prompts';
  const options: Record<string, JsonValue> = {
    base: `${settings.base} (weights ${opened.weights.fingerprint.slice(0, 24)})`,
    [name]: `${texts.kind === 'own-prompts' ? 'our own' : texts.file} (content ${source.hash})`,
    ...{ layers: config.layers, taps: [...config.tappedLayers], 'draft-vocab': config.draftVocab, precision },
    ...{ steps: recipe.steps, loss: recipe.loss, batch: recipe.batch, seq: recipe.seq },
    ...{ 'learning-rate': recipe.learningRate, seed: recipe.seed, 'max-tokens': settings.maxTokens ?? null },
    ...(hours === undefined ? { epochs: recipe.epochs } : { hours }),
  };
  return { kind: 'module', options };
}

function describe({ terminal }: Call, { opened, config, precision, model }: Teacher): void {
  let ofBase = 0;
  for (const { shape } of opened.weights.tensors.values()) ofBase += shape.reduce((product, size) => product * size, 1);
  const parameters = recycleParameters(config);
  terminal.note(
    `A module of ${formatLarge(parameters)} parameters for ${model.facts.name} (${formatShare(parameters / ofBase)} more), ` +
      `reading layers ${config.tappedLayers.join(', ')}, drafting ${formatCount(config.draftVocab)} tokens; the base runs in ${precision}.`,
  );
}

/** Estimate, consent, the base's texts, and what follows from them; `undefined` if it was not agreed to. */
async function preparePlan(run: ModuleRun, startMs: number): Promise<ModulePlan | undefined> {
  const { call, settings, storage, teacher } = run;
  const { terminal, options } = call;
  const { hours, recipe } = settings;
  terminal.progress('Measuring …');
  const hasBegun = (await storage.list(runPaths.teacher)).length > 0;
  const estimate = hasBegun ? undefined : await estimateModule(run);
  terminal.clearProgress();
  if (estimate !== undefined) {
    await checkRoom(settings.out, estimate.bytes);
    if (!(await confirmRun(terminal, estimate, { isAgreed: options.yes === true }))) {
      await forgetRun(storage);
      return undefined;
    }
  }
  const shards = await writeTexts(run, startMs + (hours ?? Number.POSITIVE_INFINITY) * 3.6e6 * answeringShare);
  const stepMs =
    estimate?.stepMs ?? (hours === undefined ? 0 : await measureModuleStep(teacher, recipe, terminal.signal));
  const epochsFor = (rows: number): number => {
    if (hours === undefined) return recipe.epochs;
    const leftMs = startMs + hours * 3.6e6 - performance.now();
    return epochsWithin(leftMs, trainingMs(stepMs, recipe, rows));
  };
  const { hidden, tappedLayers, vocab, draftVocab } = teacher.config;
  const shape = { storage, shards, taps: tappedLayers.length, hidden, topK };
  return await makePlan({ ...shape, vocab, draftVocab, rowsPerStep: recipe.batch * recipe.seq, epochsFor });
}

async function train(run: ModuleRun, plan: ModulePlan): Promise<void> {
  const { call, settings, storage, teacher } = run;
  const { terminal, options } = call;
  const { opened, backend, config } = teacher;
  terminal.note(`${dataText(plan)}; ${formatShare(plan.coverage)} of the answers can be drafted.`);
  const data = teacherData(run, plan);
  const tokenIds = Int32Array.from(plan.draftVocabulary);
  using task = await ModuleTraining.create({
    ...{ backend, base: opened.weights, config, data, topK, rows: plan.rows },
    vocabulary: vocabularyOf(tokenIds, config.vocab),
    recipe: { ...settings.recipe, epochs: plan.epochs, answers: plan.answers },
  });
  const view = new TrainingView(terminal);
  const checkpoints = new CheckpointStore({ storage, folder: runPaths.checkpoints });
  let isComplete = false;
  for await (const event of runTraining({
    ...{ task, checkpoints, storage, metricsPath: runPaths.metrics, signal: terminal.signal },
    validateEvery: options['validate-every'] ?? Math.max(10, Math.ceil(task.totalSteps / 20)),
    ...(options['max-steps'] === undefined ? {} : { maxSteps: options['max-steps'] }),
  })) {
    view.show(event);
    if (event.kind === 'run-ended') isComplete = event.isComplete;
  }
  const best = await checkpoints.best();
  if (best === undefined) return terminal.note('Nothing was exported: no look at held-out texts has been taken yet.');
  await conclude(run, { plan, task, best, checkpoints, isComplete });
}

interface Conclusion {
  readonly plan: ModulePlan;
  readonly task: ModuleTraining;
  readonly best: CheckpointInfo;
  readonly checkpoints: CheckpointStore;
  readonly isComplete: boolean;
}

/** Exports the best checkpoint, also of a run that was stopped, and measures it where there is time. */
async function conclude(run: ModuleRun, { plan, task, best, checkpoints, isComplete }: Conclusion): Promise<void> {
  const { call, settings } = run;
  const { terminal, options } = call;
  const step = task.optimiser.steps;
  const { tensors } = await checkpoints.load(best.step);
  task.parameters.data.set(tensors.get('parameters')?.data as Float32Array);
  const simulated = (await task.validate()).metrics;
  const about = {
    made: `recyclegpt ${await packageVersion()}, train module`,
    data: { texts: plan.texts, heldOut: plan.heldOut, rows: plan.rows, coverage: plan.coverage },
    recipe: task.recipe,
    scores: { step: best.step, simulated },
  };
  const tokenIds = Int32Array.from(plan.draftVocabulary);
  await exportModule({ ...run, parameters: task.parameters, tokenIds, type: settings.type, about });
  const file = `${settings.out}/${recycleFileName}`;
  const measured = terminal.signal.aborted ? undefined : await checkModule({ ...run, data: teacherData(run, plan) });
  const facts = { out: settings.out, file, step, totalSteps: task.totalSteps, isComplete, best: best.step };
  if (options.json === true)
    return await terminal.line(JSON.stringify({ ...facts, data: about.data, simulated, measured }));
  terminal.note(`Written: ${file}, of step ${formatCount(best.step)}.`);
  if (measured !== undefined) for (const line of acceptanceLines(simulated, measured)) terminal.note(line);
  terminal.note(`Try: recyclegpt generate --model ${settings.base} --recycle ${file} --compare "…"`);
}

/** Simulated and measured acceptance beside each other. */
function acceptanceLines(
  simulated: Readonly<Record<string, number>>,
  { byPosition, tokensPerPass, prompts }: MeasuredModule,
): readonly string[] {
  const expected = byPosition.map((_, position) => formatShare(simulated[`acceptance.${position + 1}`] ?? 0));
  return [
    `Kept by position, simulated on held-out texts:      ${expected.join(' / ')}, ${(simulated['tokensPerPass'] ?? 0).toFixed(2)} tokens a pass`,
    `Kept by position, measured on ${prompts} held-out prompts:   ${byPosition.map(formatShare).join(' / ')}, ${tokensPerPass.toFixed(2)} tokens a pass`,
  ];
}
