import type { Span } from './terminal-screen.ts';

/** A picture of a terminal window. */
export interface TerminalPicture {
  /** For people who do not see it. */
  readonly title: string;
  readonly columns: number;
  readonly lines: readonly (readonly Span[])[];
}

const [charWidth, lineHeight, fontSize, padding] = [7.8, 18, 13, 16];

/** Colours of ECMA-48 as they read on light and on dark ground. */
const palette: Readonly<Record<number, readonly [light: string, dark: string]>> = {
  30: ['#24292f', '#8b949e'],
  31: ['#b42318', '#ff8f85'],
  32: ['#116329', '#6fdd8b'],
  33: ['#7a4b00', '#e3b341'],
  34: ['#0550ae', '#79b8ff'],
  35: ['#7a33b8', '#d2a8ff'],
  36: ['#0b6b78', '#5fd4e3'],
  37: ['#57606a', '#d0d7de'],
};

function colourRules(which: 0 | 1): string {
  return Object.entries(palette)
    .map(([number, colours]) => `.c${number}{fill:${colours[which]}}`)
    .join('');
}

const rules = [
  `text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#24292f;white-space:pre}`,
  '.w{fill:#f6f8fa;stroke:#d0d7de}.b{font-weight:700}.d{fill:#59636e}.u{text-decoration:underline}',
  colourRules(0),
  `@media(prefers-color-scheme:dark){text{fill:#e6edf3}.w{fill:#161b22;stroke:#30363d}.d{fill:#9198a1}${colourRules(1)}}`,
].join('');

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function spanSvg({ text, isBold, isDim, isUnderlined, colour }: Span): string {
  const base = colour !== undefined && colour >= 90 ? colour - 60 : colour;
  const classes = [isBold && 'b', isDim && 'd', isUnderlined && 'u', base !== undefined && `c${base}`].filter(Boolean);
  return classes.length === 0 ? escaped(text) : `<tspan class="${classes.join(' ')}">${escaped(text)}</tspan>`;
}

function lineSvg(spans: readonly Span[], index: number): string {
  if (spans.length === 0) return '';
  const length = spans.reduce((sum, { text }) => sum + [...text].length, 0);
  const y = padding + fontSize + index * lineHeight;
  // The width is set, so that columns stand under each other in whatever font the reader has.
  return `<text x="${padding}" y="${y}" textLength="${round(length * charWidth)}" lengthAdjust="spacingAndGlyphs">${spans.map(spanSvg).join('')}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Draws it: no script, no font and no file from elsewhere, light or dark as the reader's system is. */
export function terminalSvg({ title, columns, lines }: TerminalPicture): string {
  const width = round(columns * charWidth + 2 * padding);
  const height = lines.length * lineHeight + 2 * padding;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title><style>${rules}</style>`,
    `<rect class="w" x="0.5" y="0.5" width="${round(width - 1)}" height="${height - 1}" rx="8"/>`,
    ...lines.map(lineSvg).filter((line) => line !== ''),
    '</svg>',
  ].join('\n')}\n`;
}
