/** Where a part of a chart lies, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them.
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** A text as it stands in SVG; characters that XML forbids are left out. */
function escaped(text: string): string {
  return text.replaceAll(forbidden, '').replaceAll(/[&<>"]/g, (each) => entities[each] ?? '');
}

/** An element from its attributes; numbers are rounded to a tenth of a pixel. */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, content = ''): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? Math.round(value * 10) / 10 : escaped(value)}"`,
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

/** A line of text. `look` is a class of the style sheet, `anchor` as in SVG. */
export function label(
  text: string,
  {
    x,
    y,
    look = 'ink',
    anchor = 'start',
  }: { x: number; y: number; look?: string; anchor?: 'start' | 'middle' | 'end' },
): string {
  return element('text', { x, y, class: look, 'text-anchor': anchor }, escaped(text));
}

/** Round numbers from 0 to at least `largest`, at most seven of them. */
export function ticksUpTo(largest: number): readonly number[] {
  const rough = (largest > 0 ? largest : 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const count = Math.max(1, Math.ceil((largest / step) * 0.999));
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

/** Colours of series, for light and dark pages: blue, orange, green, purple, pink, grey, teal, brown. */
const light = ['#2463c4', '#c1540a', '#0b7f57', '#8138bd', '#b5175f', '#5c6470', '#0b7a8a', '#84561b'];
const dark = ['#6ea6ff', '#ff9a54', '#42cf9b', '#c697ff', '#ff82b2', '#a9b2bf', '#4fc9dc', '#d9a864'];

/** Series that can be told apart. */
export const mostSeries = light.length;

function colours(list: readonly string[]): string {
  return list.map((colour, index) => `.line${index}{stroke:${colour}}.fill${index}{fill:${colour}}`).join('');
}

/** Looks of all charts; `prefers-color-scheme` chooses. */
const styleSheet = [
  'text{font:12px system-ui,sans-serif}.title{font-weight:600;font-size:13px}',
  'polyline{fill:none;stroke-width:2;stroke-linejoin:round}.grid{stroke-width:1}',
  '.page{fill:#fff}.ink,.title{fill:#1b1f24}.soft{fill:#5c6470}.grid{stroke:#e3e6ea}.one{stroke:#5c6470}.plain{fill:#aeb5be}',
  colours(light),
  '@media(prefers-color-scheme:dark){',
  '.page{fill:#14171b}.ink,.title{fill:#e8eaed}.soft{fill:#a0a8b4}.grid{stroke:#2b3038}.one{stroke:#a0a8b4}.plain{fill:#5a626d}',
  colours(dark),
  '}',
].join('');

/** A document from its parts. */
export function svgDocument(
  { width, height, title }: { width: number; height: number; title: string },
  parts: readonly string[],
): string {
  const size = { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' };
  const content = [
    element('title', {}, escaped(title)),
    element('style', {}, styleSheet),
    element('rect', { class: 'page', width, height }),
    ...parts,
  ];
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size }, `\n${content.join('\n')}\n`)}\n`;
}
