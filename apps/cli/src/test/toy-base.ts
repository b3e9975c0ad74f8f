import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MainResult, runMain, runsFolder } from './run-main.ts';

const words = 'ant bee cat dog elk fox gnu hen ibis jay kite lynx mole newt owl pig'.split(' ');

/** Texts of one kind: animals in the order of the alphabet, over and over, from any of them on. */
export function toyTexts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, text) => {
    const length = 12 + ((text * 7) % 20);
    return Array.from({ length }, (__, i) => words[(text * 5 + i) % words.length]).join(' ');
  });
}

/** A file in the folder of this test file. */
export function toyFile(name: string, text: string): string {
  const file = join(runsFolder, name);
  writeFileSync(file, text);
  return file;
}

/** As small as a base can be. */
const config = {
  ...{ model_type: 'llama', vocab_size: 320, hidden_size: 32, intermediate_size: 64, num_hidden_layers: 2 },
  ...{ num_attention_heads: 2, num_key_value_heads: 1, head_dim: 16, max_position_embeddings: 64 },
  ...{ rms_norm_eps: 1e-5, rope_theta: 10000, tie_word_embeddings: true, hidden_act: 'silu' },
};

/** Options that train a tiny base on the toy texts in seconds. */
export function toyBaseArgs(out: string): readonly string[] {
  return [
    ...['train', '--data', toyFile('toy.txt', toyTexts(300).join('\n\n')), '--out', join(runsFolder, out)],
    ...[
      '--config',
      toyFile('toy-config.json', JSON.stringify(config)),
      '--vocab',
      '300',
      '--seq',
      '48',
      '--batch',
      '8',
    ],
    ...['--epochs', '8', '--learning-rate', '0.01', '--threads', '1', '--validate-every', '20'],
  ];
}

/** Trains it. @returns what the run said */
export async function trainToyBase(out: string, more: readonly string[] = []): Promise<MainResult> {
  return await runMain([...toyBaseArgs(out), ...more]);
}
