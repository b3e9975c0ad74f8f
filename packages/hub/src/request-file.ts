import { DownloadError } from '@recyclegpt/spec';
import { shownUrl } from './shown-url.ts';

/** One request, with its redirects. */
export interface FileRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
}

/** The answer at the end of the redirects, and what the hub told on the way. */
export interface FileResponse {
  readonly response: Response;
  /** Where the answer came from. */
  readonly url: string;
  /** What was sent there: of what was given, without secrets if it is another origin. */
  readonly headers: Headers;
  /** Hash of a file that the hub keeps in LFS, in hexadecimal. */
  readonly linkedSha256: string | undefined;
  readonly linkedSizeBytes: number | undefined;
  /** Commit that the revision stood for. */
  readonly commit: string | undefined;
}

const maxRedirects = 10;
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];
/** What must not reach a host that it was not meant for. */
const secretHeaders: readonly string[] = ['authorization', 'cookie', 'proxy-authorization'];

function redirectError(url: string, what: string, got?: string): DownloadError {
  return new DownloadError({
    what,
    where: shownUrl(url),
    got,
    next: 'Nothing was downloaded from there. Check the address, or HF_ENDPOINT if it is set.',
  });
}

function nextUrl(url: string, response: Response): URL {
  const location = response.headers.get('location');
  if (location === null || !URL.canParse(location, url)) {
    throw redirectError(url, 'The server redirects to nowhere', location ?? 'no Location header');
  }
  const next = new URL(location, url);
  const isDowngrade = url.startsWith('https:') && next.protocol !== 'https:';
  if (isDowngrade || !/^https?:$/.test(next.protocol)) {
    throw redirectError(url, 'The server redirects to something that is not safe', shownUrl(next.href));
  }
  return next;
}

function withoutSecrets(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of secretHeaders) kept.delete(name);
  return kept;
}

/** Gathers the headers of the hub over all hops: the redirect has the hash, the last answer the bytes. */
class LinkedFacts {
  linkedSha256: string | undefined;
  linkedSizeBytes: number | undefined;
  commit: string | undefined;

  add(headers: Headers): void {
    this.linkedSha256 ??= /^(?:W\/)?"?([0-9a-fA-F]{64})"?$/
      .exec(headers.get('x-linked-etag') ?? '')?.[1]
      ?.toLowerCase();
    const size = headers.get('x-linked-size');
    if (size !== null && /^\d+$/.test(size)) this.linkedSizeBytes ??= Number(size);
    this.commit ??= headers.get('x-repo-commit') ?? undefined;
  }
}

/**
 * Asks for a file and follows redirects itself, for two reasons: the hub tells the hash on the redirect,
 * and a token goes to no other origin than the one it was given for.
 * A browser shows no redirects to scripts; there the browser follows them, and leaves out the token itself.
 * @throws DownloadError for a redirect that is unsafe, endless or without an address.
 */
export async function requestFile(request: FileRequest): Promise<FileResponse> {
  const { signal, fetch } = request;
  const facts = new LinkedFacts();
  let { url, headers } = request;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    let response = await fetch(url, { headers, signal, redirect: 'manual' });
    if (response.type === 'opaqueredirect') response = await fetch(url, { headers, signal, redirect: 'follow' });
    facts.add(response.headers);
    if (!redirectStatuses.includes(response.status)) {
      const { linkedSha256, linkedSizeBytes, commit } = facts;
      return { response, url: response.url || url, headers, linkedSha256, linkedSizeBytes, commit };
    }
    await response.body?.cancel();
    const next = nextUrl(url, response);
    if (next.origin !== new URL(url).origin) headers = withoutSecrets(headers);
    url = next.href;
  }
  throw redirectError(request.url, `The server redirects more than ${maxRedirects} times`);
}
