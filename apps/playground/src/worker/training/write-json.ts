import type { Storage } from '@recyclegpt/spec';

/** Writes a value as a file of JSON. */
export async function writeJson(storage: Storage, path: string, value: unknown): Promise<void> {
  await storage.write(path, [new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)]);
}
