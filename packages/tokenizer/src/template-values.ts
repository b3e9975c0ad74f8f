import type { TemplateBudget } from './template-budget.ts';

/** A value of @huggingface/jinja at run time. */
export interface TemplateValue {
  readonly type: string;
  readonly value: unknown;
}

export interface TemplateValueSize {
  /** Upper bound, roughly, of the characters when written out as JSON. */
  readonly characters: number;
  /** Members of a list or mapping, without theirs. */
  readonly length: number;
  readonly depth: number;
  /** Nothing inside can change any more. */
  readonly isStable: boolean;
}

const maxDepth = 200;
const scalarCharacters = 8;
const perMember = 4;

/** Measures values, remembering lists that contain lists: a few bytes of them can stand for gigabytes of text. */
export class TemplateValues {
  readonly #budget: TemplateBudget;
  readonly #known = new WeakMap<object, TemplateValueSize>();

  constructor(budget: TemplateBudget) {
    this.#budget = budget;
  }

  /** @throws TokenizerError if the value nests too deeply or measuring it takes too long. */
  measure(value: TemplateValue, depth = 0): TemplateValueSize {
    const { value: content } = value;
    if (typeof content === 'string') return scalar(content.length);
    if (!Array.isArray(content) && !(content instanceof Map)) return scalar(scalarCharacters);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (depth > maxDepth) throw this.#budget.exceeded(`nests lists more than ${maxDepth} deep`);
    const size = this.#measureMembers(content, value.type !== 'NamespaceValue', depth);
    if (size.isStable) this.#known.set(value, size);
    return size;
  }

  #measureMembers(
    content: readonly TemplateValue[] | ReadonlyMap<string, TemplateValue>,
    isConstant: boolean,
    depth: number,
  ): TemplateValueSize {
    let characters = perMember;
    let length = 0;
    let deepest = 0;
    let isStable = isConstant;
    for (const [key, member] of content.entries()) {
      const size = this.measure(member, depth + 1);
      this.#budget.spend(1);
      characters += size.characters + perMember + (typeof key === 'string' ? key.length : 0);
      length += 1;
      deepest = Math.max(deepest, size.depth);
      isStable &&= size.isStable;
    }
    if (deepest >= maxDepth) throw this.#budget.exceeded(`nests lists more than ${maxDepth} deep`);
    return { characters, length, depth: deepest + 1, isStable };
  }
}

function scalar(characters: number): TemplateValueSize {
  return { characters, length: 0, depth: 0, isStable: true };
}
