import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../read-json.ts';

/** What a model is, as its files say. */
export interface ModelShape {
  readonly layers: number;
  readonly hidden: number;
  readonly vocab: number;
  readonly context: number;
  /** Parameters of base and module. */
  readonly base: number;
  readonly recycle: number;
  readonly moduleLayers: number;
  /** Tokens that the module can draft, if not all. */
  readonly draftVocab: number | undefined;
  readonly tappedLayers: readonly number[];
  /** Bytes of both files of weights. */
  readonly bytes: number;
}

interface SafetensorsHeader {
  readonly __metadata__: Readonly<Record<string, string>>;
  readonly [tensor: string]: { readonly shape?: readonly number[] };
}

/** Reads it from a package's files. */
export function shapeOf(folder: string): ModelShape {
  const config = readJson(join(folder, 'config.json')) as Readonly<Record<string, number>>;
  const [model, module] = ['model.safetensors', 'recycle.safetensors'].map((file) => join(folder, file)) as [
    string,
    string,
  ];
  const header = headerOf(module);
  const about = JSON.parse(header.__metadata__['recyclegpt.config'] ?? '{}') as {
    readonly layers: number;
    readonly tappedLayers: readonly number[];
    readonly head: string;
    readonly draftVocab: number;
  };
  return {
    layers: config['num_hidden_layers'] as number,
    hidden: config['hidden_size'] as number,
    vocab: config['vocab_size'] as number,
    context: config['max_position_embeddings'] as number,
    base: countOf(headerOf(model)),
    recycle: countOf(header),
    moduleLayers: about.layers,
    tappedLayers: about.tappedLayers,
    draftVocab: about.head === 'shared' ? undefined : about.draftVocab,
    bytes: statSync(model).size + statSync(module).size,
  };
}

function headerOf(file: string): SafetensorsHeader {
  const bytes = readFileSync(file);
  return JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString()) as SafetensorsHeader;
}

function countOf(header: SafetensorsHeader): number {
  const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__' && name !== 'recycle.d2t');
  return tensors.reduce((sum, [, { shape = [] }]) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
