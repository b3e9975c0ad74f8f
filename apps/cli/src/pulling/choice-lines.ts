import type { FileChoice } from '@recyclegpt/hub/node';
import { formatBytes } from '../terminal/format.ts';

/** Longer lists of what was not taken are cut. */
const shownFiles = 4;

/** What is fetched and why, and what was passed over. */
export function choiceLines({ files, reason, passedOver }: FileChoice): readonly string[] {
  const sizes = files.map(({ sizeBytes }) => sizeBytes);
  const total = sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  const what = files.length === 1 ? (files[0]?.path ?? '') : `${files.length} files`;
  const lines = [`Taking ${what}${total === undefined ? '' : `, ${formatBytes(total)}`}: ${reason}.`];
  if (passedOver.length === 0) return lines;
  const shown = passedOver.slice(0, shownFiles).map((each) => `${each.path} (${each.reason})`);
  const more = passedOver.length > shownFiles ? `, and ${passedOver.length - shownFiles} more` : '';
  return [...lines, `Not taken: ${shown.join(', ')}${more}.`];
}
