import type { ChatTemplate } from '@recyclegpt/spec';
import { type ChatTemplateSettings, chatTemplate } from './chat-template.ts';
import { type JsonObject, jsonError, readArray, readObject, readString } from './json-reader.ts';

const file = 'tokenizer_config.json';

function tokenName(config: JsonObject, key: string): string | undefined {
  const value = config[key];
  if (value === undefined || value === null) return undefined;
  const where = `${file}: ${key}`;
  return readString(typeof value === 'object' ? readObject(value, where)['content'] : value, where);
}

/** One template, or several with names, of which `default` is for plain conversations. */
function templateSource(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  const where = `${file}: chat_template`;
  const named = readArray(value, where).map((entry) => readObject(entry, where));
  const chosen = named.find(({ name }) => name === 'default');
  if (chosen === undefined)
    throw jsonError(
      where,
      'a template named "default"',
      named.map(({ name }) => name),
    );
  return readString(chosen['template'], where);
}

/**
 * The chat template of a parsed `tokenizer_config.json`; `undefined` if it has none (then see
 * `missingChatTemplateError`). A separate `chat_template.jinja` goes to `chatTemplate` as it is.
 * @throws TokenizerError if the template does not parse or the file is damaged.
 */
export function chatTemplateFromJson(
  tokenizerConfig: unknown,
  settings: ChatTemplateSettings = {},
): ChatTemplate | undefined {
  const config = readObject(tokenizerConfig, file);
  const source = templateSource(config['chat_template']);
  if (source === undefined) return undefined;
  const specials = {
    bosToken: tokenName(config, 'bos_token'),
    eosToken: tokenName(config, 'eos_token'),
    unknownToken: tokenName(config, 'unk_token'),
    paddingToken: tokenName(config, 'pad_token'),
  };
  return chatTemplate(source, specials, settings);
}
