// A fresh process of the bench `start`: loads an engine, writes one token, tells how long it took and what it weighs.
const [engine = '', preparedFolder = ''] = process.argv.slice(2);
const prompt = 'Gravity is a fundamental concept in physics that describes how bodies with mass attract each other.';

/** @returns {Promise<{ loadedBytes: number, weightsBytes: number }>} */
async function startOurs() {
  const { loadModel } = await import('recyclegpt');
  const isBare = engine === 'bare';
  const model = await loadModel(isBare ? undefined : 'smollm2', {
    threads: 2,
    preparedFolder,
    ...(isBare ? { env: {} } : { precision: /** @type {'f32'} */ (engine) }),
  });
  const loadedBytes = process.memoryUsage().rss;
  await model.generate(prompt, { maxTokens: 1, scheduler: 'autoregressive' }).result;
  return { loadedBytes, weightsBytes: model.facts.weightsBytes };
}

/** @returns {Promise<{ loadedBytes: number, weightsBytes: number }>} */
async function startLlama() {
  const { getLlama, LlamaLogLevel } = await import(process.env['LLAMA_ENTRY'] ?? '');
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: 2 });
  const modelPath = `${process.env['RECYCLEGPT_MODELS']}/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf`;
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  const context = await model.createContext({ contextSize: 2048, threads: 2 });
  const loadedBytes = process.memoryUsage().rss;
  for await (const _ of context.getSequence().evaluate(model.tokenize(prompt), { temperature: 0 })) break;
  return { loadedBytes, weightsBytes: 98_362_432 };
}

const start = performance.now();
const facts = engine === 'llama.cpp' ? await startLlama() : await startOurs();
console.log(JSON.stringify({ firstTokenMs: performance.now() - start, ...facts }));
process.exit(0);
