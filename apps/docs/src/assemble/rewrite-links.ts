import { posix } from 'node:path';
import type { Page } from './site-file.ts';

/** Where files of the repository are to be found by readers of the site. */
export interface LinkTargets {
  /** Pages by the file that they show: `docs/LOG.md` → `project/log.md`. */
  readonly pages: ReadonlyMap<string, string>;
  /** Pages for everything in a folder, by its path without a slash at its end. */
  readonly folders: ReadonlyMap<string, string>;
  /** Where sources can be read, with a slash at its end; `undefined`: nowhere, so that links to them become plain text. */
  readonly sourceUrl: string | undefined;
}

/** A page whose links lead to pages of the site, and the images that it shows. */
export interface LinkedPage extends Page {
  /** Images by their path from the repository's root. */
  readonly images: readonly string[];
}

/** Fenced code, links, and code in a line, whichever comes first: brackets in code are no links, code in links is. */
const parts =
  /^[^\S\n]*(?<fence>`{3,})[\s\S]*?^[^\S\n]*\k<fence>[^\S\n]*$|(?<mark>!?)\[(?<text>(?:[^[\]]|\[[^\]]*\])*)\]\((?<target>[^)\s]+)\)|(?<ticks>`+)[^`][\s\S]*?\k<ticks>/gm;

/** Folder of the site in which images of the repository lie. */
export const imageFolder = 'images';

/**
 * Turns relative links of a file of the repository into links of the site.
 * @throws Error where a page that was written for the site links to what it does not have
 */
export function rewriteLinks(page: Page, targets: LinkTargets): LinkedPage {
  const images: string[] = [];
  const markdown = page.markdown.replaceAll(parts, (whole, ...rest) => {
    const { mark, text = '', target } = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    if (target === undefined || /^([a-z]+:|#|\/)/.test(target)) return whole;
    const [file = '', anchor] = target.split('#');
    const path = posix.join(posix.dirname(page.source), file).replace(/\/$/, '');
    if (mark !== '!') return linkTo(page, { text, path, anchor }, targets);
    images.push(path);
    return `![${text}](${relativeTo(page.path, `${imageFolder}/${path}`)})`;
  });
  return { ...page, markdown, images };
}

interface Link {
  readonly text: string;
  readonly path: string;
  readonly anchor: string | undefined;
}

function linkTo(page: Page, { text, path, anchor }: Link, { pages, folders, sourceUrl }: LinkTargets): string {
  const found = pages.get(path) ?? pages.get(`${path}/README.md`) ?? folderOf(path, folders);
  const hash = anchor === undefined ? '' : `#${anchor}`;
  if (found !== undefined) {
    const [file = '', own] = found.split('#');
    return `[${text}](${relativeTo(page.path, file)}${hash || (own === undefined ? '' : `#${own}`)})`;
  }
  if (page.source.startsWith('apps/docs/')) throw new Error(`${page.source}: the link to ${path} leads nowhere.`);
  return sourceUrl === undefined ? text : `[${text}](${sourceUrl}${path}${hash})`;
}

function folderOf(path: string, folders: ReadonlyMap<string, string>): string | undefined {
  for (let folder = path; folder !== '.'; folder = posix.dirname(folder)) {
    const page = folders.get(folder);
    if (page !== undefined) return page;
  }
  return undefined;
}

function relativeTo(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
