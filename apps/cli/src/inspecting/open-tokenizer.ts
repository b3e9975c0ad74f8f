import { fileSource } from '@recyclegpt/hub/node';
import type { ChatTemplate, Tokenizer } from '@recyclegpt/spec';
import { chatTemplateFromGguf, ggufVocabularyFromMetadata, tokenizerFromGguf } from '@recyclegpt/tokenizer';
import { openGguf } from '@recyclegpt/weights';
import { findNamed, openNamed, usualName } from '../load-model.ts';

/** The part of a model that turns text into tokens. */
export interface OpenedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: ChatTemplate | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens a model's tokenizer alone: works for GGUF files that hold nothing else. @throws FileError, TokenizerError */
export async function openTokenizer(given: string | undefined, env: Environment): Promise<OpenedTokenizer> {
  const name = given ?? (await usualName(env));
  const found = name === undefined ? undefined : await findNamed(name, env);
  if (found?.format === 'gguf') {
    using source = await fileSource(found.path);
    const { metadata } = await openGguf(source);
    return {
      tokenizer: tokenizerFromGguf(ggufVocabularyFromMetadata(metadata)),
      chatTemplate: chatTemplateFromGguf(metadata),
    };
  }
  using opened = await openNamed(name, { env });
  const { tokenizer, chatTemplate } = opened;
  return { tokenizer, chatTemplate };
}
