import { element, label, type Place, ticksUpTo } from './svg.ts';

/** One bar. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What stands at its end. */
  readonly shown: string;
  /** It is what others are compared with. */
  readonly isBaseline: boolean;
}

const rowHeight = 24;
const [top, bottom] = [30, 24];
/** Room for values at the ends of bars. */
const valueWidth = 56;
/** A letter of the labels, about. */
const letterWidth = 6.6;

/** Height that so many bars need. */
export function barPanelHeight(numBars: number): number {
  return top + bottom + numBars * rowHeight;
}

/** Horizontal bars from 0, with a line at 1. */
export function barPanel(title: string, bars: readonly Bar[], { x, y, width }: Omit<Place, 'height'>): string {
  const nameWidth = Math.min(width / 3, 12 + letterWidth * Math.max(0, ...bars.map(({ name }) => name.length)));
  const ticks = ticksUpTo(Math.max(1, ...bars.map(({ value }) => value)));
  const largest = ticks.at(-1) ?? 1;
  const [left, right] = [x + nameWidth, x + width - valueWidth];
  const at = (value: number): number => left + ((right - left) * value) / largest;
  const [first, last] = [y + top, y + top + bars.length * rowHeight];
  return [
    label(title, { x, y: y + 14, look: 'title' }),
    ...ticks.flatMap((tick) => [
      element('line', { class: 'grid', x1: at(tick), x2: at(tick), y1: first, y2: last }),
      label(String(tick), { x: at(tick), y: last + 16, look: 'soft', anchor: 'middle' }),
    ]),
    element('line', { class: 'one', x1: at(1), x2: at(1), y1: first, y2: last }),
    ...bars.flatMap(({ name, value, shown, isBaseline }, index) => {
      const middle = first + (index + 0.5) * rowHeight;
      const size = { x: left, y: middle - 7, width: Math.max(0, at(value) - left), height: 14, rx: 2 };
      return [
        label(name, { x: left - 8, y: middle + 4, anchor: 'end' }),
        element('rect', { class: isBaseline ? 'plain' : 'fill0', ...size }),
        label(shown, { x: at(value) + 6, y: middle + 4 }),
      ];
    }),
  ].join('\n');
}
