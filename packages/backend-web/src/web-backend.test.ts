import { BackendError, ConfigError } from '@recyclegpt/spec';
import { testBackend } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import { webBackend } from './web-backend.ts';

testBackend('backend-web in Node', () => webBackend({ device: 'wasm', threads: 2 }));

describe('the web backend in Node', () => {
  it.each([0, -1, 1.5, Number.NaN])('refuses %d threads by name', async (threads) => {
    const backend = webBackend({ threads });
    await expect(backend).rejects.toSatisfy(ConfigError.isInstance);
    await expect(backend).rejects.toThrow(/threads/);
  });

  it('has no WebGPU, says so where it is asked for, and does without it otherwise', async () => {
    await expect(webBackend({ device: 'webgpu' })).rejects.toSatisfy(BackendError.isInstance);
    const notices: string[] = [];
    using backend = await webBackend({ threads: 2, onNotice: (notice) => notices.push(notice) });
    expect([backend.name, notices.join()]).toEqual(['wasm', expect.stringContaining('no WebGPU')]);
  });

  it('[B1] says which runtime it is', async () => {
    using backend = await webBackend({ device: 'wasm', threads: 2 });
    expect(backend.description).toMatch(/^onnxruntime-web \d+\.\d+\.\d+, WASM, 2 threads$/);
    expect(backend.profile.precisions).toEqual(['f32', 'int8']);
  });
});
