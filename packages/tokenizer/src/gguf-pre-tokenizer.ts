import { TokenizerError } from '@recyclegpt/spec';
import { deepseekLetters } from './deepseek-letters.ts';

/** How a byte-level vocabulary cuts a text into words, and what else its name implies. */
export interface GgufPreTokenizer {
  /** Applied one after the other; each cuts the pieces of the one before into matches and what lies between. */
  readonly patterns: readonly string[];
  /** Words that are tokens are taken whole, without merging. */
  readonly takesWholeWords: boolean;
  /** Whether a beginning-of-sequence token is added when the file does not say. */
  readonly addsBos: boolean;
}

// JavaScript's \s misses U+0085 and has U+FEFF, so patterns use the Unicode property instead.
const white = '\\p{White_Space}';
const notWhite = '\\P{White_Space}';
const contraction = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
const lines = `${white}*[\\r\\n]+`;
const tail = `${white}+(?!${notWhite})|${white}+`;
const gpt2 = `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${white}\\p{L}\\p{N}]+|${white}+(?!${notWhite})`;
const bloom = ` ?[^(${white}|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)]+`;
const upper = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';

/** The pattern of Llama 3 and its relatives, which differ in how many digits make a word. */
const llama3 = (digits: string) =>
  `${contraction}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^${white}\\p{L}\\p{N}]+[\\r\\n]*|${lines}|${tail}`;

/** The pattern of GPT-4o and Tekken, which cut before an upper-case letter after a lower-case one. */
const camelCase = (ending: string, digits: string) =>
  `[^\\r\\n\\p{L}\\p{N}]?${upper}*${lower}+${ending}|[^\\r\\n\\p{L}\\p{N}]?${upper}+${lower}*${ending}` +
  `|${digits}| ?[^${white}\\p{L}\\p{N}]+[\\r\\n/]*|${lines}|${tail}`;

const eastAsian = '[\\u4E00-\\u9FA5\\u0800-\\u4E00\\uAC00-\\uD7FF]+';
const deepseek3 = [
  '\\p{N}{1,3}',
  '[\\u4E00-\\u9FA5\\u3040-\\u309F\\u30A0-\\u30FF]+',
  '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+' +
    `| ?[\\p{P}\\p{S}]+[\\r\\n]*|${lines}|${tail}`,
];

interface Family {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly takesWholeWords?: boolean;
  readonly addsBos?: boolean;
}

/** Source: llama.cpp, src/llama-vocab.cpp, `llm_tokenizer_bpe` and `llama_vocab::impl::load`. */
const families: readonly Family[] = [
  {
    names: ['default'],
    patterns: ['[\\p{P}\\$\\+<=>\\^~\\|]+', gpt2, '\\p{N}+', '[0-9][0-9][0-9]'],
  },
  {
    names: ['gpt-2', 'phi-2', 'mpt', 'olmo', 'jais', 'trillion', 'granite-docling', 'exaone4', 'gigachat', 'mellum'],
    patterns: [gpt2],
  },
  {
    names: ['smollm', 'starcoder', 'refact', 'command-r', 'codeshell', 'exaone', 'minerva-7b', 'mellum2'],
    patterns: ['\\p{N}', gpt2],
  },
  {
    names: ['qwen2', 'stablelm2', 'deepseek-r1-qwen', 'hunyuan', 'megrez', 'solar-open', 'grok-2', 'kormo'],
    patterns: [llama3('\\p{N}')],
  },
  {
    names: ['llama3', 'llama-v3', 'llama-bpe', 'falcon3', 'falcon-h1', 'pixtral', 'midm-2.0', 'lfm2'],
    patterns: [llama3('\\p{N}{1,3}')],
    takesWholeWords: true,
    addsBos: true,
  },
  { names: ['dbrx', 'smaug-bpe', 'glm4', 'chatglm-bpe'], patterns: [llama3('\\p{N}{1,3}')] },
  { names: ['falcon'], patterns: ['[\\p{P}\\$\\+<=>\\^~\\|`]+', gpt2, '[0-9][0-9][0-9]'] },
  {
    names: ['deepseek-llm'],
    patterns: [
      '[\\r\\n]',
      `${white}?[${deepseekLetters}]+`,
      `${white}?[!-/:-~\\uFF01-\\uFF0F\\uFF1A-\\uFF5E\\u2018-\\u201F\\u3000-\\u3002]+`,
      `${white}+$`,
      eastAsian,
      '\\p{N}+',
    ],
  },
  {
    names: ['deepseek-coder'],
    patterns: ['[\\r\\n]', `${white}?\\p{L}+`, `${white}?\\p{P}+`, eastAsian, '\\p{N}'],
  },
  { names: ['deepseek-v3', 'hunyuan-dense'], patterns: deepseek3 },
  { names: ['poro-chat', 'bloom', 'gpt3-finnish'], patterns: [bloom] },
  { names: ['viking'], patterns: [bloom, '\\p{N}'] },
  { names: ['tekken'], patterns: [camelCase('', '\\p{N}')], takesWholeWords: true, addsBos: true },
  { names: ['gpt-4o', 'llama4', 'kanana2'], patterns: [camelCase(`${contraction}?`, '\\p{N}{1,3}')] },
];

const byName: ReadonlyMap<string, Family> = new Map(
  families.flatMap((family) => family.names.map((name) => [name, family])),
);

/**
 * The pre-tokenizer that `tokenizer.ggml.pre` names.
 * @throws TokenizerError for a name that is missing or unknown: another's words would give wrong ids in silence.
 */
export function ggufPreTokenizer(name: string | undefined): GgufPreTokenizer {
  const family = name === undefined ? undefined : byName.get(name);
  if (family !== undefined) {
    const { patterns, takesWholeWords = false, addsBos = false } = family;
    return { patterns, takesWholeWords, addsBos };
  }
  throw new TokenizerError({
    what: name === undefined ? 'The vocabulary does not name its pre-tokenizer' : 'The pre-tokenizer is not supported',
    where: 'tokenizer.ggml.pre',
    got: name === undefined ? 'nothing' : JSON.stringify(name.slice(0, 100)),
    expected: `one of ${Array.from(byName.keys()).join(', ')}`,
    next: "Use the model's tokenizer.json, or convert the model with a recent llama.cpp.",
  });
}
