/** The parts of `@huggingface/transformers` that are used here. */
export interface TransformersModule {
  readonly env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    useBrowserCache: boolean;
    useWasmCache: boolean;
    readonly version: string;
    readonly backends: { readonly onnx: { readonly wasm: { numThreads: number; wasmPaths: object } } };
  };
  readonly AutoModelForCausalLM: {
    from_pretrained(name: string, options: object): Promise<{ generate(options: object): Promise<unknown> }>;
  };
  readonly AutoTokenizer: {
    from_pretrained(name: string): Promise<{ decode(ids: readonly number[], options: object): string }>;
  };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => object;
}

/** A piece of a text from wllama, as llama.cpp's server sends it. */
export interface WllamaChunk {
  readonly choices: readonly { readonly text?: string }[];
  readonly usage?: { readonly completion_tokens: number };
  readonly timings?: { readonly predicted_n: number; readonly predicted_ms: number; readonly prompt_ms: number };
}

/** The parts of `@wllama/wllama` that are used here. */
export interface WllamaModule {
  readonly Wllama: {
    new (
      paths: { readonly default: string },
      options: object,
    ): {
      loadModel(blobs: readonly Blob[], options: object): Promise<void>;
      getNumThreads(): number;
      createCompletion(options: object): Promise<AsyncIterable<WllamaChunk>>;
      setCompat(compat: null): void;
    };
    getLibllamaVersion(): string;
  };
}
