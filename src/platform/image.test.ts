import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImage } from './image.ts';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const secret = 'GPS 56.87 14.80 Anna';

const chunk = (name: string, data: Buffer) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  return Buffer.concat([head, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)]);
};
const png = Buffer.concat([
  hex('89504e470d0a1a0a'),
  chunk('IHDR', hex('00000280 000001e0 08 02 00 00 00')),
  chunk('tEXt', Buffer.from(secret)),
  chunk('IDAT', Buffer.from('pixels')),
  chunk('eXIf', Buffer.from(secret)),
  chunk('IEND', Buffer.alloc(0)),
  Buffer.from(secret),
]);

const segment = (code: number, data: Buffer) => {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};
const exif = (turned: number) =>
  Buffer.concat([
    Buffer.from('Exif\0\0', 'latin1'),
    hex(`49492a00 08000000 0200 1201 0300 01000000 0${turned}000000 0f01 0200 01000000 00000000 00000000`),
    Buffer.from(secret),
  ]);
const jpeg = (turned: number) =>
  Buffer.concat([
    hex('ffd8'),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01', 'latin1')),
    segment(0xe1, exif(turned)),
    segment(0xe2, Buffer.from(`MPF\0${secret}`, 'latin1')),
    segment(0xe2, Buffer.from('ICC_PROFILE\0colours', 'latin1')),
    segment(0xfe, Buffer.from(secret)),
    segment(0xc2, hex('08 01e0 0280 03 012200 021101 031101')),
    segment(0xda, hex('03 01 00 02 11 03 11 00 3f 00')),
    hex('112233 ff00 44 ffd0 55'),
    segment(0xc4, hex('00ffd900')),
    segment(0xda, hex('01 01 00 00 3f 00')),
    hex('66 ff00 77 ffd9'),
    Buffer.from(secret),
  ]);

const riff = (...parts: Buffer[]) => {
  const body = Buffer.concat([Buffer.from('WEBP'), ...parts]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};
const part = (name: string, data: Buffer) => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name, 'latin1'), head, data, Buffer.alloc(data.length % 2)]);
};
const webp = riff(
  part('VP8X', hex('0c000000 7f0200 df0100')),
  part('VP8 ', hex('300100 9d012a 8002 e001 0000')),
  part('EXIF', Buffer.from(secret)),
  part('XMP ', Buffer.from(`${secret}.`)),
);

describe('a picture', () => {
  it.each([
    ['png', png],
    ['jpeg', jpeg(1)],
    ['webp', webp],
    ['webp', riff(part('VP8L', hex('2f 7fc27700 00')))],
    ['webp', riff(part('VP8 ', hex('300100 9d012a 8002 e001 0000')))],
    ['gif', Buffer.concat([Buffer.from('GIF89a'), hex('8002 e001 000000 3b')])],
  ])('is %s by its bytes, as large as they say, and says nothing of where and by whom it was made', (type, bytes) => {
    const image = readImage(bytes);
    expect(image).toMatchObject({ type, width: 640, height: 480 });
    expect('content' in image && image.content.includes('GPS')).toBe(false);
  });

  it('keeps what draws it, and reads the same when it is read again', () => {
    for (const bytes of [png, jpeg(1), jpeg(6), webp]) {
      const once = readImage(bytes);
      expect(readImage('content' in once ? once.content : Buffer.alloc(0))).toEqual(once);
    }
    const image = readImage(jpeg(1));
    const kept = 'content' in image ? image.content.toString('latin1') : '';
    for (const part of [
      'JFIF',
      'ICC_PROFILE\0colours',
      '\x11\x22\x33\xff\x00\x44\xff\xd0\x55',
      '\x66\xff\x00\x77\xff\xd9',
    ])
      expect(kept).toContain(part);
  });

  it('that a camera has turned stays turned', () => {
    expect(readImage(jpeg(6))).toMatchObject({ width: 480, height: 640 });
    expect(readImage(jpeg(3))).toMatchObject({ width: 640, height: 480 });
  });

  it.each(['<svg onload="alert(1)">', '%PDF-1.7', 'MZ', '', 'GIF88a', 'RIFF....WAVE'])('is not %j', (text) => {
    expect(readImage(Buffer.from(text))).toEqual({ fault: 'unknown' });
  });

  it('that is cut off, or anything that begins as one, is broken or read, and never falls', () => {
    for (const bytes of [png, jpeg(6), webp])
      for (let end = 12; end < bytes.length - secret.length - 12; end += 1) readImage(bytes.subarray(0, end));
    expect(readImage(jpeg(1).subarray(0, 60))).toEqual({ fault: 'broken' });
    expect(readImage(png.subarray(0, 30))).toEqual({ fault: 'broken' });
    const heads = [png.subarray(0, 8), jpeg(1).subarray(0, 4), Buffer.from('GIF89a'), webp.subarray(0, 16)];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        const image = readImage(Buffer.concat([head, rest]));
        expect('fault' in image || (image.width > 0 && image.height > 0)).toBe(true);
      }),
    );
  });
});
