import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const layers = 32;
const hidden = 4096;
const inner = 11_008;

/**
 * Writes the files of a model of some seven billion weights that are all zero: the file is sparse, and takes no room on the disk.
 * @param likeFolder a model whose tokenizer and config it takes over, but for the sizes
 * @returns paths of its files
 */
export function makeBigModel(folder: string, likeFolder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const like = JSON.parse(readFileSync(join(likeFolder, 'config.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  const sizes = { hidden_size: hidden, intermediate_size: inner, num_hidden_layers: layers, head_dim: 128 };
  const heads = { num_attention_heads: 32, num_key_value_heads: 32 };
  const [config, tokenizer, weights] = ['config.json', 'tokenizer.json', 'model.safetensors'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(config, JSON.stringify({ ...like, ...sizes, ...heads }));
  writeFileSync(tokenizer, readFileSync(join(likeFolder, 'tokenizer.json')));
  writeZeros(weights, shapes(Number(like['vocab_size'])));
  return [config, tokenizer, weights];
}

function shapes(vocab: number): ReadonlyMap<string, readonly number[]> {
  const named = new Map<string, readonly number[]>([
    ['model.embed_tokens.weight', [vocab, hidden]],
    ['model.norm.weight', [hidden]],
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const add = (name: string, shape: readonly number[]) => named.set(`model.layers.${layer}.${name}.weight`, shape);
    for (const name of ['q', 'k', 'v', 'o']) add(`self_attn.${name}_proj`, [hidden, hidden]);
    for (const name of ['gate', 'up']) add(`mlp.${name}_proj`, [inner, hidden]);
    add('mlp.down_proj', [hidden, inner]);
    for (const name of ['input', 'post_attention']) add(`${name}_layernorm`, [hidden]);
  }
  return named;
}

/** A file of the format safetensors in half precision, of which only the header is written. */
function writeZeros(path: string, tensors: ReadonlyMap<string, readonly number[]>): void {
  const header: Record<string, object> = {};
  let end = 0;
  for (const [name, shape] of tensors) {
    const start = end;
    end += 2 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F16', shape, data_offsets: [start, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat([length, text]));
  ftruncateSync(file, 8 + text.length + end);
  closeSync(file);
}
