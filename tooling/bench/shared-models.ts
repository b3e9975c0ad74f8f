import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Precision } from '@recyclegpt/spec';
import { type LanguageModel, type LoadModelOptions, loadModel } from 'recyclegpt';
import { root } from './shared-report.ts';

/** Files that benches read: models, texts, expected values. */
export const sharedFolder = join(root, '..', 'shared');

/** All precisions, from the widest. */
export const precisions = ['f32', 'int8', 'int4', 'int4-fast'] as const satisfies readonly Precision[];

/** SmolLM2-135M-Instruct in a precision, on the node backend. */
export async function loadSmolLm2(precision: Precision, options: LoadModelOptions = {}): Promise<LanguageModel> {
  const env = { ...process.env, RECYCLEGPT_MODELS: process.env['RECYCLEGPT_MODELS'] ?? join(sharedFolder, 'models') };
  return await loadModel('smollm2', { precision, threads: 2, env, ...options });
}

/** The text that fidelity and speed are measured on; nothing is ever trained on it. */
export function wikitext(): string {
  const path = join(sharedFolder, 'data', 'text', 'wikitext2', 'test.txt');
  if (!existsSync(path)) throw new Error(`${path} is missing: put the shared folder beside the repository.`);
  return readFileSync(path, 'utf8');
}
