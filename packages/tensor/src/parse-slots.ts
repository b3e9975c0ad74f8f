import { GraphError, type SlotBinding, type StateSlot } from '@recyclegpt/spec';

function refuse(what: string, got: unknown): never {
  throw new GraphError({ what, where: 'slots in the metadata', got: JSON.stringify(got) });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  return refuse('A slot is no object', value);
}

function text(value: unknown, key: string): string {
  return typeof value === 'string' ? value : refuse(`"${key}" of a slot is no text`, value);
}

function optionalText(value: unknown, key: string): string | undefined {
  return value === undefined || value === null ? undefined : text(value, key);
}

function count(value: unknown, key: string): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(`"${key}" of a slot is no number of things`, value);
}

function parseSlot(value: unknown): StateSlot {
  const { name, kind, owner, width, dtype } = recordOf(value);
  if (kind !== 'key' && kind !== 'value' && kind !== 'hidden') return refuse('A slot is of no known kind', kind);
  if (dtype !== 'float32' && dtype !== 'float16') return refuse('A slot has another element type', dtype);
  return { name: text(name, 'name'), kind, owner: text(owner, 'owner'), width: count(width, 'width'), dtype };
}

function parseBinding(value: unknown): SlotBinding {
  const { slot, pastInput, tailInput, rowsOutput, rowsIndex } = recordOf(value);
  return {
    slot: parseSlot(slot),
    pastInput: optionalText(pastInput, 'pastInput'),
    tailInput: optionalText(tailInput, 'tailInput'),
    rowsOutput: text(rowsOutput, 'rowsOutput'),
    rowsIndex: count(rowsIndex, 'rowsIndex'),
  };
}

/** Slots from a graph's metadata. @throws GraphError for anything that is no list of slots. */
export function parseSlots(json: string): readonly SlotBinding[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new GraphError({ what: 'The slots in the metadata are not JSON', cause });
  }
  return Array.isArray(value) ? value.map(parseBinding) : refuse('The slots in the metadata are no list', value);
}
