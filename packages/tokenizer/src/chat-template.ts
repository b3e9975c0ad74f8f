import { Environment, parse, tokenize } from '@huggingface/jinja';
import { type ChatMessage, type ChatTemplate, TokenizerError } from '@recyclegpt/spec';
import { BoundedInterpreter } from './bounded-interpreter.ts';
import { strftime } from './strftime.ts';
import { TemplateBudget } from './template-budget.ts';

/** Special tokens that templates write, by name (`<|im_end|>`). */
export interface ChatTemplateSpecials {
  readonly bosToken?: string | undefined;
  readonly eosToken?: string | undefined;
  readonly unknownToken?: string | undefined;
  readonly paddingToken?: string | undefined;
}

export interface ChatTemplateSettings {
  /** The clock of `strftime_now` and of the time limit; default `Date.now`. Milliseconds since 1970. */
  readonly now?: () => number;
}

const maxSourceCharacters = 2 ** 18;
/** The library's lexer takes quadratic time in a run of white space. */
const longWhiteSpace = /\s{513}/;
const maxRange = 100_000;

/**
 * A chat template in Jinja, rendered as transformers does: blocks are trimmed, `raise_exception`, `strftime_now` and
 * the special tokens are there, `tools` and `documents` are none. Work, memory and time are bounded: a template that
 * loops or grows without end is stopped with an error.
 * @throws TokenizerError if the source does not parse.
 */
export function chatTemplate(
  source: string,
  specials: ChatTemplateSpecials = {},
  { now = Date.now }: ChatTemplateSettings = {},
): ChatTemplate {
  const program = parseTemplate(source);
  return {
    render(messages, { addGenerationPrompt = true } = {}) {
      const inputCharacters = checkMessages(messages);
      const budget = new TemplateBudget({ inputCharacters, now });
      const environment = new Environment();
      const variables = { ...globals(budget, now), ...specialVariables(specials), ...conversation(messages) };
      for (const [name, value] of Object.entries(variables)) environment.set(name, value);
      environment.set('add_generation_prompt', addGenerationPrompt);
      try {
        return new BoundedInterpreter(environment, budget).run(program);
      } catch (cause) {
        throw TokenizerError.isInstance(cause) ? cause : failed('The chat template failed', cause);
      }
    },
  };
}

function parseTemplate(source: string): unknown {
  if (source.length > maxSourceCharacters || longWhiteSpace.test(source)) {
    throw failed('The chat template cannot be read', `${source.length} characters, or 512 of white space in a row`);
  }
  try {
    return parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }));
  } catch (cause) {
    throw failed('The chat template cannot be read', cause);
  }
}

function checkMessages(messages: readonly ChatMessage[]): number {
  let characters = 0;
  for (const [index, { role, content }] of messages.entries()) {
    if (typeof role !== 'string' || typeof content !== 'string') {
      throw failed('A chat message cannot be used', `messages[${index}] without a role and a content that are strings`);
    }
    characters += role.length + content.length;
  }
  return characters;
}

function conversation(messages: readonly ChatMessage[]): Readonly<Record<string, unknown>> {
  return { messages: messages.map(({ role, content }) => ({ role, content })), tools: null, documents: null };
}

function specialVariables({ bosToken, eosToken, unknownToken, paddingToken }: ChatTemplateSpecials) {
  const tokens = { bos_token: bosToken, eos_token: eosToken, unk_token: unknownToken, pad_token: paddingToken };
  return Object.fromEntries(Object.entries(tokens).filter(([, token]) => token !== undefined));
}

/** What every template may use; the library's own `range` would fill the memory. */
function globals(budget: TemplateBudget, now: () => number): Readonly<Record<string, unknown>> {
  return {
    true: true,
    True: true,
    false: false,
    False: false,
    none: null,
    None: null,
    range: (...limits: readonly unknown[]) => boundedRange(limits, budget),
    strftime_now: (format: unknown) => strftime(new Date(now()), String(format)),
    raise_exception: (message: unknown) => {
      throw failed('The chat template refuses the conversation', String(message));
    },
  };
}

function boundedRange(limits: readonly unknown[], budget: TemplateBudget): number[] {
  const numbers = limits.map(Number);
  const [start = 0, stop = 0, step = 1] = numbers.length < 2 ? [0, ...numbers] : numbers;
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (!Number.isFinite(count) || count > maxRange) throw budget.exceeded(`counts further than ${maxRange}`);
  budget.spend(count);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function failed(what: string, cause: unknown): TokenizerError {
  const got = cause instanceof Error ? cause.message : String(cause);
  return new TokenizerError({
    what,
    where: 'chat template',
    got: got.slice(0, 500),
    next: "Check the messages' roles and their order, or pass the prompt as plain text.",
    cause,
  });
}
