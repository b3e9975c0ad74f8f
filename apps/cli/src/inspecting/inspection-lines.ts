import { basename } from 'node:path';
import type { DecoderConfig, Tokenizer } from '@recyclegpt/spec';
import { formatBytes, formatCount, formatLarge, plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { tableLines } from '../terminal/table.ts';
import type { InspectedTensor, Inspection } from './inspect-model.ts';
import { tokenPiece } from './token-piece.ts';

/** How much of a format a model holds. */
export interface FormatShare {
  readonly format: string;
  readonly tensors: number;
  readonly sizeBytes: number;
}

/** Number of weights of all tensors. */
export function numWeights(tensors: readonly InspectedTensor[]): number {
  return tensors.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
}

/** The formats of the tensors, that of most bytes first. */
export function formatShares(tensors: readonly InspectedTensor[]): readonly FormatShare[] {
  const shares = new Map<string, FormatShare>();
  for (const { format, sizeBytes } of tensors) {
    const before = shares.get(format);
    shares.set(format, {
      format,
      tensors: (before?.tensors ?? 0) + 1,
      sizeBytes: (before?.sizeBytes ?? 0) + sizeBytes,
    });
  }
  return [...shares.values()].sort((a, b) => b.sizeBytes - a.sizeBytes);
}

/** An inspection for people. */
export function inspectionLines(inspection: Inspection, hasTensors: boolean): readonly string[] {
  const { name, path, format, fileBytes, config, tensors, tokenizer, chatTemplate, notes, problems } = inspection;
  const rows: (readonly string[])[] = [
    [
      'model',
      [name === path ? basename(name) : name, notes['title'], notes['licence']]
        .filter((part) => part !== undefined)
        .map(printable)
        .join(', '),
    ],
    [
      'file',
      [path, format, fileBytes === undefined ? undefined : formatBytes(fileBytes)]
        .filter((part) => part !== undefined)
        .join(', '),
    ],
    [
      'weights',
      tensors.length === 0
        ? 'none: this file holds a vocabulary only'
        : `${formatLarge(numWeights(tensors))} in ${plural(tensors.length, 'tensor')}`,
    ],
    ...formatShares(tensors).map((share, index) => [
      index === 0 ? 'formats' : '',
      `${share.format}: ${plural(share.tensors, 'tensor')}, ${formatBytes(share.sizeBytes)}`,
    ]),
    ...(config === undefined ? [['architecture', printable(notes['architecture'] ?? 'unknown')]] : shapeRows(config)),
    ...(tokenizer === undefined ? [] : tokenizerRows(tokenizer, notes)),
    ['chat template', chatTemplate === undefined ? 'none: it writes on from plain text' : 'yes'],
    ...problems.map((problem) => ['problem', printable(problem)]),
  ];
  const tensorRows = tensors.map((tensor) =>
    [tensor.name, `[${tensor.shape.join(', ')}]`, tensor.format, formatBytes(tensor.sizeBytes)].map(printable),
  );
  return [...tableLines(rows), ...(hasTensors ? ['', ...tableLines(tensorRows, [3])] : [])];
}

function shapeRows(config: DecoderConfig): readonly (readonly string[])[] {
  const { architecture, layers, hidden, intermediate, heads, kvHeads, headDim, vocab, contextLength, rope } = config;
  const extras = [
    config.hasTiedHead ? 'head shares the embedding table' : 'head of its own',
    ...(config.hasAttentionBias ? ['attention with bias'] : []),
    ...(config.hasQueryKeyNorm ? ['normed queries and keys'] : []),
    ...(config.slidingWindow === undefined ? [] : [`window of ${config.slidingWindow}`]),
  ];
  return [
    ['architecture', architecture],
    ['shape', `${plural(layers, 'layer')}, hidden ${hidden}, feed-forward ${intermediate}`],
    ['attention', `${plural(heads, 'head')} of ${headDim}, ${kvHeads} for keys and values; ${extras.join(', ')}`],
    ['vocabulary', `${formatCount(vocab)} tokens`],
    [
      'context',
      `${formatCount(contextLength)} tokens, rotary base ${rope.base}${rope.scaling.kind === 'none' ? '' : `, scaled (${rope.scaling.kind})`}`,
    ],
  ];
}

function tokenizerRows(
  tokenizer: Tokenizer,
  { vocabulary, preTokenizer }: Inspection['notes'],
): readonly (readonly string[])[] {
  const named = (id: number) => `${printable(tokenPiece(tokenizer.tokenBytes(id)))} (${id})`;
  const kind = [vocabulary, preTokenizer].filter((part) => part !== undefined).join(', ');
  const begin =
    tokenizer.bosTokenId === undefined ? 'no token begins a text' : `begins with ${named(tokenizer.bosTokenId)}`;
  const end =
    tokenizer.eosTokenIds.length === 0 ? 'none ends it' : `ends with ${tokenizer.eosTokenIds.map(named).join(', ')}`;
  return [
    [
      'tokenizer',
      `${formatCount(tokenizer.vocabSize)} tokens${kind === '' ? '' : ` (${printable(kind)})`}; ${begin}, ${end}`.replaceAll(
        '\n',
        '\\n',
      ),
    ],
  ];
}
