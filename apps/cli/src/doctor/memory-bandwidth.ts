import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Larger than the caches of most processors, and two of it a thread. */
const bufferBytes = 64 << 20;

/**
 * What each thread does, as text, because it has to run alike from sources and from a build: copies one large array over
 * another until its time is over, and tells how much it copied.
 */
const copying = `
const { parentPort, workerData } = require('node:worker_threads');
const [from, to] = [new Uint8Array(workerData.bufferBytes).fill(1), new Uint8Array(workerData.bufferBytes).fill(2)];
parentPort.once('message', () => {
  const startMs = performance.now();
  let copies = 0;
  for (; performance.now() - startMs < workerData.durationMs; copies++) to.set(from);
  parentPort.postMessage(copies * workerData.bufferBytes / (performance.now() - startMs));
});
parentPort.postMessage('ready');
`;

/**
 * Bytes that so many threads read and write in a second together, while they copy memory: the bound on passes that
 * stream weights. Takes a second and 128 MiB a thread.
 * @throws the signal's reason when aborted
 */
export async function measureBandwidth({
  threads,
  durationMs = 400,
  signal,
}: {
  readonly threads: number;
  readonly durationMs?: number;
  readonly signal?: AbortSignal | undefined;
}): Promise<number> {
  const workerData = { bufferBytes, durationMs };
  const workers = Array.from({ length: threads }, () => new Worker(copying, { eval: true, execArgv: [], workerData }));
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message', { signal })));
    const results = workers.map((worker) => once(worker, 'message', { signal }));
    for (const worker of workers) worker.postMessage('start');
    const copiedPerMs = (await Promise.all(results)).reduce((sum, [rate]) => sum + Number(rate), 0);
    return copiedPerMs * 2 * 1000;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
