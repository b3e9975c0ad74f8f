import { openEnginePage } from './engine-page.ts';
import type { PassesRequest, PassTimes } from './page/engine-calls.ts';
import type { BenchPrecision, Stage } from './run-engines.ts';

/** What passes of the base cost on a device. */
export interface PassRow extends PassTimes {
  readonly precision: string;
}

export interface TimePassesOptions {
  readonly precisions: readonly BenchPrecision[];
  readonly threads: number;
  /** On WebAssembly; once on WebGPU, whose software adapter takes seconds a pass. */
  readonly repeats: number;
}

/** Rows of the passes that are timed. */
export const passWidths = [1, 2, 4, 8] as const;
const past = 100;

/** T(M) of SmolLM2 on WebAssembly in all precisions, and on WebGPU in the one that a software adapter is quickest at. */
export async function timePasses(
  stage: Stage,
  { precisions, threads, repeats }: TimePassesOptions,
): Promise<readonly PassRow[]> {
  const requests: readonly PassesRequest[] = [
    ...precisions.map(
      (precision) => ({ device: 'wasm', precision, threads, repeats, past, widths: passWidths }) as const,
    ),
    { device: 'webgpu', precision: 'f32', threads: 1, repeats: 1, past: 1, widths: passWidths },
  ];
  const rows: PassRow[] = [];
  for (const request of requests) {
    const name = `passes-${request.device}-${request.precision}`;
    const page = await openEnginePage({ ...stage, name, script: 'passes', place: 'worker' });
    rows.push({ precision: request.precision, ...(await page.call('passes', request)) });
    await page.close();
  }
  return rows;
}
