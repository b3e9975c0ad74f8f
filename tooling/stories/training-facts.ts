import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ExportPackageOptions } from './export-package.ts';
import { readJson } from './read-json.ts';
import { storyStatistics } from './story-statistics.ts';

/** A collection of stories that a model was trained on. */
export interface StorySource {
  readonly file: string;
  readonly stories: number;
  readonly words: number;
  /** How often it is in the data. */
  readonly copies: number;
}

/** How a storyteller came about: `training.json` of its package. */
export interface TrainingFacts {
  readonly name: string;
  /** What trains it anew, from the folder with the stories. */
  readonly command: string;
  /** What the command does not tell, such as a run that was made longer on the way. */
  readonly note?: string;
  readonly seed: number;
  readonly sources: readonly StorySource[];
  /** Of the data, held-out texts left out, each copy counted. */
  readonly tokens: number;
  readonly texts: number;
  /** Steps of the run, and the step whose weights these are. */
  readonly steps: number;
  readonly bestStep: number;
  /** Nats a token on held-out text, of the step that was best. */
  readonly heldOutLoss: number;
  /** Share of the module's first and later drafted tokens that were right on held-out text then. */
  readonly draftAccuracy: readonly number[];
  /** Hours of computing, as the log of metrics tells. */
  readonly hours: number;
  readonly recipe: Readonly<Record<string, number>>;
}

/** Collects them from a run's own files. @throws Error for a run that has no record of what is asked for */
export function trainingFacts({ name, run, stories, copies, note }: ExportPackageOptions): TrainingFacts {
  const { options } = readJson(join(run, 'run.json')) as { options: RunOptions };
  const { data, recipe, steps, scores } = aboutOf(join(run, 'recycle.safetensors'));
  const metrics = metricsOf(join(run, 'training', 'metrics.jsonl'));
  const best = metrics.find((record) => record['step'] === scores.step && 'validation.loss' in record);
  if (best === undefined) throw new Error(`${run}: the metrics have no validation at step ${scores.step}.`);
  const batch = (recipe['batch'] as number) * (recipe['seq'] as number) * (recipe['accumulation'] as number);
  const seconds = metrics.reduce(
    (sum, { tokensPerSecond: rate }) => (rate === undefined ? sum : sum + batch / rate),
    0,
  );
  return {
    name,
    command: commandOf(name, options, copies),
    ...(note !== undefined && { note }),
    seed: recipe['seed'] as number,
    sources: [sourceOf(stories, 'tinystories.txt', copies), sourceOf(stories, 'written.txt', 1)],
    ...data,
    steps,
    bestStep: scores.step,
    heldOutLoss: scores.score,
    draftAccuracy: accuracies(best),
    hours: seconds / 3600,
    recipe,
  };
}

type RunOptions = Readonly<Record<string, string | number | boolean | null>>;
type MetricsRecord = Readonly<Record<string, number | undefined>>;

interface ModuleAbout {
  readonly data: { readonly tokens: number; readonly texts: number };
  readonly recipe: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly scores: { readonly step: number; readonly score: number };
}

/** What `recyclegpt train` noted in a module's file. */
function aboutOf(file: string): ModuleAbout {
  const bytes = readFileSync(file);
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());
  return JSON.parse(header['__metadata__']['recyclegpt.about']) as ModuleAbout;
}

function metricsOf(file: string): readonly MetricsRecord[] {
  if (!existsSync(file)) throw new Error(`${file} is missing: curves and figures of the card come from it.`);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as MetricsRecord);
}

function accuracies(record: MetricsRecord): readonly number[] {
  const steps = Object.keys(record).filter((name) => name.startsWith('validation.draftAccuracy.'));
  return steps.sort().map((name) => record[name] as number);
}

/** Files are named without their folders, which mean nothing elsewhere. */
function commandOf(name: string, options: RunOptions, copies: number): string {
  const data = [...Array<string>(copies).fill('tinystories.txt'), 'written.txt'];
  const given = Object.entries(options).flatMap(([option, value]) => {
    if (value === null || value === false) return [];
    return [value === true ? `--${option}` : `--${option} ${typeof value === 'string' ? basename(value) : value}`];
  });
  return [`recyclegpt train --data ${data.join(' ')} --out ${name}`, ...given].join(' ');
}

function sourceOf(folder: string, file: string, copies: number): StorySource {
  const texts = readFileSync(join(folder, file), 'utf8')
    .split('\n<|endoftext|>\n')
    .filter((text) => text.trim() !== '');
  return { file, stories: texts.length, words: storyStatistics(texts).words, copies };
}
