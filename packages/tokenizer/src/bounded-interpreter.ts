import { type Environment, Interpreter } from '@huggingface/jinja';
import type { TemplateBudget } from './template-budget.ts';
import { amplifiedInputs, type InputRole, isNode, type TemplateNode } from './template-nodes.ts';
import { type TemplateValue, TemplateValues } from './template-values.ts';

/** The part of the library's interpreter that we call and intercept: it evaluates every node through `evaluate`. */
interface LibraryInterpreter {
  /** `undefined` for what a filter such as `first` finds in an empty list. */
  evaluate(node: TemplateNode | undefined, environment: Environment): TemplateValue | undefined;
  run(program: unknown): TemplateValue;
}

/** An operation whose result can be as long as the product of what goes in. */
interface Amplification {
  readonly inputs: ReadonlyMap<TemplateNode, InputRole>;
  product: number;
}

const maxNesting = 600;
const workPerLoopTurn = 8;
const workPerMember = 1 / 16;
const largestNumber = 1000;

/**
 * Runs templates of @huggingface/jinja with a budget: counts the nodes evaluated, weighs the values they give,
 * charges loops by their length, and bounds beforehand what `replace`, `join`, `indent` and `tojson` may write.
 */
export class BoundedInterpreter {
  readonly #budget: TemplateBudget;
  readonly #values: TemplateValues;
  readonly #library: LibraryInterpreter;
  readonly #evaluate: LibraryInterpreter['evaluate'];
  readonly #amplifications: (Amplification | undefined)[] = [];
  /** Nodes whose value is looped over, and nodes of which only a member is taken. */
  readonly #looped = new WeakSet<TemplateNode>();
  readonly #picked = new WeakSet<TemplateNode>();
  #nesting = 0;

  constructor(environment: Environment, budget: TemplateBudget) {
    this.#budget = budget;
    this.#values = new TemplateValues(budget);
    const library: LibraryInterpreter = new Interpreter(environment);
    this.#evaluate = library.evaluate.bind(library);
    library.evaluate = (node, scope) => this.#evaluateWithin(node, scope);
    this.#library = library;
  }

  /** The text that a parsed template writes. @throws TokenizerError if it spends more than the budget. */
  run(program: unknown): string {
    return String(this.#library.run(program).value);
  }

  #evaluateWithin(node: TemplateNode | undefined, scope: Environment): TemplateValue | undefined {
    if (node === undefined) return this.#evaluate(node, scope);
    if (this.#nesting >= maxNesting) throw this.#budget.exceeded(`nests more than ${maxNesting} deep`);
    this.#budget.spend(1);
    this.#prepare(node);
    const outer = this.#amplifications.at(-1);
    const inputs = amplifiedInputs(node);
    this.#amplifications.push(inputs === undefined ? outer : { inputs, product: 1 });
    this.#nesting += 1;
    try {
      const value = this.#evaluate(node, scope);
      if (value === undefined) return value;
      this.#charge(node, value);
      const role = outer?.inputs.get(node);
      if (outer !== undefined && role !== undefined) this.#amplify(outer, role, value);
      return value;
    } finally {
      this.#nesting -= 1;
      this.#amplifications.pop();
    }
  }

  #prepare(node: TemplateNode): void {
    const { iterable, object, property, filter } = node;
    if (node.type === 'FilterStatement' && isNode(filter) && filter.type === 'CallExpression') {
      throw this.#budget.exceeded('filters a block with arguments, which is not supported,');
    }
    if (node.type === 'For' && isNode(iterable)) {
      const looped = iterable.type === 'SelectExpression' ? iterable.lhs : iterable;
      if (isNode(looped)) this.#looped.add(looped);
    }
    if (node.type !== 'MemberExpression' || !isNode(object)) return;
    if (!isNode(property) || property.type !== 'SliceExpression') this.#picked.add(object);
  }

  #charge(node: TemplateNode, value: TemplateValue): void {
    if (typeof value.value === 'string') {
      this.#budget.checkCharacters(value.value.length);
      this.#budget.spendOnCharacters(value.value.length);
      return;
    }
    if (this.#picked.has(node)) return;
    const { characters, length } = this.#values.measure(value);
    this.#budget.checkCharacters(characters);
    this.#budget.spend(length * workPerMember);
    if (this.#looped.has(node)) this.#budget.spend(length * workPerLoopTurn);
  }

  #amplify(amplification: Amplification, role: InputRole, value: TemplateValue): void {
    const factor = Math.max(1, this.#factor(value));
    amplification.product *= role === 'divides' ? 1 / factor : factor;
    this.#budget.checkCharacters(amplification.product);
  }

  #factor(value: TemplateValue): number {
    const { value: content } = value;
    if (typeof content === 'number') {
      if (content > largestNumber) throw this.#budget.exceeded(`indents by more than ${largestNumber}`);
      return content;
    }
    if (typeof content !== 'string' && !Array.isArray(content) && !(content instanceof Map)) return 1;
    const { characters, depth } = this.#values.measure(value);
    return characters * Math.max(1, depth);
  }
}
