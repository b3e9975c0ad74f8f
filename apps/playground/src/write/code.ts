import type { RunSettings } from '../protocol/calls.ts';
import type { WriteSettings } from './settings.ts';

/** What is written with what. */
export interface CodeSurroundings {
  readonly prompt: string;
  readonly seed: number;
  /** `undefined`: the one that comes along. */
  readonly model?: string | undefined;
  /** WebGPU is left out: Node has none. */
  readonly run?: RunSettings;
}

/** The lines of TypeScript that write what the page writes with these settings. */
export function codeOf(settings: WriteSettings, { prompt, seed, model, run = {} }: CodeSurroundings): string {
  const { scheduler } = settings;
  const names = ['loadModel', ...(scheduler === 'custom' ? ['defineScheduler'] : [])];
  const makers = importedMakers(settings);
  return [
    `import { ${names.join(', ')} } from 'recyclegpt';`,
    ...(makers.length === 0 ? [] : [`import { ${makers.join(', ')} } from '@recyclegpt/schedulers';`]),
    '',
    ...(scheduler === 'custom' ? customLines(settings) : []),
    `const model = await loadModel(${loadArguments(model, run)});`,
    `const text = model.generate(${JSON.stringify(prompt)}, {`,
    ...optionLines(settings, seed),
    '});',
    'for await (const piece of text) process.stdout.write(piece);',
  ].join('\n');
}

function loadArguments(model: string | undefined, { precision, threads }: RunSettings): string {
  const options = [
    ...(precision === undefined ? [] : [`precision: '${precision}'`]),
    ...(threads === undefined ? [] : [`threads: ${threads}`]),
  ];
  const name = model === undefined ? undefined : JSON.stringify(model);
  if (options.length === 0) return name ?? '';
  return `${name ?? 'undefined'}, { ${options.join(', ')} }`;
}

function customLines({ source }: WriteSettings): readonly string[] {
  const body = source.split('\n').filter((line) => !line.startsWith('//'));
  return ["const mine = defineScheduler('mine', async (round) => {", ...body.map((line) => `  ${line}`), '});'];
}

const rules = { exact: undefined, maximal: 'maximal', typical: 'typicalAcceptance', trust: 'trustAll' } as const;

function importedMakers({ scheduler, draftLength, acceptance, source }: WriteSettings): readonly string[] {
  if (scheduler === 'custom') return /\bexact\b/.test(source) ? ['exact'] : [];
  if (scheduler === 'autoregressive' || (scheduler === 'alternating' && draftLength === undefined)) return [];
  const rule = scheduler === 'alternating' ? undefined : rules[acceptance];
  if (draftLength === undefined && rule === undefined) return [];
  return rule === undefined ? [scheduler] : [scheduler, rule];
}

function optionLines(settings: WriteSettings, seed: number): readonly string[] {
  const { maxTokens, temperature, topK, topP, minP, repetitionPenalty } = settings;
  const given = { maxTokens, temperature, seed, topK, topP, minP, repetitionPenalty };
  const pairs = Object.entries(given).filter(([, value]) => value !== undefined);
  return [
    `  scheduler: ${schedulerCode(settings)},`,
    `  ${pairs.map(([name, value]) => `${name}: ${value}`).join(', ')},`,
  ];
}

function schedulerCode({ scheduler, draftLength, acceptance }: WriteSettings): string {
  if (scheduler === 'custom') return 'mine';
  const options: string[] = [];
  if (draftLength !== undefined && scheduler === 'alternating') options.push(`stride: ${draftLength + 1}`);
  if (draftLength !== undefined && scheduler === 'verified') options.push(`length: ${draftLength}`);
  if (draftLength !== undefined && scheduler === 'adaptive') options.push(`maxLength: ${draftLength}`);
  const rule = rules[acceptance];
  if (rule !== undefined && (scheduler === 'verified' || scheduler === 'adaptive'))
    options.push(`acceptance: ${rule}${rule === 'typicalAcceptance' ? '()' : ''}`);
  return options.length === 0 ? `'${scheduler}'` : `${scheduler}({ ${options.join(', ')} })`;
}
