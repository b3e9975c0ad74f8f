import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@recyclegpt/spec';
import type { RecordedSession } from './recording-backend.ts';

/** What nodes of one kind took of a run. */
export interface OperatorTime {
  readonly operator: string;
  readonly nodes: number;
  readonly ms: number;
  readonly share: number;
}

/** The parts of onnxruntime-node that a profile needs and the backend does not offer. */
interface ProfilingRuntime {
  readonly Tensor: new (dtype: string, data: Tensor['data'], shape: readonly number[]) => object;
  readonly InferenceSession: {
    create(graph: Uint8Array, options: object): Promise<ProfilingSession>;
  };
}
interface ProfilingSession {
  run(feeds: Readonly<Record<string, object>>, outputs: readonly string[]): Promise<unknown>;
  endProfiling(): void;
  release(): Promise<void>;
}

/** An event of a trace as ONNX Runtime writes it. */
interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: {
    readonly op_name?: string;
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

const warmUps = 1;
const runs = 3;

/** Runs a recorded graph under ONNX Runtime's profiler and sums its nodes by operator and shape of the result. */
export async function profileOperators(
  { model, feeds, outputs }: RecordedSession,
  { threads, byShape = false }: { readonly threads: number; readonly byShape?: boolean },
): Promise<readonly OperatorTime[]> {
  const fromBackend = createRequire(import.meta.resolve('@recyclegpt/backend-node'));
  const runtime = fromBackend('onnxruntime-node') as ProfilingRuntime;
  const folder = mkdtempSync(join(tmpdir(), 'recyclegpt-profile-'));
  try {
    const session = await runtime.InferenceSession.create(model.graph, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableMemPattern: false,
      logSeverityLevel: 4,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'trace'),
    });
    const tensors = Object.fromEntries(
      Object.entries(feeds).map(([name, { dtype, data, shape }]) => [name, new runtime.Tensor(dtype, data, shape)]),
    );
    for (let run = 0; run < warmUps + runs; run += 1) await session.run(tensors, outputs);
    session.endProfiling();
    await session.release();
    return summed(readTrace(folder), byShape);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readTrace(folder: string): readonly TraceEvent[] {
  const [file] = readdirSync(folder);
  if (file === undefined) throw new Error('ONNX Runtime wrote no trace.');
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly TraceEvent[];
}

/** Events of all runs but the first, whose memory is new. */
function summed(events: readonly TraceEvent[], byShape: boolean): readonly OperatorTime[] {
  const kernels = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
  const counted = kernels.slice((kernels.length / (warmUps + runs)) * warmUps);
  const totals = new Map<string, { nodes: number; ms: number }>();
  for (const { args, dur } of counted) {
    const operator = labelOf(args, byShape);
    const total = totals.get(operator) ?? { nodes: 0, ms: 0 };
    totals.set(operator, { nodes: total.nodes + 1 / runs, ms: total.ms + dur / 1000 / runs });
  }
  const all = [...totals.values()].reduce((sum, { ms }) => sum + ms, 0);
  return [...totals]
    .map(([operator, { nodes, ms }]) => ({ operator, nodes: Math.round(nodes), ms, share: ms / all }))
    .sort((a, b) => b.ms - a.ms);
}

function labelOf(args: TraceEvent['args'], byShape: boolean): string {
  const operator = args?.op_name ?? 'unknown';
  const shape = Object.values(args?.output_type_shape?.[0] ?? {})[0];
  return byShape && shape !== undefined ? `${operator} → ${shape.join(' × ')}` : operator;
}
