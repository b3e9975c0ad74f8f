/** Colours of curves on a light and on a dark ground (after Okabe and Ito, "Color Universal Design", 2008). */
const curveColors = [
  ['#0072b2', '#56b4e9'],
  ['#d55e00', '#ff8a3d'],
  ['#008060', '#2fcf9f'],
  ['#a0408c', '#e08fce'],
  ['#8a6d00', '#f0d040'],
  ['#3d5a80', '#a3bffa'],
  ['#b3261e', '#ff8f87'],
  ['#555555', '#bbbbbb'],
] as const;

/** Beyond the colours, curves are dashed. */
const dashes = ['', '6 3', '2 3', '8 3 2 3'] as const;

/** Class and dash pattern of a curve by its index. */
export function curveStyle(index: number): { readonly color: string; readonly dash: string } {
  const dash = dashes[Math.floor(index / curveColors.length) % dashes.length]!;
  return { color: `c${index % curveColors.length}`, dash: dash === '' ? '' : ` stroke-dasharray="${dash}"` };
}

function scheme(place: 0 | 1, { ground, text, grid }: Readonly<Record<'ground' | 'text' | 'grid', string>>): string {
  const curves = curveColors.map((colors, index) => `.recyclegpt-plot .c${index}{stroke:${colors[place]}}`);
  return [
    `.recyclegpt-plot .ground{fill:${ground}}`,
    `.recyclegpt-plot text{fill:${text}}`,
    `.recyclegpt-plot .grid{stroke:${grid}}`,
    `.recyclegpt-plot .axis{stroke:${text}}`,
    ...curves,
  ].join('');
}

/** Plain rules rather than variables, which not every program that shows SVG knows. */
export const plotStyle: string = [
  ".recyclegpt-plot text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}",
  '.recyclegpt-plot .title{font-size:15px;font-weight:600}',
  '.recyclegpt-plot .curve{fill:none;stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}',
  '.recyclegpt-plot .behind{stroke-width:1;opacity:.35}',
  '.recyclegpt-plot .grid{stroke-width:1}.recyclegpt-plot .axis{stroke-width:1;fill:none}',
  scheme(0, { ground: '#ffffff', text: '#1f2328', grid: '#e4e7eb' }),
  `@media (prefers-color-scheme:dark){${scheme(1, { ground: '#0d1117', text: '#e6edf3', grid: '#2b323b' })}}`,
].join('');
