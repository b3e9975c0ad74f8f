import { DownloadError } from '@recyclegpt/spec';
import { shownUrl } from './shown-url.ts';
import { TransientFailure } from './transient-failure.ts';

/** Codes of Node that no second try mends: an unknown host, a certificate that does not hold. */
const lastingCode = /^(?:ENOTFOUND|CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** Certificates hold from one date to another: a clock that is wrong by years makes good ones fail. */
const datedCode = /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/;

function codeOf(error: unknown): string | undefined {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code;
  }
  return undefined;
}

function innermost(error: unknown): unknown {
  let each = error;
  while (each instanceof Error && each.cause instanceof Error) each = each.cause;
  return each;
}

/** The failure that an error thrown by `fetch` or by a body stands for. */
export function networkFailure(url: string, error: unknown): TransientFailure | DownloadError {
  const code = codeOf(error);
  const inner = innermost(error);
  const message = inner instanceof Error ? inner.message : String(inner);
  if (code === undefined || !lastingCode.test(code)) return new TransientFailure(message, { cause: error });
  return new DownloadError({
    what: 'The server cannot be reached',
    where: shownUrl(url),
    got: message,
    next: datedCode.test(code)
      ? `Check the clock of this machine, which says ${new Date().toISOString().slice(0, 16)} UTC; if it is right, the server's certificate is not.`
      : 'Check the connection, the proxy and HF_ENDPOINT; with --offline only what is in the cache is used.',
    cause: error,
  });
}
