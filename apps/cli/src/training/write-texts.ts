import type { Session } from '@recyclegpt/spec';
import { cacheAnswers, cacheTeacher, TeacherData, type TeacherProgress } from '@recyclegpt/train';
import type { Call } from '../command.ts';
import { formatBytes, formatCount, formatMs, plural } from '../terminal/format.ts';
import { topK } from './measure-module.ts';
import type { ModuleSettings } from './module-settings.ts';
import type { BatchShape, Teacher } from './open-teacher.ts';
import { runPaths, type runStorage } from './run-folder.ts';
import type { TeacherSource } from './teacher-texts.ts';

/** What a run that trains a module works with. */
export interface ModuleRun {
  readonly call: Call;
  readonly settings: ModuleSettings;
  readonly storage: ReturnType<typeof runStorage>;
  readonly teacher: Teacher;
  readonly source: TeacherSource;
  readonly shape: BatchShape;
  /** Writes answers; `undefined` if they are there. */
  readonly session: Session | undefined;
}

/** Milliseconds between lines for pipes and logs. */
const noteEveryMs = 60_000;

/**
 * Lets the base compute what the module learns from, or goes on with that.
 * @param deadlineMs no file is begun after it, on the clock of `performance.now`
 * @returns paths of the files
 * @throws the reason of the terminal's signal; finished files stay
 */
export async function writeTexts(run: ModuleRun, deadlineMs: number): Promise<readonly string[]> {
  const { call, settings, storage, teacher, source, shape, session } = run;
  const { model } = teacher;
  const { signal } = call.terminal;
  const shared = {
    ...{ model: model.causalModel, createState: () => model.createState(), storage, folder: runPaths.teacher, topK },
    ...{ maxBytes: settings.cacheBytes, signal, isOver: () => performance.now() > deadlineMs },
    onProgress: progressTeller(run),
  };
  const paths =
    source.kind === 'texts' || session === undefined
      ? await cacheTeacher({ ...shared, texts: source.kind === 'texts' ? source.texts : [] })
      : await cacheAnswers({
          ...shared,
          ...shape,
          session,
          prompts: source.prompts,
          config: teacher.opened.weights.config,
          maxNewTokens: settings.maxTokens ?? shape.capacity,
          stopTokens: model.tokenizer.eosTokenIds,
        });
  call.terminal.clearProgress();
  return paths;
}

function progressTeller({ call, source, settings }: ModuleRun): (progress: TeacherProgress) => void {
  const { terminal } = call;
  const startMs = performance.now();
  let first: number | undefined;
  let notedMs = startMs;
  return ({ texts, totalTexts, tokens, bytes }) => {
    first ??= texts - 1;
    const spentMs = performance.now() - startMs;
    const leftMs = (spentMs * (totalTexts - texts)) / Math.max(1, texts - first);
    const what = source.kind === 'prompts' ? 'Answering prompts' : 'Reading texts';
    const text = [
      `${what}: ${formatCount(texts)} of ${formatCount(totalTexts)}`,
      `${formatCount(Math.round((1000 * tokens) / spentMs))} tokens/s`,
      `${formatBytes(bytes)} of at most ${formatBytes(settings.cacheBytes)}`,
      `${formatMs(leftMs)} left`,
    ].join(', ');
    terminal.progress(text);
    if (terminal.stderr.isTTY === true || performance.now() - notedMs < noteEveryMs) return;
    notedMs = performance.now();
    terminal.note(text);
  };
}

/** The files as training reads them. */
export function teacherData(
  { storage, teacher }: Pick<ModuleRun, 'storage' | 'teacher'>,
  plan: { readonly shards: readonly string[]; readonly holdOut: number },
): TeacherData {
  const { tappedLayers, hidden } = teacher.config;
  return new TeacherData({ ...plan, storage, taps: tappedLayers.length, hidden, topK });
}

/** `1,234 texts (1,200,000 rows), 25 of them held out`. */
export function dataText({ texts, heldOut, rows }: { texts: number; heldOut: number; rows: number }): string {
  return `${plural(texts, 'text')}, ${formatCount(heldOut)} of them held out, ${plural(rows, 'row')} to train on`;
}
