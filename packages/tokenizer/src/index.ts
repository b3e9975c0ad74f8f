export { type ChatTemplateSettings, type ChatTemplateSpecials, chatTemplate } from './chat-template.ts';
export { chatTemplateFromGguf } from './chat-template-from-gguf.ts';
export { chatTemplateFromJson } from './chat-template-from-json.ts';
export { type GgufVocabulary, ggufVocabularyFromMetadata } from './gguf-vocabulary.ts';
export { missingChatTemplateError } from './missing-chat-template-error.ts';
export { tokenizerFromGguf } from './tokenizer-from-gguf.ts';
export { tokenizerFromJson } from './tokenizer-from-json.ts';
export { tokenizerFromLlama2c } from './tokenizer-from-llama2c.ts';
