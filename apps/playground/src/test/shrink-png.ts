import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Picture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, channels]` */
  readonly pixels: Uint8Array;
  readonly channels: number;
}

/**
 * A screenshot in at most 256 colours, a third of its size: pages have few colours, and the eye does not miss the others.
 * Reads and writes PNG (ISO/IEC 15948), 8 bits a channel, as Chromium takes it.
 */
export function shrinkPng(png: Buffer): Buffer {
  const picture = decode(png);
  return encode(picture, inPalette(picture));
}

function decode(png: Buffer): Picture {
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const filtered = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const pixels = new Uint8Array(height * stride);
  for (let row = 0; row < height; row++) unfilter({ filtered, pixels, row, stride, channels });
  return { width, height, pixels, channels };
}

interface Row {
  readonly filtered: Uint8Array;
  readonly pixels: Uint8Array;
  readonly row: number;
  readonly stride: number;
  readonly channels: number;
}

/** Undoes the filter of a row: none, left, above, mean, or the nearest of three (Paeth). */
function unfilter({ filtered, pixels, row, stride, channels }: Row): void {
  const from = row * (stride + 1);
  const to = row * stride;
  const filter = filtered[from] ?? 0;
  for (let i = 0; i < stride; i++) {
    const left = i < channels ? 0 : (pixels[to + i - channels] ?? 0);
    const above = row === 0 ? 0 : (pixels[to + i - stride] ?? 0);
    const corner = row === 0 || i < channels ? 0 : (pixels[to + i - stride - channels] ?? 0);
    const guesses = [0, left, above, (left + above) >> 1, paeth(left, above, corner)];
    pixels[to + i] = (filtered[from + 1 + i] ?? 0) + (guesses[filter] ?? 0);
  }
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

interface Palette {
  readonly colours: readonly number[];
  readonly indices: Uint8Array;
}

const mostColours = 256;

/** The most frequent colours as they are, and each other one as the nearest of these. */
function inPalette({ pixels, width, height, channels }: Picture): Palette {
  const colourAt = (pixel: number): number => {
    const at = pixel * channels;
    return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
  };
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = colourAt(pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const colours = frequent.slice(0, mostColours);
  const places = new Map(
    frequent.map((colour, place) => [colour, place < mostColours ? place : nearest(colours, colour)]),
  );
  return {
    colours,
    indices: Uint8Array.from({ length: width * height }, (_, pixel) => places.get(colourAt(pixel)) ?? 0),
  };
}

function nearest(colours: readonly number[], wanted: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [place, colour] of colours.entries()) {
    const parts = [16, 8, 0].map((shift) => ((colour >> shift) & 255) - ((wanted >> shift) & 255));
    const distance = parts.reduce((sum, part) => sum + part * part, 0);
    if (distance >= least) continue;
    best = place;
    least = distance;
  }
  return best;
}

function encode({ width, height }: Picture, { colours, indices }: Palette): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++)
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
