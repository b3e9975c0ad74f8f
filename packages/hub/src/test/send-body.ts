import type { ServerResponse } from 'node:http';

/** How a body is sent. */
export interface SendOptions {
  readonly cutAfterBytes?: number;
  readonly hangAfterBytes?: number;
  readonly bytesPerSecond?: number;
  readonly contentLength?: number;
  readonly onSent: (bytes: number) => void;
}

const sliceBytes = 8 << 10;

/** Sends a body no faster than it is taken, so that what is counted as sent has left. */
export async function sendBody(response: ServerResponse, body: Uint8Array, options: SendOptions): Promise<void> {
  const { cutAfterBytes, hangAfterBytes, bytesPerSecond, contentLength, onSent } = options;
  const stopAfter = Math.min(cutAfterBytes ?? body.length, hangAfterBytes ?? body.length, body.length);
  for (let position = 0; position < stopAfter && !response.destroyed; position += sliceBytes) {
    const slice = body.subarray(position, Math.min(position + sliceBytes, stopAfter));
    onSent(slice.length);
    const hasRoom = response.write(slice);
    if (!hasRoom) await drained(response);
    if (bytesPerSecond !== undefined)
      await new Promise((done) => setTimeout(done, (slice.length * 1000) / bytesPerSecond));
  }
  if (hangAfterBytes !== undefined && hangAfterBytes < body.length) return;
  const isWhole = stopAfter === body.length && (contentLength === undefined || contentLength === body.length);
  if (isWhole) response.end();
  // Destroyed only when the bytes have left, so that the cut lies where the test says.
  else setTimeout(() => response.destroy(), 20);
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((done) => {
    const finish = (): void => {
      response.off('drain', finish);
      response.off('close', finish);
      done();
    };
    response.on('drain', finish);
    response.on('close', finish);
  });
}
