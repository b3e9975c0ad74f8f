import type { EngineAnswer, EngineCall, PageEngine } from './engine-calls.ts';

/** Makes an engine callable: from the page that started this worker, or, in a page itself, as `globalThis.call`. */
export function offerEngine(engine: PageEngine): void {
  const call = async ({ id, method, request }: EngineCall): Promise<EngineAnswer> => {
    try {
      const work = engine[method] as ((request: unknown) => Promise<unknown>) | undefined;
      if (work === undefined) throw new Error(`This engine has no ${method}.`);
      return { id, result: await work.call(engine, request) };
    } catch (error) {
      return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  if (typeof document === 'undefined') {
    addEventListener(
      'message',
      ({ data }: MessageEvent<EngineCall>) => void call(data).then((answer) => postMessage(answer)),
    );
  } else {
    Object.assign(globalThis, { call });
  }
}
