import type { ModelFiles, OpenedModel } from '@recyclegpt/core';
import { tokenizerFromJson } from '@recyclegpt/tokenizer';
import { safetensorsWeights } from '@recyclegpt/weights';

/**
 * Opens the model that the page was built with, if it is one of safetensors without a chat template; else `undefined`. Other
 * formats and templates bring scripts along that the page's first seconds can do without.
 * @throws FileError, TokenizerError as core's `openModel` does
 */
export async function openEmbeddedModel({ format, files, name, open }: ModelFiles): Promise<OpenedModel | undefined> {
  if (format !== 'safetensors' || !files.includes('tokenizer.json')) return undefined;
  const json = async (file: string): Promise<unknown> => {
    using source = await open(file);
    return JSON.parse(new TextDecoder().decode(await source.read(0, source.sizeBytes)));
  };
  const tokenizerConfig = files.includes('tokenizer_config.json') ? await json('tokenizer_config.json') : undefined;
  if (JSON.stringify(tokenizerConfig ?? {}).includes('"chat_template"')) return undefined;
  const tokenizer = tokenizerFromJson(await json('tokenizer.json'), tokenizerConfig);
  const config = await json('config.json');
  const weights = await safetensorsWeights({ config, index: undefined, files: open, name });
  const close = (): void => weights[Symbol.dispose]();
  return { name, format, weights, tokenizer, chatTemplate: undefined, [Symbol.dispose]: close };
}
