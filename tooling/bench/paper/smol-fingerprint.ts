import { loadSmolLm2 } from '../shared-models.ts';

/** Names SmolLM2 with the module that is found for it: what its module says of itself. */
export async function smolFingerprint(): Promise<string> {
  using model = await loadSmolLm2('int8');
  return JSON.stringify([model.facts.name, model.recycle?.config, model.recycle?.about]);
}
