import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sharedFolder } from './shared-models.ts';
import { root, say } from './shared-report.ts';

const version = '3.22.1';
const folder = join(root, '.cache', 'peers');

/** One generation of a peer. */
export interface PeerRun {
  readonly prefillMs: number;
  /** Milliseconds of `newTokens` tokens after the first. */
  readonly decodeMs: number;
}

/** A peer with a model loaded. */
export interface Peer {
  readonly name: string;
  tokenize(text: string): number[];
  /** Feeds a prompt from an empty context and writes greedily. */
  run(promptTokens: readonly number[], newTokens: number): Promise<PeerRun>;
  dispose(): Promise<void>;
}

/** The parts of node-llama-cpp that are used here. */
interface LlamaModule {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<LlamaModel>; dispose(): Promise<void> }>;
  LlamaLogLevel: { error: string };
}
interface LlamaModel {
  tokenize(text: string): number[];
  createContext(options: object): Promise<{ getSequence(): LlamaSequence }>;
}
interface LlamaSequence {
  clearHistory(): Promise<void>;
  evaluate(tokens: readonly number[], options: object): AsyncGenerator<number>;
}

/** Installs node-llama-cpp beside the workspace, when a bench asks for it and never else. */
export function installLlama(): string {
  const entry = join(folder, 'node_modules', 'node-llama-cpp', 'dist', 'index.js');
  if (existsSync(entry)) return entry;
  say(`Installing node-llama-cpp ${version} (about 1 GB) for this bench …`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', `node-llama-cpp@${version}`], {
    cwd: folder,
    stdio: 'inherit',
  });
  return entry;
}

/** The GGUF that both engines run. */
export const ggufPath = join(sharedFolder, 'models', 'smollm2-135m-instruct', 'SmolLM2-135M-Instruct.Q4_1.gguf');

/** llama.cpp on the GGUF, through node-llama-cpp's token generator, the fastest way that it offers. */
export async function loadLlama({ threads = 2, contextSize = 2048 } = {}): Promise<Peer> {
  const { getLlama, LlamaLogLevel } = (await import(pathToFileURL(installLlama()).href)) as LlamaModule;
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: threads });
  const model = await llama.loadModel({ modelPath: ggufPath, gpuLayers: 0 });
  const context = await model.createContext({ contextSize, threads, batchSize: 512 });
  const sequence = context.getSequence();
  return {
    name: `llama.cpp (node-llama-cpp ${version})`,
    tokenize: (text) => model.tokenize(text),
    run: async (promptTokens, newTokens) => {
      await sequence.clearHistory();
      const start = performance.now();
      let first = 0;
      let written = 0;
      for await (const _ of sequence.evaluate(promptTokens, { temperature: 0 })) {
        if (written === 0) first = performance.now();
        written += 1;
        if (written > newTokens) break;
      }
      return { prefillMs: first - start, decodeMs: performance.now() - first };
    },
    dispose: () => llama.dispose(),
  };
}
