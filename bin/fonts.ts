import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
// @ts-expect-error subset-font ships no types
import subset from 'subset-font';

/*
 * Makes src/web/ui/fonts from the @fontsource-variable packages: `node bin/fonts.ts`. Run it when a font package or the lists
 * below change, and commit what it writes. Latin-1 is what Swedish and English need; Latin Extended-A waits in a second file
 * that a browser fetches only when a name needs it. unicode-range in ui/fonts.css says the same as the ranges here.
 */
const source = 'node_modules/@fontsource-variable';
const target = 'src/web/ui/fonts';

const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('');

const latin = `${between(0x20, 0x7e)}${between(0xa0, 0xff)}–—‘’‚“”„•…−€™\u2009`;
const latinExt = `${between(0x100, 0x17f)}${between(0x218, 0x21b)}${between(0x1e80, 0x1e85)}\u1e9e`;

/** Features the pages use: kerning, accents, tabular figures; no stylistic sets, fractions or small capitals. */
const keepFeatures = ['kern', 'ccmp', 'locl', 'mark', 'mkmk', 'calt', 'liga', 'tnum'];

const inter = { name: 'inter', axis: 'wght', variationAxes: { wght: { min: 400, max: 650 } } };
const bricolage = { name: 'bricolage-grotesque', axis: 'opsz', variationAxes: { wght: { min: 500, max: 700 } } };

async function write(font: typeof inter | typeof bricolage, part: 'latin' | 'latin-ext', text: string) {
  const bytes = await readFile(`${source}/${font.name}/files/${font.name}-${part}-${font.axis}-normal.woff2`);
  const { variationAxes } = font;
  const smaller: Uint8Array = await subset(bytes, text, { targetFormat: 'woff2', keepFeatures, variationAxes });
  await writeFile(`${target}/${font.name}-${part}.woff2`, smaller);
  process.stdout.write(`${font.name}-${part}.woff2 ${smaller.length} bytes\n`);
}

await mkdir(target, { recursive: true });
for (const font of [inter, bricolage]) {
  await write(font, 'latin', latin);
  await write(font, 'latin-ext', latinExt);
  await copyFile(`${source}/${font.name}/LICENSE`, `${target}/OFL-${font.name}.txt`);
}
