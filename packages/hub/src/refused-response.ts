import { DownloadError } from '@recyclegpt/spec';
import { shownUrl } from './shown-url.ts';
import { TransientFailure } from './transient-failure.ts';

/** Statuses that say "not now" and not "no". */
const transientStatuses: readonly number[] = [408, 425, 429];

/** Reads a Retry-After header (RFC 9110 section 10.2.3): seconds, or a date. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** The time by the clock that wrote a Retry-After date: this machine's own may be wrong by hours. */
function serverTimeMs(headers: Headers): number {
  const dateMs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(dateMs) ? Date.now() : dateMs;
}

/** What the hub adds to an error, such as GatedRepo or EntryNotFound. */
function shownStatus(response: Response): string {
  const code = response.headers.get('x-error-code');
  const message = response.headers.get('x-error-message');
  return [`HTTP ${response.status}`, code, message].filter((part) => part !== null && part !== '').join(', ');
}

/** What the hub's code for an error says to be missing. */
const missingByCode: Readonly<Record<string, string>> = {
  RepoNotFound: 'repository',
  RevisionNotFound: 'revision',
  EntryNotFound: 'file',
};

function accessRefused(url: string, response: Response, hasToken: boolean): DownloadError {
  return new DownloadError({
    what: 'The server refuses access',
    where: shownUrl(url),
    got: shownStatus(response),
    next: hasToken
      ? 'The token that was sent may not read this: check HF_TOKEN, and accept the licence on the page of the model.'
      : 'Check the spelling of the name. If the model is private or gated, accept its licence on its page and set HF_TOKEN.',
  });
}

/**
 * The failure that an answer other than a success stands for: a {@link TransientFailure} if trying again may help,
 * a `DownloadError` otherwise.
 */
export function refusedResponse(url: string, response: Response, hasToken: boolean): TransientFailure | DownloadError {
  const { status, headers } = response;
  if (status >= 500 || transientStatuses.includes(status)) {
    return new TransientFailure(shownStatus(response), {
      waitMs: retryAfterMs(headers.get('retry-after'), serverTimeMs(headers)),
    });
  }
  if (status === 401 || status === 403) return accessRefused(url, response, hasToken);
  const isMissing = status === 404 || status === 410;
  const missing = missingByCode[headers.get('x-error-code') ?? ''] ?? 'file';
  return new DownloadError({
    what: isMissing ? `There is no such ${missing}` : 'The server answers with something other than the file',
    where: shownUrl(url),
    got: shownStatus(response),
    expected: isMissing ? undefined : 'HTTP 200 or 206',
    next: 'Check the name, the revision and the file; the page of the model lists what there is.',
  });
}
