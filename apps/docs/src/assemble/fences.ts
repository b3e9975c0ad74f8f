/** A fenced block of a page. */
export interface Fence {
  /** First word after the fence; empty for none. */
  readonly language: string;
  /** Words after it: `run`, `file=story.ts`. */
  readonly marks: readonly string[];
  readonly code: string;
  /** Line of the code's first line in the page, from 1. */
  readonly line: number;
}

const fence = /^(?<indent>[^\S\n]*)(?<ticks>`{3,})(?<info>[^\n`]*)\n(?<code>[\s\S]*?)^[^\S\n]*\k<ticks>[^\S\n]*$/gm;

/** The fenced blocks of a page, in order. */
export function fencesOf(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(fence)].map((match) => {
    const { info = '', code = '' } = match.groups ?? {};
    const [language = '', ...marks] = info.trim().split(/\s+/);
    return { language, marks, code, line: markdown.slice(0, match.index).split('\n').length + 1 };
  });
}

/** The value of a mark such as `file=story.ts`. */
export function markValue({ marks }: Fence, name: string): string | undefined {
  return marks.find((mark) => mark.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A page as readers see it: names of files stand above their blocks, other marks are gone. */
export function withoutMarks(markdown: string): string {
  return markdown.replaceAll(fence, (whole, ...rest) => {
    const { indent = '', ticks, info, code } = rest.at(-1) as Readonly<Record<string, string>>;
    const [language = '', ...marks] = (info ?? '').trim().split(/\s+/);
    if (marks.length === 0) return whole;
    const file = marks.find((mark) => mark.startsWith('file='))?.slice('file='.length);
    const title = file === undefined ? '' : `${indent}<p class="file-name">${file}</p>\n\n`;
    return `${title}${indent}${ticks}${language}\n${code}${indent}${ticks}`;
  });
}
