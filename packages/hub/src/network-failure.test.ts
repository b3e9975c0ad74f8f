import { DownloadError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { networkFailure } from './network-failure.ts';
import { TransientFailure } from './transient-failure.ts';

function failureOf(code: string): Error {
  const inner = Object.assign(new Error(`inner ${code}`), { code });
  return networkFailure('https://example.org/m.gguf?signature=secret', new TypeError('fetch failed', { cause: inner }));
}

test.each(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'])('%s speaks of the clock of this machine', (code) => {
  const failure = failureOf(code);
  expect(failure).toSatisfy(DownloadError.isInstance);
  expect(failure.message).toContain(`clock of this machine, which says ${new Date().toISOString().slice(0, 10)}`);
  expect(failure.message).not.toContain('secret');
});

test('an unknown host is told at once, a cut connection is tried again', () => {
  expect(failureOf('ENOTFOUND').message).toContain('Check the connection');
  expect(failureOf('ECONNRESET')).toBeInstanceOf(TransientFailure);
});
