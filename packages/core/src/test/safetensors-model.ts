import { bytesSource } from '@recyclegpt/hub';
import { type ByteSource, FileError, type WeightSource } from '@recyclegpt/spec';
import { writeSafetensors } from '@recyclegpt/weights';
import type { ModelFiles } from '../open-model.ts';

/** Files by name, as bytes. */
export type Folder = ReadonlyMap<string, Uint8Array>;

const utf8 = new TextEncoder();
export const json = (value: unknown): Uint8Array => utf8.encode(JSON.stringify(value));

/** A tokenizer of `numTokens` letters. */
function tokenizerJson(numTokens: number): unknown {
  const names = Array.from({ length: numTokens - 1 }, (_, id) => String.fromCharCode(id < 94 ? 33 + id : 256 + id));
  return {
    model: { type: 'BPE', vocab: Object.fromEntries(names.map((name, id) => [name, id])), merges: [] },
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
    decoder: { type: 'ByteLevel' },
    added_tokens: [{ id: numTokens - 1, content: '<|end|>', special: true }],
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A model folder as Hugging Face lays it out, with the configs that often lie beside it, in an unhelpful order. */
export async function safetensorsFolder(
  weights: WeightSource,
  { numTokens = weights.config.vocab } = {},
): Promise<Map<string, Uint8Array>> {
  const { config } = weights;
  const tensors = [...weights.tensors.values()].map(async ({ name, shape }) => {
    return [
      name,
      { dtype: 'float32', shape, data: (await weights.readFloat32(name)) as Float32Array<ArrayBuffer> },
    ] as const;
  });
  const chunks = [...writeSafetensors(new Map(await Promise.all(tensors)))];
  return new Map([
    ['generation_config.json', json({ temperature: 1 })],
    [
      'tokenizer_config.json',
      json({ eos_token: '<|end|>', chat_template: '{% for m in messages %}{{ m.content }}{% endfor %}' }),
    ],
    [
      'config.json',
      json({
        architectures: ['LlamaForCausalLM'],
        model_type: 'llama',
        vocab_size: config.vocab,
        hidden_size: config.hidden,
        intermediate_size: config.intermediate,
        num_hidden_layers: config.layers,
        num_attention_heads: config.heads,
        num_key_value_heads: config.kvHeads,
        head_dim: config.headDim,
        max_position_embeddings: config.contextLength,
        rms_norm_eps: config.normEpsilon,
        rope_theta: config.rope.base,
        tie_word_embeddings: config.hasTiedHead,
        hidden_act: 'silu',
      }),
    ],
    ['tokenizer.json', json(tokenizerJson(numTokens))],
    ['model.safetensors', joined(chunks)],
  ]);
}

/** What opened files came to: which are open still. */
export interface OpenFiles {
  readonly files: ModelFiles;
  readonly open: ReadonlySet<string>;
}

/** A folder in memory as `openModel` wants it. */
export function filesIn(folder: Folder, format: ModelFiles['format'] = 'safetensors'): OpenFiles {
  const open = new Set<string>();
  const source = async (file: string): Promise<ByteSource> => {
    const bytes = folder.get(file);
    if (bytes === undefined) throw new FileError({ what: 'There is no such file', where: file });
    const inner = bytesSource(file, bytes);
    open.add(file);
    return {
      name: file,
      sizeBytes: inner.sizeBytes,
      read: (...range) => inner.read(...range),
      [Symbol.dispose]: () => {
        open.delete(file);
        inner[Symbol.dispose]();
      },
    };
  };
  return { files: { format, name: 'a test model', files: [...folder.keys()], open: source }, open };
}
