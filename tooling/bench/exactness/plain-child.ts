// Decodes plainly in a process of its own, for `exactness.ts`: one case a line on standard input, its tokens a line on
// standard output. Nothing that drafting leaves behind in a process can reach it.
import { createInterface } from 'node:readline';
import { type ExactnessCase, type ExactnessModel, loadExactnessModel, promptOf, settingsOf } from './exactness-case.ts';

const model = await loadExactnessModel(JSON.parse(process.argv[2] ?? '') as ExactnessModel);
for await (const line of createInterface({ input: process.stdin })) {
  const each = JSON.parse(line) as ExactnessCase;
  const options = { ...settingsOf(each), scheduler: 'autoregressive' };
  const { tokenIds } = await model.generate(promptOf(model, each), options).result;
  process.stdout.write(`${JSON.stringify(tokenIds)}\n`);
}
model.dispose();
