import { webBackend, type WebDevice } from '@recyclegpt/backend-web';
import { createModel, seededModel } from '@recyclegpt/core';
import { expect, it } from 'vitest';
const query = new URLSearchParams(location.search);
const device = query.get('device') as WebDevice;
for (const precision of ['f32','int8','int4','int4-fast'] as const) {
  it(`writes in ${precision}`, async () => {
  const t0=performance.now();
  const backend = await webBackend({ device });
  if (!backend.profile.precisions.includes(precision)) return;
  const model = await createModel({ opened: seededModel(), backend, precision });
  const r = await model.generate('Once upon a time', { maxTokens: 20 }).result;
  const text = [model.facts.backend, model.causalModel.minExactRows, performance.now()-t0, r.text, r.stats.exactness].join(' ; ');
  model.dispose();
  throw new Error(text);
  });
}
