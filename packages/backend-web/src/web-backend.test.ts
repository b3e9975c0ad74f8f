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
});
void BackendError;
