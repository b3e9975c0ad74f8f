import { DownloadError } from '@recyclegpt/spec';
import { networkFailure } from './network-failure.ts';
import { refusedResponse } from './refused-response.ts';
import { requestFile } from './request-file.ts';
import { type RetryOptions, RetryPolicy } from './retry.ts';
import { shownUrl } from './shown-url.ts';
import { StallGuard } from './stall-guard.ts';
import { TransientFailure } from './transient-failure.ts';

/** How to ask an API. */
export interface ApiOptions {
  /** Sent along; Authorization and Cookie only to the origin of the address. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryOptions | undefined;
  readonly stallTimeoutMs?: number | undefined;
}

/** One answer of an API. */
export interface ApiAnswer {
  readonly json: unknown;
  /** Address of the next page, if the answer is one of several (RFC 8288). */
  readonly nextUrl: string | undefined;
}

/** Longer answers are no lists of files. */
const mostBytes = 64 << 20;

/**
 * Asks for JSON, and again after cuts, overload and errors of the server.
 * @throws DownloadError if the server refuses or keeps failing, or answers with something else.
 */
export async function requestJson(url: string, options: ApiOptions): Promise<ApiAnswer> {
  const retry = new RetryPolicy(url, options.signal, options.retry);
  for (;;) {
    try {
      const { text, link } = await requestText(url, options);
      return { json: parsed(text, url), nextUrl: nextOf(link, url) };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof TransientFailure)) throw error;
      await retry.wait(error, 0);
    }
  }
}

async function requestText(
  url: string,
  { headers, fetch = globalThis.fetch, signal, stallTimeoutMs = 60_000 }: ApiOptions,
): Promise<{ readonly text: string; readonly link: string | null }> {
  using guard = new StallGuard(stallTimeoutMs, signal);
  try {
    const request = { url, headers: new Headers(headers), signal: guard.signal, fetch };
    const { response } = await guard.watch(requestFile(request));
    if (response.status !== 200) throw refusedResponse(url, response, request.headers.has('authorization'));
    return { text: await textOf(response, url, guard), link: response.headers.get('link') };
  } catch (error) {
    throw DownloadError.isInstance(error) || error instanceof TransientFailure ? error : networkFailure(url, error);
  }
}

async function textOf(response: Response, url: string, guard: StallGuard): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let [text, receivedBytes] = ['', 0];
  for (;;) {
    const { value } = (await guard.watch(reader?.read() ?? Promise.resolve(undefined))) ?? {};
    if (value === undefined) return text + decoder.decode();
    receivedBytes += value.length;
    if (receivedBytes > mostBytes) throw noJsonError(url, `more than ${mostBytes} bytes`);
    text += decoder.decode(value, { stream: true });
  }
}

function parsed(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noJsonError(url, JSON.stringify(text.slice(0, 80))); // An error page of a proxy, say.
  }
}

function nextOf(link: string | null, url: string): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, url)) return undefined;
  const next = new URL(target, url);
  // The token that goes along was given for this origin alone.
  return next.origin === new URL(url).origin ? next.href : new URL(next.pathname + next.search, url).href;
}

/** An answer that is not what the API promises. */
export function noJsonError(url: string, got: string, expected = 'JSON'): DownloadError {
  return new DownloadError({
    what: 'The hub answers with something other than the description of a repository',
    where: shownUrl(url),
    got,
    expected,
    next: 'Check HF_ENDPOINT and the proxy.',
  });
}
