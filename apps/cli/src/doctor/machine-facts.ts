import { availableParallelism, freemem, loadavg } from 'node:os';
import { describeMachine, describeVersions, type Machine } from '../benchmark/bench-report.ts';

/** The computer as programs find it now. */
export interface MachineFacts extends Machine {
  /** Cores that this process may use; fewer than `cores` in containers that limit them. */
  readonly usableCores: number;
  readonly freeMemoryBytes: number;
  /** Programs that wanted to run in the last minute, on average, per usable core; `undefined` where nobody counts. */
  readonly loadPerCore: number | undefined;
  readonly versions: Awaited<ReturnType<typeof describeVersions>>;
}

/** Asks the system. */
export async function machineFacts(): Promise<MachineFacts> {
  const usableCores = availableParallelism();
  const [lastMinute = 0] = loadavg();
  return {
    ...describeMachine(),
    usableCores,
    freeMemoryBytes: freemem(),
    loadPerCore: process.platform === 'win32' ? undefined : lastMinute / usableCores,
    versions: await describeVersions(),
  };
}
