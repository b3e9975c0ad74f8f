import { DownloadError } from '@recyclegpt/spec';
import { networkFailure } from '../network-failure.ts';
import { refusedResponse } from '../refused-response.ts';
import { type FileResponse, requestFile } from '../request-file.ts';
import type { StallGuard } from '../stall-guard.ts';
import { TransientFailure } from '../transient-failure.ts';
import type { ByteSpan } from './byte-spans.ts';

/** How a file is asked for. */
export interface RangedRequestOptions {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Statuses of an address that was given for a time, and whose time is over. */
const expiredStatuses: readonly number[] = [400, 401, 403, 404, 410];

/**
 * Asks for pieces of one file. Where the first answer came from by a redirect to another host, the next pieces are asked
 * for there, so that a hub is not asked anew for each of thousands; when that address expires, the hub is asked again.
 */
export class RangedRequest {
  readonly #options: RangedRequestOptions;
  #direct: { readonly url: string; readonly headers: Headers } | undefined;

  constructor(options: RangedRequestOptions) {
    this.#options = options;
  }

  /**
   * The answer for a piece, or for the whole file where `span` is `undefined`: 200, 206 or 416.
   * @throws TransientFailure where trying again may help, DownloadError otherwise.
   */
  async send(span: ByteSpan | undefined, validator: string | undefined, guard: StallGuard): Promise<FileResponse> {
    const { url, fetch = globalThis.fetch } = this.#options;
    const direct = this.#direct;
    // Compression would make sizes and ranges speak of other bytes than those of the file.
    const headers = direct?.headers ?? new Headers({ 'accept-encoding': 'identity', ...this.#options.headers });
    const sent = new Headers(headers);
    if (span !== undefined) sent.set('range', `bytes=${span.start}-${span.end - 1}`);
    if (span !== undefined && validator !== undefined) sent.set('if-range', validator);
    const answer = await this.#answer({ url: direct?.url ?? url, headers: sent, fetch }, guard);
    const { status } = answer.response;
    if (status === 200 || status === 206) this.#remember(answer, direct !== undefined);
    else if (status !== 416) throw await this.#refused(answer, direct !== undefined);
    return answer;
  }

  async #answer(
    request: { readonly url: string; readonly headers: Headers; readonly fetch: typeof globalThis.fetch },
    guard: StallGuard,
  ): Promise<FileResponse> {
    try {
      return await guard.watch(requestFile({ ...request, signal: guard.signal }));
    } catch (error) {
      throw DownloadError.isInstance(error) ? error : networkFailure(request.url, error);
    }
  }

  #remember({ url, headers }: FileResponse, wasDirect: boolean): void {
    if (wasDirect || new URL(url).origin === new URL(this.#options.url).origin) return;
    const kept = new Headers(headers);
    for (const name of ['range', 'if-range']) kept.delete(name);
    this.#direct = { url, headers: kept };
  }

  async #refused({ response }: FileResponse, wasDirect: boolean): Promise<Error> {
    await response.body?.cancel();
    if (wasDirect && expiredStatuses.includes(response.status)) {
      this.#direct = undefined;
      return new TransientFailure(`the address that the hub gave has expired, HTTP ${response.status}`, { waitMs: 0 });
    }
    const hasToken = new Headers(this.#options.headers).has('authorization');
    return refusedResponse(this.#options.url, response, hasToken);
  }
}
