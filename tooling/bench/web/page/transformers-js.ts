import type { LoadRequest, WriteRequest, WrittenText } from './engine-calls.ts';
import { offerEngine } from './offer-engine.ts';
import type { TransformersModule } from './peer-types.ts';

type Model = Awaited<ReturnType<TransformersModule['AutoModelForCausalLM']['from_pretrained']>>;
type Decoder = Awaited<ReturnType<TransformersModule['AutoTokenizer']['from_pretrained']>>;

/** Offers transformers.js with the export that lies at `model/` beside the page; its runtime lies at `runtime/`. */
export function offerTransformers(transformers: TransformersModule): void {
  let parts: { readonly model: Model; readonly decoder: Decoder } | undefined;
  offerEngine({
    load: async (request) => {
      parts = await load(transformers, request);
      const { numThreads } = transformers.env.backends.onnx.wasm;
      const type = typeOf(request);
      return { name: `transformers.js ${type}`, threads: numThreads, description: transformers.env.version };
    },
    write: (request) => {
      if (parts === undefined) throw new Error('Load first.');
      return write(transformers, parts, request);
    },
  });
}

function typeOf({ precision }: LoadRequest): 'q8' | 'fp32' {
  return precision === 'int8' ? 'q8' : 'fp32';
}

async function load({ env, AutoModelForCausalLM, AutoTokenizer }: TransformersModule, request: LoadRequest) {
  const runtime = new URL('runtime/ort-wasm-simd-threaded.asyncify', location.href).href;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  // A whole address would count as a remote one, of which no file is thought to exist.
  env.localModelPath = new URL('./', location.href).pathname;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.backends.onnx.wasm.numThreads = request.threads;
  env.backends.onnx.wasm.wasmPaths = { mjs: `${runtime}.mjs`, wasm: `${runtime}.wasm` };
  const options = { device: 'wasm', dtype: typeOf(request), use_external_data_format: true };
  const model = await AutoModelForCausalLM.from_pretrained('model', options);
  return { model, decoder: await AutoTokenizer.from_pretrained('model') };
}

async function write(
  { Tensor }: TransformersModule,
  { model, decoder }: { readonly model: Model; readonly decoder: Decoder },
  { tokenIds, maxTokens }: WriteRequest,
): Promise<WrittenText> {
  const times: number[] = [];
  const written: number[] = [];
  let isPrompt = true;
  const streamer = {
    put: ([ids = []]: readonly (readonly bigint[])[]): void => {
      if (!isPrompt) {
        times.push(performance.now());
        written.push(...ids.map(Number));
      }
      isPrompt = false;
    },
    end: (): void => undefined,
  };
  const tensor = (values: readonly bigint[]): object =>
    new Tensor('int64', BigInt64Array.from(values), [1, values.length]);
  const start = performance.now();
  await model.generate({
    inputs: tensor(tokenIds.map(BigInt)),
    attention_mask: tensor(tokenIds.map(() => 1n)),
    max_new_tokens: maxTokens,
    do_sample: false,
    streamer,
  });
  const [first = Number.NaN] = times;
  return {
    newTokens: written.length,
    tokenIds: written,
    text: decoder.decode(written, { skip_special_tokens: true }),
    firstTokenMs: first - start,
    decodeMs: (times.at(-1) ?? Number.NaN) - first,
  };
}
