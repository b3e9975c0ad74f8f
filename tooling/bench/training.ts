// What a training step makes of the machine: matrix products a second as a share of the rate of a lone product.
import { nodeBackend } from '@recyclegpt/backend-node';
import type { TrainingTask } from '@recyclegpt/train';
import { benchOptions, finish, formatBar, formatSpread, machine, printTable, say, spreadOf } from './shared-report.ts';
import { productFlops } from './training/count-products.ts';
import { type GemmRate, gemmRate } from './training/gemm-rate.ts';
import { type OperatorTime, profileOperators } from './training/profile-operators.ts';
import { type RecordingBackend, recordingBackend } from './training/recording-backend.ts';
import { mediumBase, smolModule, type Workload } from './training/workloads.ts';

/** Share of the rate of a lone product that the project set itself. */
const bar = 0.6;
const warmUps = 2;

const { option, has } = benchOptions();
const [threads, repeats] = [option('threads', 2), option('repeats', 9)];

say(
  `Training steps beside Gemm(transB) of 2,048 rows × H × 4H with weights as inputs, in turns, ${repeats} times after ${warmUps} warm-ups, ${threads} threads.`,
);
say(
  'A step is all of it: making the batch, forward, backward, summing gradients, AdamW. Counted are the matrix products that its graph runs, 2 · m · n · k each, attention included; norms, softmax, AdamW and the rest count as nothing.',
);
say(JSON.stringify(machine()));

/** A task that is being trained, beside its lone product. */
interface Running {
  readonly workload: Workload;
  readonly backend: RecordingBackend;
  readonly task: TrainingTask;
  readonly steps: AsyncGenerator<{ readonly rows: number }>;
  readonly gemm: GemmRate;
  readonly samples: Sample[];
}

interface Sample {
  readonly stepMs: number;
  /** Of them in the session of the step. */
  readonly sessionMs: number;
  readonly rows: number;
  readonly gemmGflops: number;
}

async function start(workload: Workload): Promise<Running> {
  const backend = recordingBackend(await nodeBackend({ threads }));
  const task = await workload.create(backend);
  const gemm = await gemmRate(await nodeBackend({ threads }), workload.hidden);
  return { workload, backend, task, steps: task.run(), gemm, samples: [] };
}

async function sample({ steps, gemm, backend, samples }: Running, isWarmUp: boolean): Promise<void> {
  const before = await gemm.measure();
  const start = performance.now();
  const { value } = await steps.next();
  const stepMs = performance.now() - start;
  const after = await gemm.measure();
  const sessionMs = trainingSession(backend).runMs;
  if (isWarmUp) return;
  samples.push({ stepMs, sessionMs, rows: (value as { rows: number }).rows, gemmGflops: (before + after) / 2 });
}

/** The graph of forward and backward: the one that was loaded first. */
function trainingSession({ recorded }: RecordingBackend) {
  const [first] = recorded;
  if (first === undefined) throw new Error('No step has been taken yet.');
  return first;
}

function summary({ workload, samples, backend }: Running) {
  const flops = productFlops(trainingSession(backend).model.graph);
  const shares = samples.map(({ stepMs, gemmGflops }) => flops / stepMs / 1e6 / gemmGflops);
  const inSession = samples.map(({ sessionMs, gemmGflops }) => flops / sessionMs / 1e6 / gemmGflops);
  return {
    name: workload.name,
    about: workload.about,
    gigaFlopsOfStep: flops / 1e9,
    gemmGflops: spreadOf(samples.map(({ gemmGflops }) => gemmGflops)),
    stepMs: spreadOf(samples.map(({ stepMs }) => stepMs)),
    sessionMs: spreadOf(samples.map(({ sessionMs }) => sessionMs)),
    tokensPerSecond: spreadOf(samples.map(({ rows, stepMs }) => (1000 * rows) / stepMs)),
    share: spreadOf(shares),
    shareInSession: spreadOf(inSession),
    bar,
    isWithinBar: spreadOf(shares).median >= bar,
  };
}

const running = [await start(mediumBase), await start(smolModule)];
for (let repeat = 0; repeat < warmUps + repeats; repeat += 1)
  for (const each of running) await sample(each, repeat < warmUps);
const rows = running.map(summary);

for (const { name, about } of rows) say(`${name}: ${about}`);
printTable(
  ['', 'GFLOP a step', 'ms a step', 'tokens/s', 'Gemm GFLOP/s', 'share of it', 'bar', '', 'in its session'],
  rows.map((row) => [
    row.name,
    row.gigaFlopsOfStep.toFixed(0),
    formatSpread(row.stepMs, 0),
    formatSpread(row.tokensPerSecond, 0),
    formatSpread(row.gemmGflops, 0),
    formatSpread(row.share, 2),
    row.bar.toFixed(2),
    row.isWithinBar ? 'MET' : formatBar(false),
    formatSpread(row.shareInSession, 2),
  ]),
);

const profiles: { readonly name: string; readonly operators: readonly OperatorTime[] }[] = [];
if (has('profile'))
  for (const { workload, backend } of running) {
    const operators = await profileOperators(trainingSession(backend), { threads, byShape: has('shapes') });
    say(`\n${workload.name}: time by operator, of ${operators.reduce((sum, { ms }) => sum + ms, 0).toFixed(0)} ms`);
    printTable(
      ['operator', 'nodes', 'ms', '%'],
      operators
        .slice(0, has('shapes') ? 40 : 20)
        .map(({ operator, nodes, ms, share }) => [operator, String(nodes), ms.toFixed(1), (100 * share).toFixed(1)]),
    );
    profiles.push({ name: workload.name, operators });
  }

for (const { task } of running) task[Symbol.dispose]();
finish('training', { threads, repeats, bar, rows, ...(profiles.length === 0 ? {} : { profiles }) });
