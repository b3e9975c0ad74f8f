import { blobSource } from '@recyclegpt/hub/web';
import type { ByteSource } from '@recyclegpt/spec';

/** A file beside the page. @throws Error if there is none */
export async function fetchSource(address: string): Promise<ByteSource> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return blobSource(await response.blob());
}
