import { type JsonObject, jsonError, readArray, readObject } from './json-reader.ts';

const gpt2Words = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

function split(regex: string): JsonObject {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
}

function exactByteLevel(node: JsonObject): JsonObject {
  if (node['use_regex'] === false || node['add_prefix_space'] === true) return node;
  return { type: 'Sequence', pretokenizers: [split(gpt2Words), { ...node, use_regex: false }] };
}

function exactSequence(node: JsonObject, where: string): JsonObject {
  const steps = readArray(node['pretokenizers'], `${where}.pretokenizers`);
  const exact = steps.map((step, index) => exactPreTokenizer(step, `${where}.pretokenizers[${index}]`));
  return { ...node, pretokenizers: exact };
}

/**
 * A `pre_tokenizer` that @huggingface/tokenizers 0.2 runs as Hugging Face's Rust library does: there, digits are all of
 * `\p{N}` and white space is Unicode's, here `Digits` knows ASCII only and `ByteLevel` takes JavaScript's `\s`.
 * @throws TokenizerError for a `Split` that the library would run as another.
 */
export function exactPreTokenizer(value: unknown, where: string): JsonObject | null {
  if (value === null || value === undefined) return null;
  const node = readObject(value, where);
  switch (node['type']) {
    case 'Sequence':
      return exactSequence(node, where);
    case 'ByteLevel':
      return exactByteLevel(node);
    case 'Digits':
      return split(node['individual_digits'] === true ? '\\p{N}' : '\\p{N}+');
    case 'Split':
      if (node['behavior'] === 'Isolated' || node['behavior'] === 'Removed') return node;
      throw jsonError(`${where}.behavior`, 'Isolated or Removed', node['behavior']);
    default:
      return node;
  }
}
