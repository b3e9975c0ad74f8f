import { nodeBackend } from '@recyclegpt/backend-node';
import { folderStorage, fileSource } from '@recyclegpt/hub/node';
import { ggufWeights, openGguf } from '@recyclegpt/weights';
import type { RecycleConfig } from '@recyclegpt/recycle';
import { CheckpointStore, draftVocabulary, ModuleTraining, runTraining, TeacherData } from './src/index.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const [name, argsJson] = [process.argv[2]!, JSON.parse(process.argv[3] ?? '{}')];
const { recipe = {}, shape = {}, shards: maxShards = 1e9, maxSteps = Infinity } = argsJson;
const gguf = await openGguf(await fileSource('/work/shared/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf'));
const base = await ggufWeights(gguf);
const bc = base.config;
const config: RecycleConfig = { tappedLayers: [6,14,22,29], fusion: 'linear', entry: 'paired', feedback: 'normed', head: 'own', draftVocab: 8192, layers: 1, heads: 9, kvHeads: 3, headDim: 64, intermediate: 1536, normEpsilon: bc.normEpsilon, rope: bc.rope, hidden: 576, vocab: bc.vocab, ...shape };
const storage = folderStorage('/tmp/training');
const shardsFile = `/tmp/training/${name}-shards.json`;
const shards: string[] = existsSync(shardsFile) ? JSON.parse(readFileSync(shardsFile, 'utf8')) : [...await storage.list('teacher-0'), ...await storage.list('teacher-1')].map(String).filter((p) => p.endsWith('.safetensors')).sort((a, b) => a.slice(10) < b.slice(10) ? -1 : 1).slice(0, maxShards);
writeFileSync(shardsFile, JSON.stringify(shards));
const data = new TeacherData({ storage, shards, taps: 4, hidden: 576, topK: 32 });
const countsFile = `/tmp/training/counts-${shards.length}.json`;
let counts: Float64Array, rows = 0;
if (existsSync(countsFile)) { const j = JSON.parse(readFileSync(countsFile, 'utf8')); counts = Float64Array.from(j.counts); rows = j.rows; }
else { counts = await data.counts(bc.vocab); for await (const s of data.epoch(0, { seq: 320, seed: 1 })) for (const p of s) rows += p.rows; writeFileSync(countsFile, JSON.stringify({ counts: [...counts], rows })); }
const vocabulary = draftVocabulary(counts, config.draftVocab);
writeFileSync(`/tmp/training/${name}-vocabulary.json`, JSON.stringify([...vocabulary.tokenIds]));
console.log('shards', shards.length, 'rows', rows, 'coverage', vocabulary.coverage.toFixed(4));
const backend = await nodeBackend({ threads: 2 });
const task = await ModuleTraining.create({ backend, base, config, data, vocabulary, topK: 32, recipe, rows });
let acc: any[] = [];
for await (const e of runTraining({ task, checkpoints: new CheckpointStore({ storage, folder: `${name}/checkpoints` }), storage, metricsPath: `${name}/metrics.jsonl`, validateEvery: argsJson.validateEvery ?? 250, checkpointEveryMs: 240_000, maxSteps })) {
  if (e.kind === 'step-done') { acc.push({ ...e.progress.metrics, norm: e.progress.gradientNorm, ps: e.rowsPerSecond }); if (acc.length === 20) { const m = (k: string) => +(acc.reduce((s, x) => s + x[k], 0) / acc.length).toFixed(3); console.log(new Date().toISOString().slice(11, 19), e.progress.step, '/', e.progress.totalSteps, 'loss', m('loss.1'), m('loss.2'), m('loss.3'), 'acc', m('acceptance.1'), m('acceptance.2'), m('acceptance.3'), 'tpp', m('tokensPerPass'), 'norm', m('norm'), 'lr', e.progress.learningRate.toExponential(2), 'rows/s', Math.round(m('ps')), 'left min', Math.round((e.leftMs ?? 0) / 60000)); acc = []; } }
  else console.log(JSON.stringify(e));
}
