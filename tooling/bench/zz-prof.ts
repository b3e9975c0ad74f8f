import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { webBackend } from '@recyclegpt/backend-web';
import { DecoderModel } from '@recyclegpt/base-model';
import { openModel, prepareModel } from '@recyclegpt/core';
import { fileSource } from '@recyclegpt/hub/node';
import { createStateFactory } from '@recyclegpt/state';
import { ggufPath } from './shared-llama.ts';
const ort: any = await import(pathToFileURL(realpathSync('/work/main/packages/backend-web/node_modules/onnxruntime-web/dist/ort.node.min.mjs')).href);
const create = ort.InferenceSession.create.bind(ort.InferenceSession);
const kept: any[] = []; let prof = false;
ort.InferenceSession.create = async (g: any, o: any) => { const s = await create(g, prof ? { ...o, enableProfiling: true } : o); kept.push(s); return s; };
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const precision = process.argv[2] as 'int8' | 'f32'; prof = process.argv[3] === 'prof'; const past = Number(process.argv[4] ?? 100);
const backend = await webBackend({ device: 'wasm', threads: 1 });
const opened = await openModel({ format: 'gguf', name: 'S', files: ['m.gguf'], open: () => fileSource(ggufPath) });
const { model, fingerprint } = await prepareModel({ source: opened.weights, precision, backend });
const session = await backend.createSession(model);
const { config } = opened.weights;
const base = new DecoderModel({ session, config, precision, slots: model.slots, fingerprint, minExactRows: 1 });
const state = createStateFactory({ backend, slots: model.slots.map(({ slot }) => slot), fingerprint, maxRows: 2048, lags: new Map() }).create();
await base.forward(state, Array.from({ length: past }, (_, i) => i + 5));
for (const M of prof ? [1] : [1, 2, 4, 8]) {
  let best = 1e9;
  for (let r = 0; r < 12; r++) { const a = cpu(); await base.forward(state, Array(M).fill(5), { logitsRows: M, bestOnly: true }); best = Math.min(best, cpu() - a); state.truncate(base.owner, past); }
  console.log('ours', precision, 'past', past, `M=${M} cpu ${best.toFixed(1)} ms`);
}
if (prof) kept[0].endProfiling();
process.exit(0);
