import { contractions, type Rewording, rewordings } from '../words/rewordings.ts';
import type { Random } from './random.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** For every character of `text`, whether it stands inside a quotation. */
function spokenParts(text: string): (at: number) => boolean {
  const marks = [...text.matchAll(/"/g)].map(({ index }) => index);
  return (at) => marks.filter((mark) => mark < at).length % 2 === 1;
}

function apply(text: string, { pattern, ways, side }: Rewording, random: Random): string {
  const isSpoken = spokenParts(text);
  let [result, end] = ['', 0];
  for (const match of text.matchAll(pattern)) {
    result += text.slice(end, match.index);
    end = match.index + match[0].length;
    const fits = side === 'anywhere' || (side === 'spoken') === isSpoken(match.index);
    const way = fits
      ? random.pick(ways).replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '')
      : match[0];
    result += /^[A-Z]/.test(match[0]) ? capital(way) : way;
  }
  return result + text.slice(end);
}

/**
 * Tells a finished story in partly other words of the same meaning, and with short forms (`didn't`) in some stories.
 * A story with short forms has them everywhere.
 */
export function reword(story: string, random: Random): string {
  const short = random.chance(0.45);
  const told = rewordings.reduce((text, rewording) => apply(text, rewording, random), story);
  return short ? contractions.reduce((text, contraction) => apply(text, contraction, random), told) : told;
}
