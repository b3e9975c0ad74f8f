import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** A built page: where it lies, and what can be linked to in it. */
interface BuiltPage {
  readonly path: string;
  readonly html: string;
  readonly ids: ReadonlySet<string>;
}

export interface LinkCheck {
  readonly faults: readonly string[];
  readonly numInternal: number;
  readonly numExternal: number;
}

/** Follows every link, anchor and source of the built pages, without a network. @param base path that the site is served under */
export function linkFaults(folder: string, base: string): LinkCheck {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  const pages = new Map(files.map((file) => [file.split(sep).join('/'), readPage(folder, file)]));
  const faults = new Set<string>();
  const counts = { numInternal: 0, numExternal: 0 };
  for (const { path, html } of pages.values()) {
    // Every link to the start page is written for the page that is not there: its addresses are those of the others.
    for (const [, , target = ''] of html.matchAll(/<(?:a|img|script|link)\b[^>]*?\s(href|src)="([^"]*)"/g)) {
      const fault = faultOf(decoded(target), { path, pages, folder, base, counts });
      if (fault !== undefined) faults.add(`${path}: ${target}: ${fault}`);
    }
  }
  return { faults: [...faults], ...counts };
}

interface Place {
  readonly path: string;
  readonly pages: ReadonlyMap<string, BuiltPage>;
  readonly folder: string;
  readonly base: string;
  readonly counts: { numInternal: number; numExternal: number };
}

function faultOf(target: string, { path, pages, folder, base, counts }: Place): string | undefined {
  if (target.startsWith('data:')) return undefined;
  if (/^[a-z]+:/.test(target)) {
    counts.numExternal += 1;
    return externalFault(target);
  }
  counts.numInternal += 1;
  const [address = '', anchor] = target.split('#');
  const isAbsolute = address.startsWith('/');
  if (isAbsolute && !address.startsWith(base)) return `it leaves ${base}`;
  const joined = isAbsolute ? address.slice(base.length) : posix.join(posix.dirname(path), address);
  const file =
    address === ''
      ? path
      : joined === '' || joined === '.' || joined.endsWith('/')
        ? posix.join(joined, 'index.html')
        : joined;
  if (!existsSync(join(folder, file))) return 'there is no such file';
  if (anchor === undefined || anchor === '' || !file.endsWith('.html')) return undefined;
  return pages.get(file)?.ids.has(decodeURIComponent(anchor)) === true
    ? undefined
    : 'there is no such place on the page';
}

/** Without a network only an address's form can be looked at. */
function externalFault(target: string): string | undefined {
  if (!URL.canParse(target)) return 'it is no address';
  const { protocol, hostname } = new URL(target);
  if (protocol !== 'https:') return 'it is not https';
  return /^(localhost|127\.|.*\.local$)|^[^.]+$/.test(hostname) ? 'it leads to this machine' : undefined;
}

function readPage(folder: string, file: string): BuiltPage {
  const html = readFileSync(join(folder, file), 'utf8');
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => decoded(id));
  return { path: file.split(sep).join('/'), html, ids: new Set(ids) };
}

function decoded(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}
