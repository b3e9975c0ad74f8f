import { type JsonObject, jsonError, readArray, readObject } from './json-reader.ts';
import type { TokenSpelling } from './token-table.ts';

/** How a `decoder` turns tokens into text, as far as it goes token by token. */
export interface JsonDecoder {
  readonly spelling: TokenSpelling;
  readonly hasSpacePrefix: boolean;
}

function isSpaceReplacement({ pattern, content }: JsonObject): boolean {
  return content === ' ' && readObject(pattern, 'decoder.pattern')['String'] === '\u2581';
}

function readSequence(steps: readonly JsonObject[]): JsonDecoder {
  let hasSpacePrefix = false;
  for (const [index, step] of steps.entries()) {
    const where = `decoder.decoders[${index}]`;
    switch (step['type']) {
      case 'Replace':
        if (!isSpaceReplacement(step)) throw jsonError(where, 'U+2581 replaced by a space', step);
        break;
      case 'Strip':
        if (step['content'] !== ' ' || step['start'] !== 1 || step['stop'] !== 0) {
          throw jsonError(where, 'one leading space stripped', step);
        }
        hasSpacePrefix = true;
        break;
      case 'ByteFallback':
      case 'Fuse':
        break;
      default:
        throw jsonError(where, 'Replace, Strip, ByteFallback or Fuse', step['type']);
    }
  }
  return { spelling: 'metaspace', hasSpacePrefix };
}

/**
 * Reads the `decoder` of a tokenizer.json. Streaming needs a decoder that works on the bytes of each token by itself,
 * so WordPiece, CTC and other decoders are refused.
 * @throws TokenizerError naming the decoder.
 */
export function readJsonDecoder(value: unknown): JsonDecoder {
  const decoder = readObject(value, 'decoder');
  switch (decoder['type']) {
    case 'ByteLevel':
      return { spelling: 'byte-level', hasSpacePrefix: false };
    case 'Metaspace': {
      const isNever = decoder['prepend_scheme'] === 'never' || decoder['add_prefix_space'] === false;
      return { spelling: 'metaspace', hasSpacePrefix: !isNever };
    }
    case 'Sequence': {
      const steps = readArray(decoder['decoders'], 'decoder.decoders').map((step) =>
        readObject(step, 'decoder.decoders'),
      );
      if (steps.length === 1 && steps[0]?.['type'] === 'ByteLevel') return readJsonDecoder(steps[0]);
      return readSequence(steps);
    }
    default:
      throw jsonError('decoder.type', 'ByteLevel, Metaspace or Sequence', decoder['type']);
  }
}
