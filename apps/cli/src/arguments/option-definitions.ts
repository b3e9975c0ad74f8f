/** How the text after an option is read. */
export interface OptionDefinition {
  /**
   * `texts` may be given several times; `flag` takes no value, `optional-text` may do without one; `list` and `choices`
   * take several, parted by commas.
   */
  readonly kind:
    | 'text'
    | 'texts'
    | 'optional-text'
    | 'list'
    | 'flag'
    | 'number'
    | 'count'
    | 'choice'
    | 'choices'
    | 'bias';
  /** What it is called on the command line, where another definition has that name for other commands. */
  readonly spelling?: string;
  /** What stands for the value in help. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly about: string;
}

const precisions = ['f32', 'int8', 'int4', 'int4-fast'] as const;

/** Every option of every command, with the one spelling that it has everywhere. */
export const optionDefinitions = {
  model: {
    kind: 'text',
    value: 'NAME',
    about:
      'smollm2, a path, or organisation/name (default: smollm2 if it is here, else the storyteller of the package)',
  },
  recycle: { kind: 'text', value: 'auto|none|FILE', about: 'recycle module to draft with (default: auto)' },
  prompt: { kind: 'text', value: 'TEXT', about: 'the prompt' },
  prompts: { kind: 'text', value: 'FILE.jsonl', about: 'many prompts: one JSON object a line with the field "prompt"' },
  raw: { kind: 'flag', about: 'plain text: no chat template around it' },
  system: { kind: 'text', value: 'TEXT', about: 'system message of the conversation' },
  'max-tokens': { kind: 'count', value: 'N', about: 'most tokens to write' },
  temperature: { kind: 'number', value: 'T', about: '0 always takes the likeliest token (default: 0)' },
  seed: { kind: 'number', value: 'N', about: 'same seed, same text (default: 0)' },
  'top-k': { kind: 'count', value: 'N', about: 'keep the N likeliest tokens' },
  'top-p': { kind: 'number', value: 'P', about: 'keep the likeliest tokens that make up the share P' },
  'min-p': { kind: 'number', value: 'P', about: 'keep tokens at least P times as likely as the likeliest' },
  'typical-p': { kind: 'number', value: 'P', about: 'locally typical sampling' },
  'repetition-penalty': { kind: 'number', value: 'X', about: 'divides the odds of tokens seen (1: off)' },
  'presence-penalty': { kind: 'number', value: 'X', about: 'taken once from tokens that occur in the output' },
  'frequency-penalty': { kind: 'number', value: 'X', about: 'taken for each time a token occurs in the output' },
  'logit-bias': { kind: 'bias', value: 'ID=X,…', about: 'added to the logits of these tokens; -inf forbids one' },
  stop: { kind: 'texts', value: 'TEXT', about: 'ends the output where it appears (may be given several times)' },
  scheduler: {
    kind: 'text',
    value: 'NAME|FILE',
    about:
      'adaptive (default), verified, autoregressive (plain decoding), alternating (lossy; needs a recycle module), or a file such as ./mine.mjs',
  },
  'draft-length': {
    kind: 'count',
    value: 'N',
    about: 'tokens a draft: exactly for verified, at most for adaptive',
  },
  precision: {
    kind: 'choice',
    value: 'P',
    choices: precisions,
    about: 'f32, int8, int4 or int4-fast (default: what suits the file)',
  },
  precisions: {
    kind: 'choices',
    spelling: 'precision',
    value: 'P,…',
    choices: precisions,
    about: 'f32, int8, int4, int4-fast: each is measured on its own (default: what suits the file)',
  },
  backend: {
    kind: 'choice',
    value: 'NAME',
    choices: ['auto', 'node', 'wasm', 'reference'],
    about: 'auto (default): node, or wasm where node has no binary; reference: plain TypeScript, exact and slow',
  },
  threads: { kind: 'count', value: 'N', about: 'processor threads of a pass' },
  offline: { kind: 'flag', about: 'make no request; only pull ever makes any' },
  json: { kind: 'flag', about: 'machine-readable: JSON on standard output and nothing else there' },
  'json-file': {
    kind: 'optional-text',
    spelling: 'json',
    value: '[FILE]',
    about: 'the results as JSON in FILE; without one on standard output, and nothing else there',
  },
  schedulers: {
    kind: 'list',
    value: 'A,B,…',
    about:
      'what to measure, the first being what the others are compared with: names, files such as ./mine.mjs, and verified:3 or adaptive:8 for a draft length',
  },
  drafters: {
    kind: 'list',
    value: 'A,B,…',
    about: 'who drafts, in this order: lookup, recycle, successors, or none (default: all that the model has)',
  },
  repeats: { kind: 'count', value: 'N', about: 'times that each prompt is measured with each scheduler (default: 3)' },
  'warm-up': {
    kind: 'number',
    value: 'N',
    about: 'runs of each scheduler that are thrown away first; 0 for none (default: 1)',
  },
  limit: { kind: 'count', value: 'N', about: 'measure only N of the prompts, evenly from the whole file' },
  svg: { kind: 'text', value: 'FILE', about: 'a chart: speed-ups, costs of passes, tokens kept by position' },
  save: { kind: 'text', value: 'FILE', about: 'the results with every single run, as JSON' },
  out: { kind: 'text', value: 'FILE', about: 'where the image goes' },
  metrics: {
    kind: 'list',
    value: 'A,B,…',
    about: 'what to draw, by its name in the log (default: loss, validation.loss)',
  },
  smooth: { kind: 'count', value: 'N', about: 'draw a running mean in which a value counts half after N more' },
  'log-scale': { kind: 'flag', about: 'a logarithmic scale of values' },
  base: { kind: 'text', value: 'NAME', about: 'the model to train a recycle module for: a name or a path' },
  'out-folder': { kind: 'text', spelling: 'out', value: 'FOLDER', about: 'where everything that the run makes goes' },
  data: {
    kind: 'texts',
    value: 'FILE…',
    about: 'texts: .txt, or .jsonl with the field "text" in each line (several may follow)',
  },
  size: {
    kind: 'choice',
    value: 'SIZE',
    choices: ['tiny', 'small', 'medium', 'paper'],
    about: 'tiny (0.6 million parameters), small (1.6), medium (5.5), or paper: medium with the paper’s module',
  },
  config: { kind: 'text', value: 'FILE.json', about: 'the shape of the base as a config.json, instead of --size' },
  tokenizer: {
    kind: 'text',
    value: 'FILE',
    about: 'a tokenizer.json to use (default: one is trained on the texts)',
  },
  vocab: { kind: 'count', value: 'N', about: 'tokens of the tokenizer that is trained (default: 4096)' },
  'module-layers': { kind: 'count', value: 'N', about: 'layers of the module that is trained with the base' },
  'no-module': { kind: 'flag', about: 'train the base alone' },
  epochs: {
    kind: 'number',
    value: 'X',
    about: 'times that the data is seen, such as 2 or 0.5 (default: 10 for a base, 6 for a module)',
  },
  hours: { kind: 'number', value: 'H', about: 'how long it may take in all, instead of --epochs' },
  batch: { kind: 'count', value: 'N', about: 'sequences of a training step (default: 16 for a base, 6 for a module)' },
  seq: { kind: 'count', value: 'N', about: 'rows of a sequence (default: 256 for a base, 320 for a module)' },
  'learning-rate': {
    kind: 'number',
    value: 'X',
    about: 'the highest learning rate (default: 0.002 for a base, 0.001 for a module)',
  },
  steps: {
    kind: 'count',
    value: 'N',
    about: 'drafted tokens that a module is trained for (default: 3; with its base 2, with --size paper 1)',
  },
  'training-seed': { kind: 'number', spelling: 'seed', value: 'N', about: 'same seed, same run (default: 1)' },
  'validate-every': {
    kind: 'count',
    value: 'N',
    about: 'steps between looks at held-out text (default: a twentieth of the run)',
  },
  'max-steps': { kind: 'count', value: 'N', about: 'stop after this many steps in all, to go on later' },
  format: {
    kind: 'choice',
    value: 'F',
    choices: ['int8', 'f16', 'f32'],
    about: 'numbers in the files that are made (default: f16 for a base, int8 for a module)',
  },
  yes: { kind: 'flag', about: 'begin without asking' },
  answers: {
    kind: 'text',
    value: 'FILE.jsonl',
    about: 'texts that the base has written already: {"tokenIds": […], "promptTokens": N} in each line',
  },
  'module-depth': { kind: 'count', spelling: 'layers', value: 'N', about: 'layers of the module (default: 1)' },
  taps: {
    kind: 'list',
    value: 'A,B,…',
    about: 'layers of the base that the module reads, from 0 (default: four, evenly up to the last)',
  },
  'draft-vocab': { kind: 'count', value: 'N', about: 'tokens that the module can draft (default: 8192)' },
  loss: {
    kind: 'choice',
    value: 'L',
    choices: ['ce', 'lk'],
    about: 'ce: cross-entropy (default); lk: acceptance itself',
  },
  'cache-bytes': {
    kind: 'text',
    value: 'SIZE',
    about: 'most room for what the base computed, as in 20GB (default: 20GB)',
  },
  questions: {
    kind: 'text',
    value: 'FILE.jsonl',
    about: 'questions over passages: {"passage": "…", "question": "…", "answers": ["…"]} in each line',
  },
  judge: {
    kind: 'text',
    value: 'NAME',
    about: 'another model that reads what was written: its bits per byte are told',
  },
  'evaluated-schedulers': {
    kind: 'list',
    spelling: 'schedulers',
    value: 'A,B,…',
    about:
      'who writes, compared with autoregressive: names or files, and verified:3, adaptive:8 or alternating:2 for a draft length or stride',
  },
  'evaluated-texts': {
    kind: 'count',
    spelling: 'limit',
    value: 'N',
    about: 'look at N texts, prompts or questions of each file, from its beginning (default: 200)',
  },
  'simulated-length': {
    kind: 'count',
    spelling: 'draft-length',
    value: 'N',
    about: 'tokens of a simulated draft (default: 4)',
  },
  'show-rounds': { kind: 'flag', about: 'mark the words that were drafted and kept, and end with a summary' },
  count: {
    kind: 'count',
    value: 'N',
    about: 'write N texts, those of the seeds from --seed on; the prompt is computed once (default: 1)',
  },
  compare: { kind: 'flag', about: 'measure against plain decoding on the same prompt (implies --show-rounds)' },
  port: {
    kind: 'number',
    value: 'N',
    about: 'port of the address, 0 for one that is free (default: 7867, or a free one if that is taken)',
  },
  open: { kind: 'flag', about: 'open the page in the browser' },
  'site-folder': {
    kind: 'text',
    spelling: 'out',
    value: 'FOLDER',
    about: 'write the page with runtime and model into a new folder, and serve nothing',
  },
  tensors: { kind: 'flag', about: 'list every tensor' },
  verbose: { kind: 'flag', about: 'say more on standard error; errors with their stack' },
  help: { kind: 'flag', about: 'this help' },
  version: { kind: 'flag', about: 'the version' },
} as const satisfies Readonly<Record<string, OptionDefinition>>;

export type OptionName = keyof typeof optionDefinitions;

interface ValueByKind {
  readonly text: string;
  readonly texts: readonly string[];
  readonly list: readonly string[];
  /** `true` where only the name was given. */
  readonly 'optional-text': string | true;
  readonly flag: boolean;
  readonly number: number;
  readonly count: number;
  readonly bias: Readonly<Record<number, number>>;
}

type ValueOf<D> = D extends { readonly kind: infer K; readonly choices: readonly (infer C)[] }
  ? K extends 'choices'
    ? readonly C[]
    : C
  : D extends { readonly kind: infer K extends keyof ValueByKind }
    ? ValueByKind[K]
    : never;

/** Options as they were given, checked as far as one alone can be. */
export type OptionValues = { readonly [N in OptionName]?: ValueOf<(typeof optionDefinitions)[N]> };

/** What an option is called on the command line. */
export function spellingOf(name: OptionName): string {
  const { spelling = name }: OptionDefinition = optionDefinitions[name];
  return spelling;
}

/** Options that choose a model and how it runs. */
export const modelOptions = [
  'model',
  'recycle',
  'precision',
  'backend',
  'threads',
  'offline',
] as const satisfies readonly OptionName[];

/** Options that say how tokens are drawn. */
export const samplingOptions = [
  'temperature',
  'seed',
  'top-k',
  'top-p',
  'min-p',
  'typical-p',
  'repetition-penalty',
  'presence-penalty',
  'frequency-penalty',
  'logit-bias',
  'stop',
] as const satisfies readonly OptionName[];

/** Options that say who drafts and when. */
export const schedulingOptions = ['scheduler', 'draft-length'] as const satisfies readonly OptionName[];

/** Options of every command. */
export const commonOptions = ['verbose', 'help'] as const satisfies readonly OptionName[];
