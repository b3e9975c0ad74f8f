import type { WriteRequest, WrittenText } from './engine-calls.ts';
import { offerEngine } from './offer-engine.ts';
import type { WllamaModule } from './peer-types.ts';

type Engine = InstanceType<WllamaModule['Wllama']>;

/** Rows of its context: prompts of the bench and their answers. */
const contextRows = 2048;

/** Offers wllama with the GGUF file that lies at `model/` beside the page; its runtime lies at `runtime/`. */
export function offerWllama({ Wllama }: WllamaModule): void {
  let engine: Engine | undefined;
  offerEngine({
    load: async ({ threads }) => {
      engine = new Wllama(
        { default: new URL('runtime/wllama.wasm', location.href).href },
        { suppressNativeLog: true, allowOffline: true },
      );
      // Files for browsers without the newest WebAssembly would come from elsewhere.
      engine.setCompat(null);
      const blob = await (await fetch('model/model.gguf')).blob();
      const sizes = { n_ctx: contextRows, n_batch: 512, n_parallel: 1, n_threads: threads };
      await engine.loadModel([blob], { ...sizes, n_gpu_layers: 0 });
      const description = `llama.cpp ${Wllama.getLibllamaVersion()}`;
      return { name: 'wllama Q4_1', threads: engine.getNumThreads(), description };
    },
    write: (request) => {
      if (engine === undefined) throw new Error('Load first.');
      return write(engine, request);
    },
  });
}

async function write(engine: Engine, { text: prompt, maxTokens }: WriteRequest): Promise<WrittenText> {
  const start = performance.now();
  let first: number | undefined;
  let last = start;
  let text = '';
  let newTokens = 0;
  let counted: number | undefined;
  const options = { max_tokens: maxTokens, temperature: 0, cache_prompt: false, timings_per_token: true };
  for await (const chunk of await engine.createCompletion({ ...options, prompt, stream: true })) {
    const piece = chunk.choices[0]?.text ?? '';
    counted = chunk.timings?.predicted_n ?? chunk.usage?.completion_tokens ?? counted;
    if (piece === '') continue;
    last = performance.now();
    first ??= last;
    newTokens += 1;
    text += piece;
  }
  return {
    newTokens: counted ?? newTokens,
    tokenIds: [],
    text,
    firstTokenMs: (first ?? Number.NaN) - start,
    decodeMs: last - (first ?? Number.NaN),
  };
}
