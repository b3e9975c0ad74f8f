import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { say } from '../shared-report.ts';
import type { PageScript } from './bundle-engines.ts';
import { type EnginePage, openEnginePage } from './engine-page.ts';
import type { EngineRun, EngineRuns, Role } from './figures.ts';
import type { LoadRequest, WriteRequest } from './page/engine-calls.ts';
import { type RendererMemory, watchRenderers } from './renderer-memory.ts';
import type { EngineServer } from './serve-engines.ts';

/** Precisions of ours, and types of transformers.js's export. */
export type BenchPrecision = LoadRequest['precision'];

/** Where the engines run. */
export interface Stage {
  readonly browser: Browser;
  readonly server: EngineServer;
}

export interface RunOptions {
  readonly precisions: readonly BenchPrecision[];
  readonly threads: number;
  readonly repeats: number;
  readonly maxTokens: number;
  readonly prompts: readonly Pick<WriteRequest, 'tokenIds' | 'text'>[];
}

/** A loaded page, and the ways in which it takes part. */
interface Contestant {
  readonly name: string;
  readonly role: Role;
  readonly precision: BenchPrecision;
  readonly scheduler: WriteRequest['scheduler'];
  readonly page: EnginePage;
  readonly address: string;
  readonly process: number | undefined;
  readonly runs: EngineRun[];
}

/** Threads that ended their work spin for a moment. */
const settleMs = 300;
const warmUpTokens = 8;

/**
 * Loads all engines, each in a page of its own, and lets them write each prompt in turns. Plain and adaptive decoding of
 * ours share a page, so both have the module loaded.
 */
export async function runEngines(stage: Stage, options: RunOptions): Promise<readonly EngineRuns[]> {
  await using memory = await watchRenderers(stage.browser);
  const contestants: Contestant[] = [];
  for (const precision of options.precisions)
    contestants.push(...(await enter({ ...stage, memory }, 'ours', { ...options, precision })));
  contestants.push(...(await enter({ ...stage, memory }, 'wllama', { ...options, precision: 'int8' })));
  for (const precision of options.precisions)
    contestants.push(...(await enter({ ...stage, memory }, 'transformers-js', { ...options, precision })));
  await takeTurns(contestants, options);
  return contestants.map(({ name, role, precision, runs, process, address }) => {
    const { runtime, model } = stage.server.downloadsOf(address);
    return { name, role, precision, runs, peakBytes: memory.peakOf(process), runtimeBytes: runtime, modelBytes: model };
  });
}

/** Opens a page and loads its engine. */
async function enter(
  { browser, server, memory }: Stage & { readonly memory: RendererMemory },
  script: Exclude<PageScript, 'passes'>,
  { threads, precision }: LoadRequest,
): Promise<readonly Contestant[]> {
  const address = `${script}-${precision}`;
  const place = script === 'wllama' ? 'page' : 'worker';
  const page = await openEnginePage({ browser, server, name: address, script, place });
  const { result, process } = await memory.growing(() => page.call('load', { threads, precision }));
  if (result.threads !== threads) throw new Error(`${result.name} runs ${result.threads} threads, not ${threads}.`);
  say(`  ${result.name}: ${result.description}, ${result.threads} threads`);
  const ours = [
    { role: 'plain', scheduler: 'autoregressive', name: `${result.name}, plain` },
    { role: 'adaptive', scheduler: 'adaptive', name: `${result.name}, adaptive` },
  ] as const;
  const peer = [{ role: 'peer', scheduler: 'autoregressive', name: result.name }] as const;
  return (script === 'ours' ? ours : peer).map((each) => ({ ...each, precision, page, address, process, runs: [] }));
}

async function takeTurns(
  contestants: readonly Contestant[],
  { prompts, repeats, maxTokens }: RunOptions,
): Promise<void> {
  const [first] = prompts;
  if (first === undefined) throw new Error('There are no prompts.');
  for (const { page, scheduler } of contestants)
    await page.call('write', { ...first, maxTokens: warmUpTokens, scheduler });
  let turn = 0;
  for (const [prompt, written] of prompts.entries()) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const leader = turn % contestants.length;
      turn += 1;
      for (const { name, page, scheduler, runs } of [...contestants.slice(leader), ...contestants.slice(0, leader)]) {
        await setTimeout(settleMs);
        const text = await page.call('write', { ...written, maxTokens, scheduler });
        runs.push({ prompt, repeat, text });
        say(`    ${name}: ${text.newTokens} tokens, ${((text.firstTokenMs + text.decodeMs) / 1000).toFixed(1)} s`);
      }
      say(`  prompt ${prompt + 1} of ${prompts.length}, turn ${repeat + 1} of ${repeats}`);
    }
  }
}
