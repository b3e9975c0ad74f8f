import { fileSource, findModel } from '@recyclegpt/hub/node';
import type { ChatTemplate, Tokenizer } from '@recyclegpt/spec';
import { chatTemplateFromGguf, ggufVocabularyFromMetadata, tokenizerFromGguf } from '@recyclegpt/tokenizer';
import { openGguf } from '@recyclegpt/weights';
import { findDefault, openNamed } from '../load-model.ts';

/** The part of a model that turns text into tokens. */
export interface OpenedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: ChatTemplate | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens a model's tokenizer alone: works for GGUF files that hold nothing else. @throws FileError, TokenizerError */
export async function openTokenizer(name: string | undefined, env: Environment): Promise<OpenedTokenizer> {
  const found = name === undefined ? await findDefault(env) : await findModel(name, { env });
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
