import type { ChatTemplate } from '@recyclegpt/spec';
import { type ChatTemplateSettings, chatTemplate } from './chat-template.ts';
import { GgufMetadataReader } from './gguf-metadata-reader.ts';
import { ggufVocabularyFromMetadata } from './gguf-vocabulary.ts';

/**
 * The chat template of a GGUF file; `undefined` if it has none (then see `missingChatTemplateError`).
 * @throws TokenizerError if the template does not parse or the vocabulary's keys are damaged.
 */
export function chatTemplateFromGguf(
  metadata: ReadonlyMap<string, unknown>,
  settings: ChatTemplateSettings = {},
): ChatTemplate | undefined {
  const source = new GgufMetadataReader(metadata, 'tokenizer.').string('chat_template');
  if (source === undefined) return undefined;
  const { tokens, ...ids } = ggufVocabularyFromMetadata(metadata);
  const name = (id: number | undefined) => (id === undefined ? undefined : tokens[id]);
  const specials = {
    bosToken: name(ids.bosTokenId),
    eosToken: name(ids.eosTokenId),
    unknownToken: name(ids.unknownTokenId),
    paddingToken: name(ids.paddingTokenId),
  };
  return chatTemplate(source, specials, settings);
}
