/** Types of a note's fields; those with a question mark may be missing. */
export type NoteFields = Readonly<Record<string, 'string' | 'string?' | 'number?'>>;

/** Reads the fields of a note that was written as JSON; `undefined` if it is damaged. */
export function parseNote(json: string, fields: NoteFields): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined; // Cut short by a crash: no note is the right reading of it.
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const found = value as Record<string, unknown>;
  const isNote = Object.entries(fields).every(([name, type]) => hasType(found[name], type));
  return isNote ? Object.fromEntries(Object.keys(fields).map((name) => [name, found[name]])) : undefined;
}

function hasType(value: unknown, type: NoteFields[string]): boolean {
  if (value === undefined) return type.endsWith('?');
  return typeof value === type.replace('?', '');
}
