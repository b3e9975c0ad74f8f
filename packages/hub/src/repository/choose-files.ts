import { ConfigError, DownloadError } from '@recyclegpt/spec';
import { isPickleName, pickleReason } from './pickle-reason.ts';
import { quantisationOf, rankOf, reasonFor, stemOf } from './quantisation.ts';
import type { RepositoryFile } from './repository-file.ts';

/** Which files of a repository make up what was asked for. */
export interface FileChoice {
  readonly format: 'gguf' | 'safetensors' | 'llama2c' | 'recycle';
  readonly files: readonly RepositoryFile[];
  /** Why these, for people. */
  readonly reason: string;
  /** What else the repository has that could have been meant, with the reason against each. */
  readonly passedOver: readonly { readonly path: string; readonly reason: string }[];
  /** Recycle modules that lie beside the model; which of them fits is told by their headers. */
  readonly modules: readonly RepositoryFile[];
}

/** What is read beside the weights of a safetensors model. */
const companions: readonly string[] = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'vocab.json',
  'merges.txt',
  'tokenizer.model',
  'model.safetensors.index.json',
];
const moduleFile = /(?:^|[./])recycle\.safetensors$/i;
const splitFile = /-(\d{5})-of-(\d{5})\.[a-z]+$/i;
/** Files that are .gguf and no language model: projectors of images, statistics, vocabularies. */
const otherGguf = /(?:^|\/)(?:mmproj|ggml-vocab)|imatrix|-mtp-|(?:^|[-._])(?:lora|adapter)[-._]/i;

type PassedOver = FileChoice['passedOver'][number];

/** Whether a path is that of a recycle module. */
function isModulePath(path: string): boolean {
  return moduleFile.test(path);
}

/**
 * Chooses what to fetch: the file that was named (or the one of that quantisation), else safetensors with all that lies
 * beside them, else the .gguf that suits best, else a recycle module.
 * @throws ConfigError if what was named is no model, or if several models could be meant; DownloadError if there is none.
 */
export function chooseFiles(files: readonly RepositoryFile[], label: string, wanted: string | undefined): FileChoice {
  if (wanted !== undefined) return chooseNamed(files, label, wanted);
  const modules = files.filter(({ path }) => isModulePath(path));
  const model = chooseSafetensors(files, label) ?? chooseGguf(files, label);
  if (model !== undefined) return { ...model, modules };
  const module = chooseModule(modules, label);
  if (module === undefined) throw noModelError(files, label);
  return module;
}

function chooseNamed(files: readonly RepositoryFile[], label: string, wanted: string): FileChoice {
  if (isPickleName(wanted)) throw pickleError(label, [wanted]);
  const file = files.find(({ path }) => path === wanted) ?? ofQuantisation(files, label, wanted);
  if (file === undefined) throw noFileError(files, label, wanted);
  const format = formatOf(file.path);
  if (format === undefined) throw fileAloneError(label);
  const split = splitFile.exec(file.path);
  if (split !== null) throw splitError(label, file.path);
  const besides = format === 'llama2c' ? files.filter(({ path }) => /^tok[^/]*\.bin$/i.test(path)) : [];
  const reason = file.path === wanted ? 'it was named' : `it is the one in ${quantisationOf(file.path)}`;
  return { format, files: [file, ...besides.filter((each) => each !== file)], reason, passedOver: [], modules: [] };
}

/** What a file alone is; `undefined` if it is nothing alone. */
function formatOf(path: string): FileChoice['format'] | undefined {
  if (/\.gguf$/i.test(path)) return 'gguf';
  if (isModulePath(path)) return 'recycle';
  return /\.bin$/i.test(path) && !isPickleName(path) ? 'llama2c' : undefined;
}

function ofQuantisation(files: readonly RepositoryFile[], label: string, wanted: string): RepositoryFile | undefined {
  if (wanted.includes('/')) return undefined;
  const fitting = files.filter(
    ({ path }) => /\.gguf$/i.test(path) && !otherGguf.test(path) && quantisationOf(path) === wanted.toUpperCase(),
  );
  if (fitting.length > 1) throw severalError(label, fitting);
  return fitting[0];
}

function chooseSafetensors(files: readonly RepositoryFile[], label: string): Omit<FileChoice, 'modules'> | undefined {
  const has = (name: string): boolean => files.some(({ path }) => path === name);
  const weights = files.filter(({ path }) => /^[^/]+\.safetensors$/.test(path) && !isModulePath(path));
  if (weights.length === 0 || !has('config.json') || !has('tokenizer.json')) return undefined;
  const own = weights.filter(({ path }) => /^model(?:-\d+-of-\d+)?\.safetensors$/.test(path));
  const chosen = withoutCopies(own.length > 0 ? own : weights);
  checkShards(chosen, label);
  const others = files.filter(({ path }) => companions.includes(path));
  const passedOver = files.flatMap(({ path }): readonly PassedOver[] => {
    if (isPickleName(path)) return [{ path, reason: 'a pickle' }];
    if (/\.gguf$/i.test(path)) return [{ path, reason: 'the same weights in safetensors are there' }];
    return weights.some((file) => file.path === path) && !chosen.some((file) => file.path === path)
      ? [{ path, reason: 'not part of the model' }]
      : [];
  });
  const parts = chosen.length === 1 ? 'safetensors' : `safetensors in ${chosen.length} parts`;
  const reason = `${parts}, with config and tokenizer`;
  return { format: 'safetensors', files: [...others, ...chosen], reason, passedOver };
}

