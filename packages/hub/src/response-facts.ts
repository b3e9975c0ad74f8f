/** What the headers of an answer say about the file. */
export interface ResponseFacts {
  /** First byte that the answer holds; 0 for a whole file. `undefined` if a 206 does not tell. */
  readonly startBytes: number | undefined;
  readonly totalBytes: number | undefined;
  /** What If-Range may be given (RFC 9110 section 13.1.5): a strong ETag, else the date of last change. */
  readonly validator: string | undefined;
}

function sizeOf(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function validatorOf(headers: Headers): string | undefined {
  const etag = headers.get('etag');
  if (etag?.startsWith('"')) return etag;
  return etag === null ? (headers.get('last-modified') ?? undefined) : undefined;
}

/** The size after the slash of a Content-Range header, as a 416 gives it. */
export function contentRangeSize(headers: Headers): number | undefined {
  return sizeOf(/^bytes .*\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]);
}

/** Reads the headers of a 200 or 206. A compressed answer tells nothing about the bytes of the file itself. */
export function responseFacts({ status, headers }: Response): ResponseFacts {
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    return { startBytes: status === 206 ? undefined : 0, totalBytes: undefined, validator: undefined };
  }
  const validator = validatorOf(headers);
  if (status !== 206) return { startBytes: 0, totalBytes: sizeOf(headers.get('content-length')), validator };
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  return { startBytes: sizeOf(range?.[1]), totalBytes: sizeOf(range?.[2]), validator };
}
