import { webBackend } from '@recyclegpt/backend-web';
import { createModel, seededModel } from '@recyclegpt/core';
import { expect, it } from 'vitest';
for (const precision of ['f32','int8'] as const) {
  it(`writes in ${precision}`, async () => {
  const t0=performance.now();
  const model = await createModel({ opened: seededModel(), backend: await webBackend({ device: 'wasm' }), precision });
  const r = await model.generate('Once upon a time', { maxTokens: 20 }).result;
  console.log(model.facts.backend, model.causalModel.minExactRows, performance.now()-t0, r.text, r.stats.exactness);
  expect(r.text).toMatch(/kite/);
  model.dispose();
  });
}