/** A repository may hold `model.safetensors` and the same in parts: the one file is enough. */
function withoutCopies(weights: readonly RepositoryFile[]): readonly RepositoryFile[] {
  const single = weights.filter(({ path }) => path === 'model.safetensors');
  return single.length > 0 ? single : weights;
}

function checkShards(weights: readonly RepositoryFile[], label: string): void {
  const [first] = weights;
  const total = Number(splitFile.exec(first?.path ?? '')?.[2] ?? Number.NaN);
  if (Number.isNaN(total) || total === weights.length) return;
  throw new DownloadError({
    what: 'The repository does not hold all parts of its model',
    where: label,
    got: `${weights.length} of ${total}: ${shortList(weights)}`,
    next: 'Its upload may not have ended: try again later, or another revision.',
  });
}

function chooseGguf(files: readonly RepositoryFile[], label: string): Omit<FileChoice, 'modules'> | undefined {
  const all = files.filter(({ path }) => /\.gguf$/i.test(path));
  const reasonAgainst = ({ path }: RepositoryFile): string | undefined => {
    if (otherGguf.test(path)) return 'no language model';
    if (splitFile.test(path)) return 'in parts, which are not read';
    return rankOf(quantisationOf(path)) === undefined ? `${quantisationOf(path)} is not read` : undefined;
  };
  const readable = all.filter((file) => reasonAgainst(file) === undefined);
  const [best, ...rest] = [...readable].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  if (best === undefined) {
    if (all.length > 0)
      throw unreadableError(
        label,
        all.map((file) => `${file.path} (${reasonAgainst(file)})`),
      );
    return undefined;
  }
  if (new Set(readable.map(({ path }) => stemOf(path))).size > 1) throw severalError(label, readable);
  const passedOver = [
    ...rest.map(({ path }) => ({ path, reason: `${quantisationOf(best.path) ?? 'the chosen one'} suits better` })),
    ...all.flatMap((file) => {
      const reason = reasonAgainst(file);
      return reason === undefined ? [] : [{ path: file.path, reason }];
    }),
  ];
  return { format: 'gguf', files: [best], reason: reasonFor(quantisationOf(best.path)), passedOver };
}

function rank({ path }: RepositoryFile): number {
  return rankOf(quantisationOf(path)) ?? Number.POSITIVE_INFINITY;
}

function chooseModule(modules: readonly RepositoryFile[], label: string): FileChoice | undefined {
  const [module, ...others] = modules;
  if (module === undefined) return undefined;
  if (others.length > 0) throw severalError(label, modules);
  const reason = 'a recycle module; the repository holds no model';
  return { format: 'recycle', files: [module], reason, passedOver: [], modules: [] };
}

function shortList(files: readonly RepositoryFile[]): string {
  const names = files.slice(0, 12).map(({ path }) => path);
  return names.join(', ') + (files.length > 12 ? `, and ${files.length - 12} more` : '');
}

function withFile(label: string, path: string): string {
  return `${label.replace(/@main$/, '')}:${path}`;
}

function severalError(label: string, files: readonly RepositoryFile[]): ConfigError {
  return new ConfigError({
    what: 'The repository holds several models',
    where: label,
    got: shortList(files),
    expected: 'the name of one of them',
    next: `Write it after a colon: ${withFile(label, files[0]?.path ?? 'FILE')}`,
  });
}

function pickleError(label: string, paths: readonly string[]): ConfigError {
  return new ConfigError({
    what: pickleReason,
    where: label,
    got: paths.slice(0, 4).join(', '),
    expected: '.safetensors with config.json, or a .gguf: data and nothing else',
    next: 'Look for the same model in one of these formats; many have a branch refs/pr/N with safetensors (organisation/name@refs/pr/1).',
  });
}

function splitError(label: string, path: string): ConfigError {
  return new ConfigError({
    what: 'This is one part of a .gguf in several, which is not read',
    where: label,
    got: path,
    next: 'Take a smaller quantisation, which comes in one file, or join the parts with `llama-gguf-split --merge`.',
  });
}

function fileAloneError(label: string): ConfigError {
  return new ConfigError({
    what: 'This file alone is no model',
    where: label,
    expected: 'a .gguf, a .bin of llama2.c, or a recycle module',
    next: 'Leave the file out to fetch the whole repository, as safetensors models need.',
  });
}

function noFileError(files: readonly RepositoryFile[], label: string, wanted: string): DownloadError {
  const models = files.filter(({ path }) => formatOf(path) !== undefined);
  return new DownloadError({
    what: 'The repository holds no such file',
    where: label,
    got: wanted,
    expected: models.length === 0 ? undefined : `one of: ${shortList(models)}`,
    next: 'Write a file or a quantisation after the colon, as in organisation/name:Q4_0.',
  });
}

function unreadableError(label: string, reasons: readonly string[]): DownloadError {
  return new DownloadError({
    what: 'The repository holds no .gguf that can be read',
    where: label,
    got: reasons.slice(0, 6).join(', '),
    expected: 'Q4_0, Q4_1, Q8_0, Q4_K to Q6_K, Q5_0, Q5_1, BF16, F16 or F32, in one file',
    next: 'Look for another repository of the same model with "GGUF" in its name.',
  });
}

function noModelError(files: readonly RepositoryFile[], label: string): DownloadError | ConfigError {
  const pickles = files.filter(({ path }) => isPickleName(path)).map(({ path }) => path);
  if (pickles.length > 0) return pickleError(label, pickles);
  return new DownloadError({
    what: 'The repository holds no model that can be read',
    where: label,
    got: `${files.length} files: ${shortList(files)}`,
    expected: 'a .gguf, or .safetensors with config.json and tokenizer.json',
    next: 'Look for a repository of the same model with "GGUF" in its name.',
  });
}
