import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Precision } from '@recyclegpt/spec';
import { sourceArguments, toolEnvironment } from '../../lib/environment.mjs';
import { sharedFolder } from '../shared-models.ts';
import { root } from '../shared-report.ts';

/** How SmolLM2 answers questions over passages with a scheduler. */
export interface QuestionsRow {
  readonly precision: string;
  readonly scheduler: string;
  readonly questions: number;
  /** Mean agreement of words with the expected answers, 0 to 1. */
  readonly f1: number;
  readonly exactMatch: number;
  readonly departures: number;
}

const schedulers = ['alternating', 'adaptive'];
/** Made-up passages, so that no answer is known by heart. */
const questionsFile = join(import.meta.dirname, '..', 'passages.jsonl');

/** Lets `recyclegpt evaluate` ask the questions of passages.jsonl. */
export function measureQuestions(precision: Precision, limit: number | undefined): readonly QuestionsRow[] {
  const models = process.env['RECYCLEGPT_MODELS'] ?? join(sharedFolder, 'models');
  const call = [
    ...[...sourceArguments, join('apps', 'cli', 'src', 'bin.ts'), 'evaluate', '--model', 'smollm2'],
    ...['--precision', precision, '--questions', questionsFile, '--schedulers', schedulers.join(','), '--json'],
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
  ];
  const env = { ...toolEnvironment(), RECYCLEGPT_MODELS: models };
  const output = execFileSync(process.execPath, call, { cwd: root, env, encoding: 'utf8' });
  const { questions } = JSON.parse(output) as { readonly questions: readonly Omit<QuestionsRow, 'precision'>[] };
  return questions.map((row) => ({ precision, ...row }));
}
