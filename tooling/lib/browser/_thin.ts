import { webBackend } from '@recyclegpt/backend-web';
import { createModel, seededModel } from '@recyclegpt/core';
for (const precision of ['f32','int8'] as const) {
  const opened = seededModel();
  const t0=performance.now();
  const model = await createModel({ opened, backend: await webBackend({ device: 'wasm', threads: 2 }), precision });
  console.log(precision, model.facts.backend, model.causalModel.minExactRows, performance.now()-t0);
  const r = await model.generate('Once upon a time', { maxTokens: 20 }).result;
  console.log(r.text, r.stats.exactness);
  model.dispose();
}
