import type { Machine } from './results.ts';

/** Where and when a run was made. */
export function machineLine({ processor, cores, memoryGiB, node, commit, date }: Machine, day = date): string {
  const facts = [
    processor.replaceAll('(R)', ''),
    `${cores} cores`,
    `${memoryGiB} GiB`,
    ...(node === undefined ? [] : [`Node ${node.replace('v', '')}`]),
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(day === undefined ? [] : [day]),
  ];
  return `*${facts.join(', ')}*`;
}
