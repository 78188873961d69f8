import { inflateSync } from 'node:zlib';

/** The streams of a PDF, inflated. */
function streamsOf(pdf: Uint8Array): string[] {
  const bytes = Buffer.from(pdf);
  const found: string[] = [];
  for (let at = bytes.indexOf('stream\n'); at !== -1; at = bytes.indexOf('stream\n', at + 1)) {
    if (bytes.subarray(at - 3, at).toString() === 'end') continue;
    const end = bytes.indexOf('\nendstream', at);
    try {
      found.push(inflateSync(bytes.subarray(at + 7, end)).toString('latin1'));
    } catch {
      // A stream that isn't compressed, or is a font.
    }
  }
  return found;
}

const utf16 = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');

/** What each glyph of a font stands for, from its ToUnicode table. */
function tableOf(cmap: string): Map<string, string> {
  const table = new Map<string, string>();
  for (const [, from = '', list = ''] of cmap.matchAll(/<([0-9a-f]+)>\s*<[0-9a-f]+>\s*\[([^\]]*)\]/gi)) {
    const first = Number.parseInt(from, 16);
    [...list.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex = ''], i) => {
      table.set((first + i).toString(16).padStart(4, '0'), utf16(hex.replaceAll(' ', '')));
    });
  }
  return table;
}

const readWith = (table: ReadonlyMap<string, string>, hex: string): string =>
  (hex.toLowerCase().match(/.{4}/g) ?? []).map((glyph) => table.get(glyph) ?? '\uFFFD').join('');

/**
 * The text of a PDF of our own, as a reader that looks for words finds it; each piece with a space after it. A font is told by
 * which table knows all of a piece's glyphs and gives words, so it is given for both and joined.
 */
export function pdfText(pdf: Uint8Array): { readonly text: string; readonly pages: number; readonly unknown: number } {
  const source = Buffer.from(pdf).toString('latin1');
  const streams = streamsOf(pdf);
  const object = (id: string) => new RegExp(`(?:^|\\n)${id} 0 obj\\s([\\s\\S]*?)\\nendobj`).exec(source)?.[1] ?? '';
  const ref = (text: string, key: string) => new RegExp(`/${key} (\\d+) 0 R`).exec(text)?.[1] ?? '';
  const inflated = (id: string): string => {
    const body = Buffer.from(object(id), 'latin1');
    const at = body.indexOf('stream\n');
    return inflateSync(body.subarray(at + 7, body.lastIndexOf('\nendstream'))).toString('latin1');
  };
  const fonts = new Map<string, Map<string, string>>();
  for (const [, name = '', id = ''] of source.matchAll(/\/(F\d+) (\d+) 0 R/g))
    if (!fonts.has(name)) fonts.set(name, tableOf(inflated(ref(object(id), 'ToUnicode'))));
  let text = '';
  for (const stream of streams.filter((one) => one.includes('BT'))) {
    let table = new Map<string, string>();
    for (const [, font, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[((?:[^\]])*)\] TJ/g)) {
      if (font) table = fonts.get(font) ?? new Map();
      else
        text += `${[...(shown ?? '').matchAll(/<([0-9a-f]+)>/gi)].map(([, hex = '']) => readWith(table, hex)).join('')} `;
    }
  }
  const pages = (source.match(/\/Type \/Page\b(?!s)/g) ?? []).length;
  return { text, pages, unknown: (text.match(/\uFFFD/g) ?? []).length };
}
