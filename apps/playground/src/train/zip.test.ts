import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zip } from './zip.ts';

describe('zip', () => {
  it('has every file, its bytes and its checksum, where the directory says', async () => {
    const files = [
      { name: 'config.json', bytes: new TextEncoder().encode('{"a":1}') },
      { name: 'model.safetensors', bytes: Uint8Array.from({ length: 70_000 }, (_, i) => i * 7) },
    ];
    const bytes = new Uint8Array(await zip(files).arrayBuffer());
    const view = new DataView(bytes.buffer);
    const end = bytes.length - 22;
    expect(view.getUint32(end, true)).toBe(0x06054b50);
    expect(view.getUint16(end + 10, true)).toBe(2);
    let entry = view.getUint32(end + 16, true);
    for (const { name, bytes: contents } of files) {
      expect(view.getUint32(entry, true)).toBe(0x02014b50);
      expect(view.getUint32(entry + 16, true)).toBe(crc32(contents));
      const local = view.getUint32(entry + 42, true);
      expect(view.getUint32(local, true)).toBe(0x04034b50);
      const data = local + 30 + view.getUint16(local + 26, true);
      expect(bytes.slice(data, data + contents.length)).toEqual(contents);
      expect(new TextDecoder().decode(bytes.slice(local + 30, data))).toBe(name);
      entry += 46 + view.getUint16(entry + 28, true);
    }
  });
});
