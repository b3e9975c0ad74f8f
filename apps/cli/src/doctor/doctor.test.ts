import { expect, it } from 'vitest';
import { runCli } from '../test/run-cli.ts';
import { adviceFor } from './advice.ts';
import type { Diagnosis, ModelDiagnosis } from './diagnosis.ts';
import { measureBandwidth } from './memory-bandwidth.ts';

const model = {
  facts: { name: 'm', precision: 'int8', weightsBytes: 1e9, isSeeded: false, backend: 'node', config: {} },
  recycle: undefined,
  format: 'gguf',
  passMs: { 1: 100, 4: 120 },
  threadMs: { 4: 100 },
} as unknown as ModelDiagnosis;

function diagnosisOf(more: Partial<ModelDiagnosis> = {}, machine: object = {}): Diagnosis {
  const facts = { cores: 4, usableCores: 4, freeMemoryBytes: 8e9, loadPerCore: 0, ...machine };
  return {
    machine: facts as Diagnosis['machine'],
    backends: [{ name: 'node', hasIntegerProducts: true } as Diagnosis['backends'][number]],
    bandwidthBytesPerSecond: 15e9,
    model: { ...model, ...more },
    modelProblem: undefined,
    places: {} as Diagnosis['places'],
  };
}

it.each<[string, Diagnosis, RegExp]>([
  ['a module where drafts are cheap', diagnosisOf(), /module would pay: a pass over 4 tokens costs 1\.2/],
  ['none where they are not', diagnosisOf({ passMs: { 1: 100, 4: 390 } }), /Drafts gain little here.*3\.9/],
  [
    'its own in place of another',
    diagnosisOf({ recycle: { name: 'x', weightsMatch: false, shareOfBase: 0.1 } }),
    /of its own would draft better/,
  ],
  ['other threads', diagnosisOf({ threadMs: { 2: 50, 4: 100 } }), /--threads 2 would be 2\.0 times/],
  ['fewer bytes where memory is the limit', diagnosisOf(), /Q4_0 or Q4_1.*10\.0 GB\/s, 67 %/],
  ['int8 in place of f32', diagnosisOf({ facts: { ...model.facts, precision: 'f32' } }), /--precision int8/],
  ['what is left at int4', diagnosisOf({ facts: { ...model.facts, precision: 'int4' } }), /Memory is the limit/],
  ['less where it does not fit', diagnosisOf({}, { freeMemoryBytes: 5e8 }), /500 MB of memory are free/],
  ['quiet', diagnosisOf({}, { loadPerCore: 0.9 }), /90 % of the cores busy/],
  ['quiet where cores are overrun', diagnosisOf({}, { loadPerCore: 5.8 }), /For each core 5\.8 programs want to run/],
  ['more cores', diagnosisOf({}, { usableCores: 2 }), /Only 2 of 4 cores/],
  ['a real model', diagnosisOf({ facts: { ...model.facts, isSeeded: true } }), /recyclegpt pull smollm2/],
])('it advises %s', (_name, diagnosis, advice) => {
  expect(adviceFor(diagnosis).join('\n')).toMatch(advice);
});

it('advises nothing of memory where no pass was measured', () => {
  expect(adviceFor(diagnosisOf({ passMs: {}, threadMs: {} })).join('\n')).not.toMatch(/emory|0 B/);
});

it('advises nothing of threads beside busy programs, nor of fewer bytes where all of them are in the cache', () => {
  const busy = adviceFor(diagnosisOf({ threadMs: { 2: 50, 4: 100 } }, { loadPerCore: 3 })).join('\n');
  expect(busy).not.toContain('--threads');
  const small = { ...model.facts, precision: 'f32', weightsBytes: 20e6 } as ModelDiagnosis['facts'];
  expect(adviceFor(diagnosisOf({ facts: small })).join('\n')).not.toContain('--precision');
});

it('advises nothing of threads or memory where nothing is to be gained', () => {
  const text = adviceFor(diagnosisOf({ threadMs: { 2: 99, 4: 100 } })).join('\n');
  expect(text).not.toMatch(/--threads|are free|busy|cores may be used/);
});

it('measures memory with each number of threads, and stops when asked', async () => {
  expect(await measureBandwidth({ threads: 1, durationMs: 20 })).toBeGreaterThan(1e8);
  const stopped = measureBandwidth({ threads: 2, durationMs: 20, signal: AbortSignal.abort(new Error('enough')) });
  await expect(stopped).rejects.toThrow();
});

it('tells of machine, backends, T(M) and places, for people and for programs', async () => {
  const { code, stdout } = await runCli(['doctor', 'random', '--threads', '1'], { env: { HF_TOKEN: 'hf_secret' } });
  expect(code).toBe(0);
  for (const part of [
    'Machine',
    'bandwidth',
    'onnxruntime-node',
    'reference',
    'T(1)',
    'T(16)',
    'hub cache',
    'HF_TOKEN (set)',
    'What would make it faster',
  ])
    expect(stdout).toContain(part);
  expect(stdout).not.toContain('hf_secret');
  const json = await runCli(['doctor', 'random', '--threads', '1', '--json', '--backend', 'reference']);
  const diagnosis = JSON.parse(json.stdout);
  expect(diagnosis).toMatchObject({ model: { facts: { isSeeded: true } }, places: { hubVariables: [] } });
  expect(diagnosis.model.passMs['1']).toBeGreaterThan(0);
  expect(diagnosis.bandwidthBytesPerSecond).toBeGreaterThan(1e8);
});

it('a model that is named has to be there', async () => {
  expect(await runCli(['doctor', 'org/none'])).toMatchObject({ code: 1, stdout: '' });
  expect(await runCli(['doctor', 'random', '--model', 'random'])).toMatchObject({ code: 2, stdout: '' });
});
