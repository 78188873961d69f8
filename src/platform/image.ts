/** A picture as its bytes say, without what stands in it beside the picture. */
export interface Image {
  readonly type: 'png' | 'jpeg' | 'gif' | 'webp';
  readonly width: number;
  readonly height: number;
  readonly content: Buffer;
}

/** `unknown`: none of the four. `broken`: it begins as one, and doesn't go on as one. */
export type ImageFault = 'unknown' | 'broken';

type Read = { readonly width: number; readonly height: number; readonly content: Buffer };

/**
 * Reads a picture by its bytes, whatever it is called. Cameras and programs write beside it where it was taken and by whom: that is left out
 * of JPEG, PNG and WebP (GIF has no place for it but comments, which stay). Which way is up, which cameras note there, is kept.
 */
export function readImage(bytes: Uint8Array): Image | { readonly fault: ImageFault } {
  const of = Buffer.from(bytes);
  const type = typeOf(of);
  if (!type) return { fault: 'unknown' };
  try {
    const read = readers[type](of);
    return read && read.width > 0 && read.height > 0 ? { type, ...read } : { fault: 'broken' };
  } catch (error) {
    // Past the end of the file.
    if (error instanceof RangeError) return { fault: 'broken' };
    throw error;
  }
}

function typeOf(of: Buffer): Image['type'] | undefined {
  if (of.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'png';
  if (of.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'jpeg';
  if (/^GIF8[79]a$/.test(of.toString('latin1', 0, 6))) return 'gif';
  return of.toString('latin1', 0, 4) === 'RIFF' && of.toString('latin1', 8, 12) === 'WEBP' ? 'webp' : undefined;
}

const readers: Readonly<Record<Image['type'], (of: Buffer) => Read | undefined>> = {
  gif: (of) => ({ width: of.readUInt16LE(6), height: of.readUInt16LE(8), content: of }),
  png,
  jpeg,
  webp,
};

/** Chunks that draw or colour it. The rest are texts, times and what cameras note. */
const pngKept = /^(IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|sBIT|bKGD|pHYs|acTL|fcTL|fdAT)$/;

function png(of: Buffer): Read | undefined {
  const kept = [of.subarray(0, 8)];
  for (let at = 8; at < of.length; ) {
    const end = at + 12 + of.readUInt32BE(at);
    if (end > of.length) return undefined;
    const name = of.toString('latin1', at + 4, at + 8);
    if (pngKept.test(name)) kept.push(of.subarray(at, end));
    at = end;
    if (name === 'IEND') break;
  }
  return { width: of.readUInt32BE(16), height: of.readUInt32BE(20), content: Buffer.concat(kept) };
}

function jpeg(of: Buffer): Read | undefined {
  const kept: Buffer[] = [of.subarray(0, 2)];
  let size: { width: number; height: number } | undefined;
  let turned = 1;
  for (let at = 2; ; ) {
    if (of.readUInt8(at) !== 0xff) return undefined;
    const code = of.readUInt8(at + 1);
    if (code === 0xd9) break;
    const end = at + 2 + of.readUInt16BE(at + 2);
    if (end > of.length) return undefined;
    const segment = of.subarray(at, end);
    if (code === 0xe1) turned = orientation(segment.subarray(4)) ?? turned;
    // SOF0–SOF15, but for the tables that have numbers among them.
    if (code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code))
      size = { height: of.readUInt16BE(at + 5), width: of.readUInt16BE(at + 7) };
    if (drawn(code, segment)) kept.push(segment);
    at = code === 0xda ? nextMarker(of, end) : end;
    if (code === 0xda) kept.push(of.subarray(end, at));
  }
  if (!size) return undefined;
  if (turned !== 1) kept.splice(1, 0, uprightBy(turned));
  const { width, height } = size;
  // What follows the end of the picture, other sizes of it and the like, is not ours to pass on.
  const content = Buffer.concat([...kept, Buffer.from('ffd9', 'hex')]);
  return turned >= 5 ? { width: height, height: width, content } : { width, height, content };
}

/** JFIF, colour profiles and Adobe's transform change how it looks; other segments of programs, and comments, don't. */
function drawn(code: number, segment: Buffer): boolean {
  if (code === 0xe2) return segment.toString('latin1', 4, 15) === 'ICC_PROFILE';
  return code !== 0xfe && (code < 0xe0 || code > 0xef || code === 0xe0 || code === 0xee);
}

/** Where the drawing ends: in it, FF is followed by 0 or by one of eight marks. */
function nextMarker(of: Buffer, from: number): number {
  for (let at = of.indexOf(0xff, from); at >= 0; at = of.indexOf(0xff, at + 1)) {
    const code = of.readUInt8(at + 1);
    if (code !== 0 && code !== 0xff && (code < 0xd0 || code > 0xd7)) return at;
  }
  throw new RangeError('no end');
}

const exif = Buffer.from('Exif\0\0', 'latin1');

/** Which way is up, as the first directory of Exif says: 1 as it lies, 2–8 mirrored or turned. */
function orientation(segment: Buffer): number | undefined {
  if (!segment.subarray(0, 6).equals(exif)) return undefined;
  const tiff = segment.subarray(6);
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let n = 0; n < u16(first); n += 1) {
    const entry = first + 2 + n * 12;
    if (u16(entry) !== 0x112) continue;
    const value = u16(entry + 8);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** An Exif segment that says which way is up, and nothing else. */
const uprightBy = (turned: number): Buffer =>
  Buffer.concat([
    Buffer.from('ffe10022', 'hex'),
    exif,
    Buffer.from(`4d4d002a000000080001011200030000000100${turned.toString(16).padStart(2, '0')}000000000000`, 'hex'),
  ]);

function webp(of: Buffer): Read | undefined {
  const kept: Buffer[] = [];
  let size: { width: number; height: number } | undefined;
  for (let at = 12; at + 8 <= of.length; ) {
    const name = of.toString('latin1', at, at + 4);
    const length = of.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > of.length) return undefined;
    size ??= webpSize(name, of.subarray(at + 8, at + 8 + length));
    const chunk = Buffer.from(of.subarray(at, end));
    // The flags that say that there is Exif and XMP to come.
    if (name === 'VP8X') chunk.writeUInt8(chunk.readUInt8(8) & ~0b1100, 8);
    if (name !== 'EXIF' && name !== 'XMP ') kept.push(chunk);
    at = end;
  }
  if (!size) return undefined;
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return { ...size, content: Buffer.concat([head, body]) };
}

function webpSize(name: string, of: Buffer): { width: number; height: number } | undefined {
  if (name === 'VP8X') return { width: of.readUIntLE(4, 3) + 1, height: of.readUIntLE(7, 3) + 1 };
  if (name === 'VP8 ') return { width: of.readUInt16LE(6) & 0x3fff, height: of.readUInt16LE(8) & 0x3fff };
  if (name !== 'VP8L') return undefined;
  const bits = of.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
