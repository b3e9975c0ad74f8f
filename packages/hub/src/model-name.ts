import { ConfigError } from '@recyclegpt/spec';
import { hasControlCharacters } from './control-characters.ts';

/** A short name such as `smollm2`: one of {@link aliases}, or the name of a file or folder among the user's models. */
export interface AliasName {
  readonly kind: 'alias';
  readonly name: string;
}

/** A repository on the Hugging Face hub, written `organisation/name[@revision][:file]`. */
export interface HuggingFaceName {
  readonly kind: 'hugging-face';
  readonly organisation: string;
  readonly name: string;
  /** Branch, tag or commit; `undefined` leaves it to the reader, who takes `main`. */
  readonly revision: string | undefined;
  /** Path inside the repository; `undefined` means the model as a whole. */
  readonly file: string | undefined;
}

/** An http or https address of one model file. */
export interface UrlName {
  readonly kind: 'url';
  readonly url: string;
}

/** A file or folder on this machine, as the user wrote it. */
export interface PathName {
  readonly kind: 'path';
  readonly path: string;
}

/** What a user may write where a model is asked for. */
export type ModelName = AliasName | HuggingFaceName | UrlName | PathName;

const maxLength = 2048;
const part = '[A-Za-z0-9._-]+';
const parts = `${part}(?:/${part})*`;
const huggingFacePattern = new RegExp(`^(${part})/(${part})(?:@(${parts}))?(?::(${parts}))?$`);
const aliasPattern = new RegExp(`^${part}$`);
const modelFilePattern = /\.(?:gguf|safetensors|bin)$/i;
const pathStartPattern = /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|~[\\/]|[A-Za-z]:)/;
const schemePattern = /^([A-Za-z][A-Za-z0-9+.-]+):/;

function refused(text: string, what: string, next = forms): ConfigError {
  const shown = text.slice(0, 200).replaceAll(/\p{Cc}/gu, '\uFFFD');
  return new ConfigError({ what, where: 'model name', got: JSON.stringify(shown), next });
}

const forms =
  'Write an alias (smollm2), organisation/name[@revision][:file], an http(s) address, or a path such as ./model.gguf.';

/**
 * Reads what a user wrote for a model. Touches no file and no network.
 *
 * A path is what begins with `./`, `../`, `/`, `~/` or a drive letter, or ends in .gguf, .safetensors or .bin;
 * it may climb with `..` only when it says so at its beginning, as a shell user would.
 * @throws ConfigError for an empty name, control characters, `..` inside ids, schemes other than http and https.
 */
export function parseModelName(text: string): ModelName {
  if (text.trim() === '') throw refused(text, 'The model name is empty');
  if (text.length > maxLength) throw refused(text, `The model name is longer than ${maxLength} characters`);
  if (hasControlCharacters(text)) throw refused(text, 'The model name has control characters');
  if (pathStartPattern.test(text)) return { kind: 'path', path: text };
  if (schemePattern.test(text)) return parseUrl(text);
  if (text.split(/[\\/@:]/).includes('..')) throw refused(text, 'The model name climbs out with ".."');
  const id = huggingFacePattern.exec(text);
  if (id?.[4] !== undefined) return huggingFaceName(text, id);
  if (modelFilePattern.test(text)) return { kind: 'path', path: text };
  if (id !== null) return huggingFaceName(text, id);
  if (aliasPattern.test(text) && isPlain(text)) return { kind: 'alias', name: text };
  throw refused(text, 'The model name is none of the known forms');
}

/** Hosts whose addresses are names of repositories. */
const hubHosts: readonly string[] = ['huggingface.co', 'www.huggingface.co', 'hf.co'];

/** An address of the hub's pages and files, as `organisation/name[@revision][:file]`; `undefined` for other addresses. */
function hubNameOf({ host, pathname, username }: URL): string | undefined {
  const [organisation, name, kind, revision, ...file] = pathname
    .split('/')
    .slice(1)
    .filter((each) => each !== '');
  if (!hubHosts.includes(host) || username !== '' || organisation === undefined || name === undefined) return undefined;
  if (kind === undefined) return `${organisation}/${name}`;
  if (!['resolve', 'blob', 'tree', 'raw'].includes(kind) || revision === undefined) return undefined;
  const isFile = kind !== 'tree' && file.length > 0;
  return `${organisation}/${name}@${decoded(revision)}${isFile ? `:${file.map(decoded).join('/')}` : ''}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // The percent sign that is left makes the name one that is refused, with its text.
  }
}

/** `hf://organisation/name[@revision][/file]`, as other tools write it. */
function schemeNameOf(text: string): string {
  const [, id = '', revision = '', file] = /^hf:\/\/([^/@]*\/[^/@]*)(@[^/]*)?(?:\/(.*))?$/i.exec(text) ?? [];
  return `${id}${decoded(revision)}${file === undefined || file === '' ? '' : `:${file}`}`;
}

function parseHubName(text: string): HuggingFaceName {
  if (text.split(/[\\/@:]/).includes('..')) throw refused(text, 'The model name climbs out with ".."');
  const id = huggingFacePattern.exec(text);
  if (id === null) throw refused(text, 'The model name is none of the known forms');
  return huggingFaceName(text, id);
}

function parseUrl(text: string): UrlName | HuggingFaceName {
  const scheme = (schemePattern.exec(text)?.[1] ?? '').toLowerCase();
  if (scheme === 'hf') return parseHubName(schemeNameOf(text));
  if (scheme !== 'http' && scheme !== 'https') {
    throw refused(text, `Models are not read over "${scheme}:"`);
  }
  if (!URL.canParse(text)) throw refused(text, 'The address of the model cannot be read');
  const url = new URL(text);
  const hubName = hubNameOf(url);
  if (hubName !== undefined) return parseHubName(hubName);
  if (url.username !== '' || url.password !== '') {
    const shown = `${url.protocol}//...@${url.host}${url.pathname}`;
    throw refused(shown, 'The address holds a user name or password', 'Leave it out; tokens go into HF_TOKEN.');
  }
  url.hash = '';
  return { kind: 'url', url: url.href };
}

function huggingFaceName(text: string, id: RegExpExecArray): HuggingFaceName {
  const [, organisation = '', name = '', revision, file] = id;
  const everyPart = [organisation, name, ...(revision?.split('/') ?? []), ...(file?.split('/') ?? [])];
  const bad = everyPart.find((each) => !isPlain(each) || each.endsWith('.'));
  if (bad !== undefined) throw refused(text, `The part "${bad}" of the model name is not allowed`);
  // The hub refuses "--" as well; the cache writes organisation--name.
  const isAmbiguous = `${organisation}/${name}`.includes('--');
  if (isAmbiguous) throw refused(text, 'Organisation and name cannot hold "--"');
  return { kind: 'hugging-face', organisation, name, revision, file };
}

/** No leading dot or hyphen, and no "..": such parts hide files, look like options, or climb. */
function isPlain(text: string): boolean {
  return !/^[.-]/.test(text) && !text.includes('..');
}
