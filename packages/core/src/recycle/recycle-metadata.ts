import { parseRecycleConfig, type RecycleConfig } from '@recyclegpt/recycle';
import { FileError } from '@recyclegpt/spec';
import { blockShapes } from '@recyclegpt/weights';
import type { RecycleBase } from './opened-recycle.ts';
import type { SampledRow, WeightsPrint } from './weights-print.ts';

/** What a module's file says of it. */
export interface RecycleMetadata {
  readonly config: RecycleConfig;
  readonly base: RecycleBase;
  /** JSON. */
  readonly about: unknown;
}

/** Version of the format, under `recyclegpt.format`. */
const formatVersion = '1';
const keys = {
  format: 'recyclegpt.format',
  config: 'recyclegpt.config',
  base: 'recyclegpt.base',
  about: 'recyclegpt.about',
} as const;

/** The metadata of a module's file. */
export function writeRecycleMetadata({ config, base, about }: RecycleMetadata): ReadonlyMap<string, string> {
  return new Map([
    [keys.format, formatVersion],
    [keys.config, JSON.stringify(config)],
    [keys.base, JSON.stringify(base)],
    [keys.about, JSON.stringify(about ?? null)],
  ]);
}

/**
 * Reads the metadata of a module's file. Other keys are other programs' business.
 * @throws FileError for a file that is no module, of another version, or with a base that cannot be read; ConfigError for
 * a config that cannot be used.
 */
export function readRecycleMetadata(metadata: ReadonlyMap<string, string>, file: string): RecycleMetadata {
  const version = metadata.get(keys.format);
  if (version !== formatVersion) {
    throw new FileError({
      what: version === undefined ? 'The file holds no recycle module' : 'The recycle module is of another version',
      where: `${file}, key ${keys.format}`,
      expected: `version ${formatVersion}`,
      got: version === undefined ? 'nothing' : JSON.stringify(version),
      next: 'Take a file that `recyclegpt train` of this version wrote.',
    });
  }
  const json = (key: string): unknown => parseJson(metadata.get(key), `${file}, key ${key}`);
  return {
    config: parseRecycleConfig(json(keys.config), `${file}, key ${keys.config}`),
    base: parseBase(json(keys.base), `${file}, key ${keys.base}`),
    about: json(keys.about),
  };
}

function parseJson(text: string | undefined, where: string): unknown {
  if (text === undefined) throw damaged(where, undefined, 'JSON');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(where, text, 'JSON', cause);
  }
}

function parseBase(json: unknown, where: string): RecycleBase {
  const { name, family, weights } = record(json, where, ['name', 'family', 'weights']);
  if (typeof name !== 'string') throw damaged(`${where}.name`, name, 'a text');
  if (typeof family !== 'string' || !/^[0-9a-f]{32}$/.test(family))
    throw damaged(`${where}.family`, family, '32 hexadecimal digits');
  if (!Array.isArray(weights) || weights.length === 0) throw damaged(`${where}.weights`, weights, 'sampled rows');
  return { name, family, weights: parsePrint(weights, `${where}.weights`) };
}

function parsePrint(rows: readonly unknown[], where: string): WeightsPrint {
  return rows.map((row, index) => parseRow(row, `${where}[${index}]`));
}

function parseRow(json: unknown, where: string): SampledRow {
  const { tensor, row, format, size, sums } = record(json, where, ['tensor', 'row', 'format', 'size', 'sums']);
  if (typeof tensor !== 'string') throw damaged(`${where}.tensor`, tensor, 'a text');
  if (!Number.isSafeInteger(row)) throw damaged(`${where}.row`, row, 'an integer');
  if (typeof format !== 'string' || !Object.hasOwn(blockShapes, format))
    throw damaged(`${where}.format`, format, Object.keys(blockShapes).join(', '));
  if (!isNumber(size)) throw damaged(`${where}.size`, size, 'a number');
  if (!Array.isArray(sums) || !sums.every(isNumber)) throw damaged(`${where}.sums`, sums, 'numbers');
  return { tensor, row, format, size, sums } as SampledRow;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** An object with these fields and no others. */
function record(json: unknown, where: string, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw damaged(where, json, 'an object');
  const unknown = Object.keys(json).find((key) => !fields.includes(key));
  if (unknown !== undefined) throw damaged(`${where}.${unknown}`, unknown, fields.join(', '));
  return json as Readonly<Record<string, unknown>>;
}

function damaged(where: string, got: unknown, expected: string, cause?: unknown): FileError {
  return new FileError({
    what: 'The file of a recycle module cannot be used',
    where,
    expected,
    got: got === undefined ? 'nothing' : JSON.stringify(got)?.slice(0, 100),
    next: 'Copy or download the file again.',
    cause,
  });
}
