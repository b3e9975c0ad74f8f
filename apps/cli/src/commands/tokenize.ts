import { ConfigError } from '@recyclegpt/spec';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { promptsOf } from '../generating/prompt-source.ts';
import type { PromptLine } from '../generating/read-prompts.ts';
import { type OpenedTokenizer, openTokenizer } from '../inspecting/open-tokenizer.ts';
import { quotedPiece, tokenPiece } from '../inspecting/token-piece.ts';
import { plural } from '../terminal/format.ts';
import { tableLines } from '../terminal/table.ts';

/** `recyclegpt tokenize` */
export const tokenize: Command = {
  name: 'tokenize',
  usage: '[TEXT...] [options]',
  about: [
    'Shows the tokens that `generate` would feed the model for the same prompt: with the chat template if the model has one,',
    'without it under --raw. Reads no weights, so GGUF files that hold a vocabulary only will do.',
  ],
  options: ['prompt', 'prompts', 'raw', 'system', 'model', 'offline', 'json', ...commonOptions],
  maxWords: Number.POSITIVE_INFINITY,
  examples: [
    ['tokenize --raw "Hello world"', 'ids and pieces of a text'],
    ['tokenize --prompts prompts.jsonl --raw --json', 'a line with tokenIds for each prompt'],
    ['tokenize --model ./vocabulary.gguf --raw < text.txt', 'a text from a file'],
  ],
  run: runTokenize,
};

async function runTokenize(call: Call): Promise<void> {
  const { terminal, options } = call;
  const lines = await promptsOf(call);
  if (lines === undefined)
    throw new ConfigError({ what: 'There is no text', expected: 'some text, --prompt, --prompts, or text piped in' });
  const opened = await openTokenizer(options.model, terminal.env);
  for (const line of lines) {
    terminal.signal.throwIfAborted();
    const tokenIds = encode(opened, line.prompt, call);
    await (options.json === true ? terminal.line(asJson(opened, line, tokenIds)) : show(call, opened, tokenIds));
  }
}

function encode({ tokenizer, chatTemplate }: OpenedTokenizer, text: string, { options }: Call): readonly number[] {
  const { raw, system } = options;
  if (raw !== true && chatTemplate !== undefined) {
    const messages = [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content: text },
    ];
    return tokenizer.encode(chatTemplate.render(messages), { addSpecialTokens: false, parseSpecialTokens: true });
  }
  if (system === undefined) return tokenizer.encode(text);
  throw new ConfigError({
    what: 'Without a chat template there is no place for a system message',
    where: '--system',
    next: 'Put it into the text itself.',
  });
}

function asJson({ tokenizer }: OpenedTokenizer, { id }: PromptLine, tokenIds: readonly number[]): string {
  const pieces = tokenIds.map((token) => tokenPiece(tokenizer.tokenBytes(token)));
  return JSON.stringify({ ...(id === undefined ? {} : { id }), tokenIds, pieces });
}

async function show({ terminal }: Call, { tokenizer }: OpenedTokenizer, tokenIds: readonly number[]): Promise<void> {
  const rows = tokenIds.map((id) => [
    String(id),
    quotedPiece(tokenizer.tokenBytes(id)) + (tokenizer.isSpecial(id) ? '  special' : ''),
  ]);
  await terminal.write(`${[...tableLines(rows, [0]), plural(tokenIds.length, 'token')].join('\n')}\n`);
}
