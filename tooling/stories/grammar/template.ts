import { lexicon } from '../words/lexicon.ts';
import type { Random } from './random.ts';

/** Makes the choices of a fact once for a whole story: alternatives and lexicon words; other slots stay. */
export function settle(template: string, random: Random): string {
  let result = '';
  for (let i = 0; i < template.length; i += 1) {
    const character = template[i] as string;
    const isChoice = character === '[' || template.startsWith('{%', i);
    if (!isChoice) {
      result += character;
      continue;
    }
    const end = closing(template, i);
    const inner = template.slice(i + 1, end);
    result += character === '[' ? settle(random.pick(alternatives(inner)), random) : settleWord(inner, result, random);
    i = end;
  }
  return result;
}

function settleWord(slot: string, before: string, random: Random): string {
  const words = lexicon[slot.slice(1)];
  if (words === undefined) throw new RangeError(`the lexicon has no kind ${slot}`);
  return random.pick(words.filter((word) => !before.includes(word)));
}

/** Where the bracket that opens at `start` is closed. @throws RangeError where it is not. */
export function closing(template: string, start: number): number {
  const [open, close] = template[start] === '[' ? ['[', ']'] : ['{', '}'];
  let depth = 0;
  for (let i = start; i < template.length; i += 1) {
    if (template[i] === open) depth += 1;
    if (template[i] === close) depth -= 1;
    if (depth === 0) return i;
  }
  throw new RangeError(`a bracket is not closed in: ${template}`);
}

/** The alternatives inside a bracket: `a|b [c|d]` has two. */
export function alternatives(inner: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of inner) {
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    if (character === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
