import { ConfigError } from '@recyclegpt/spec';
import { expect, it } from 'vitest';
import { argMax } from '../sampling/arg-max.ts';
import { MemoryState } from '../test/memory-state.ts';
import { createToyModel, toyVocab } from '../test/toy-model.ts';
import { buildSuccessorTable } from './build-successor-table.ts';

const model = createToyModel();

async function successorAfter(context: readonly number[], id: number): Promise<number | undefined> {
  const { logits } = await model.forward(new MemoryState(), [...context, id]);
  return argMax(logits.row(0));
}

it('holds what the model finds likeliest after each token in its context', async () => {
  for (const context of [[], [4, 2]]) {
    const table = await buildSuccessorTable({ model, state: new MemoryState(), context });
    for (let id = 0; id < toyVocab; id++) expect(table[id]).toBe(await successorAfter(context, id));
  }
});

it('keeps to its tokens and its budget, can be stopped, and goes on where it was', async () => {
  const seen: string[] = [];
  const controller = new AbortController();
  const onProgress = (done: number, total: number): void => {
    seen.push(`${done}/${total}`);
    if (done === 2) controller.abort();
  };
  const request = { model, tokenIds: [5, 9, 1] };
  const first = await buildSuccessorTable({
    ...request,
    state: new MemoryState(),
    onProgress,
    signal: controller.signal,
  });
  expect(seen).toEqual(['1/3', '2/3']);
  expect([...first].filter((id) => id >= 0)).toHaveLength(2);
  const passes = model.passes.length;
  const whole = await buildSuccessorTable({ ...request, state: new MemoryState(), begun: first });
  expect(model.passes.length - passes).toBe(1);
  expect(whole[1]).toBe(await successorAfter([], 1));
  expect(first[1]).toBe(-1);
  let nowMs = 0;
  const timed = await buildSuccessorTable({ model, state: new MemoryState(), budgetMs: 10, now: () => (nowMs += 3) });
  expect([...timed].filter((id) => id >= 0).length).toBeLessThan(5);
});

it.each([
  ['tokenIds', { tokenIds: [toyVocab] }],
  ['context', { context: [-1] }],
  ['begun', { begun: new Int32Array(3) }],
])('%s that do not fit are refused', async (name, options) => {
  const attempt = buildSuccessorTable({ model, state: new MemoryState(), ...options });
  await expect(attempt).rejects.toThrow(ConfigError);
  await expect(buildSuccessorTable({ model, state: new MemoryState(), ...options })).rejects.toThrow(`(${name})`);
});
