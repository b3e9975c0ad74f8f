import { recycleOwner } from '@recyclegpt/recycle';
import { createPassCosts, measurePassCosts, type PassCostModel } from '@recyclegpt/schedulers';
import type { LanguageModelParts } from './language-model.ts';
import { measureDraftMs } from './recycle/measure-draft-ms.ts';

type Parts = Pick<LanguageModelParts, 'model' | 'recycle' | 'states' | 'notes'>;

/** Costs of passes and drafts, from an earlier start on this machine or measured now; what runs refines them. */
export async function measuredCosts(parts: Parts): Promise<PassCostModel> {
  const { model, recycle } = parts;
  const baseMs = await noted(parts, 'milliseconds of passes', isCosts, () => measurePasses(parts));
  if (recycle === undefined) return createPassCosts({ baseMs, minRows: model.minExactRows });
  const note = `milliseconds of a token of a greedy draft by ${recycle.fingerprint}`;
  const draftMs = await noted(parts, note, isMs, () => measureDraft(parts));
  return createPassCosts({ baseMs, minRows: model.minExactRows, draftMs: { [recycleOwner]: draftMs } });
}

/** A fact that was noted at an earlier start, or is measured and noted now. */
async function noted<T>(
  { notes }: Parts,
  name: string,
  isUsable: (fact: unknown) => fact is T,
  measure: () => Promise<T>,
): Promise<T> {
  const known = await notes?.read(name);
  if (isUsable(known)) return known;
  const measured = await measure();
  await notes?.note(name, measured);
  return measured;
}

async function measurePasses({ model, states }: Parts): Promise<Record<number, number>> {
  using state = states.create();
  return await measurePassCosts(model, state);
}

async function measureDraft({ model, recycle, states }: Parts): Promise<number> {
  using state = states.create();
  return recycle === undefined ? 0 : await measureDraftMs({ model, module: recycle.module, state });
}

/** Whether a noted fact is a table of milliseconds by rows. */
function isCosts(fact: unknown): fact is Record<number, number> {
  if (typeof fact !== 'object' || fact === null) return false;
  return Object.entries(fact).every(([rows, ms]) => Number(rows) >= 1 && typeof ms === 'number' && ms > 0);
}

function isMs(fact: unknown): fact is number {
  return typeof fact === 'number' && fact >= 0;
}
