import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from '@recyclegpt/spec';
import { ConfigError } from '@recyclegpt/spec';
import { testBackend } from '@recyclegpt/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeBackend } from './node-backend.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

/** A file in a folder of its own, mapped by path; bytes are read from memory. */
async function weightsFile(name: string, content: Uint8Array): Promise<ByteSource> {
  const folder = await mkdtemp(join(tmpdir(), 'recyclegpt-weights-'));
  folders.push(folder);
  await writeFile(join(folder, name), content);
  return {
    name,
    sizeBytes: content.length,
    path: join(folder, name),
    read: async (start, length) => content.slice(start, start + length),
    [Symbol.dispose]: () => undefined,
  };
}

testBackend('backend-node', () => nodeBackend({ threads: 2 }), { writeFile: weightsFile });

describe('the node backend', () => {
  it.each([0, -1, 1.5, Number.NaN])('refuses %d threads by name', async (threads) => {
    const backend = nodeBackend({ threads });
    await expect(backend).rejects.toSatisfy(ConfigError.isInstance);
    await expect(backend).rejects.toThrow(/threads/);
  });

  it('[B1] says which runtime it is', async () => {
    using backend = await nodeBackend({ threads: 1 });
    expect(backend.description).toMatch(/onnxruntime-node \d+\.\d+\.\d+, 1 threads?$/);
    expect(backend.profile.precisions).toEqual(['f32', 'int8', 'int4', 'int4-fast']);
  });

  it('sends no telemetry', async () => {
    using backend = await nodeBackend({ threads: 1 });
    expect([backend.name, process.env['ORT_DISABLE_TELEMETRY']]).toEqual(['node', '1']);
  });
});
