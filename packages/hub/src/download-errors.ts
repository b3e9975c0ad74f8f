import { ConfigError, DownloadError } from '@recyclegpt/spec';
import { shownUrl } from './shown-url.ts';

/** The hub holds another file than the one that was asked for by hash or size; nothing was fetched. */
export function otherFileError(url: string, got: string, expected: string): DownloadError {
  return new DownloadError({
    what: 'The server holds another file than the expected one',
    where: shownUrl(url),
    got,
    expected,
    next: 'Nothing was kept. The file was replaced at its origin: give the revision that has the expected one.',
  });
}

/** The bytes that came do not have the hash that they must have; they are removed. */
export function wrongHashError(url: string, got: string, expected: string): DownloadError {
  return new DownloadError({
    what: 'The downloaded file has another hash than expected',
    where: shownUrl(url),
    got: `sha256 ${got}`,
    expected: `sha256 ${expected}`,
    next: 'The file was removed. Try once more; if it happens again, the file at its origin or the way to it is not to be trusted.',
  });
}

/** More bytes came than were announced. */
export function tooManyBytesError(url: string, receivedBytes: number, totalBytes: number): DownloadError {
  return new DownloadError({
    what: 'The server sends more than it announced',
    where: shownUrl(url),
    got: `${receivedBytes} bytes`,
    expected: `${totalBytes} bytes`,
    next: 'What came was removed. The server or a proxy before it is at fault: try again later.',
  });
}

/** The server contradicts itself again and again. */
export function inconsistentServerError(url: string, reason: string): DownloadError {
  return new DownloadError({
    what: 'The file does not stay the same while it is downloaded',
    where: shownUrl(url),
    got: reason,
    next: 'It is being replaced, or the server is at fault: try again later.',
  });
}

/** A hash option that is none. */
export function badHashError(sha256: string): ConfigError {
  return new ConfigError({
    what: 'This is no SHA-256',
    where: 'sha256',
    got: JSON.stringify(sha256),
    expected: '64 hexadecimal digits',
  });
}
