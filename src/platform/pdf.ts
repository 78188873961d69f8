import { createRequire } from 'node:module';
import type { Content, TableCell } from 'pdfmake';

type Definition = Parameters<typeof import('pdfmake')['createPdf']>[0];

/** A part of a document, in the order of reading. */
export type PdfPart =
  | { readonly heading: string; readonly level: 1 | 2 | 3 }
  | { readonly text: string; readonly quiet?: boolean }
  | { readonly list: readonly string[] }
  | { readonly facts: readonly (readonly [label: string, value: string])[] };

export interface PdfOptions {
  readonly title: string;
  readonly author: string;
  /** Says the language to readers that read aloud. */
  readonly locale: 'sv' | 'en';
  /** At the foot of every page, beside its number. */
  readonly foot: string;
}

const ink = '#17211B';
const muted = '#5B645E';
const line = '#D9DCD7';
const headings = {
  1: { fontSize: 20, margin: [0, 0, 0, 6] },
  2: { fontSize: 14, margin: [0, 16, 0, 4] },
  3: { fontSize: 11, margin: [0, 10, 0, 2] },
} as const;

/** Long words, numbers and addresses may be broken anywhere: none of them may run out of its column. */
const breakable = (text: string): string =>
  // The font has no narrow no-break space.
  text.replaceAll('\u202F', '\u00A0').replace(/[^\s\u00A0]{28}(?=\S)/g, '$&\u200B');

function contentOf(part: PdfPart): Content {
  if ('heading' in part) {
    const { fontSize, margin } = headings[part.level];
    return { text: breakable(part.heading), bold: true, fontSize, margin: [...margin], headlineLevel: part.level };
  }
  if ('text' in part)
    return { text: breakable(part.text), margin: [0, 0, 0, 4], ...(part.quiet ? { color: muted } : {}) };
  if ('list' in part) return { ul: part.list.map(breakable), margin: [0, 0, 0, 4] };
  if (part.facts.length === 0) return { text: '' };
  const body = part.facts.map(([label, value]): TableCell[] => [
    { text: breakable(label), color: muted },
    { text: breakable(value) },
  ]);
  return { table: { widths: [150, '*'], body }, layout: 'lines', margin: [0, 2, 0, 6] };
}

/**
 * A4 pages of text in Roboto, which comes with the package: nothing is fetched, and no file but its fonts is read.
 * The package is loaded when the first document is made, so that nobody else pays for it.
 */
export async function makePdf(parts: readonly PdfPart[], options: PdfOptions): Promise<Uint8Array<ArrayBuffer>> {
  const pdfmake = await printer();
  const definition: Definition = {
    pageSize: 'A4',
    pageMargins: [48, 48, 48, 56],
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.25, color: ink },
    info: { title: options.title, author: options.author },
    language: options.locale === 'sv' ? 'sv-SE' : 'en-GB',
    content: parts.map(contentOf),
    footer: (page, pages) => ({
      columns: [
        { text: options.foot, width: '*' },
        { text: `${page} (${pages})`, width: 'auto' },
      ],
      margin: [48, 16, 48, 0],
      fontSize: 8,
      color: muted,
    }),
    // A heading does not stand last on a page.
    pageBreakBefore: (node, nodes) => Boolean(node.headlineLevel) && nodes.getFollowingNodesOnPage().length === 0,
  };
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
}

let loaded: Promise<typeof import('pdfmake')> | undefined;
const printer = (): Promise<typeof import('pdfmake')> => {
  loaded ??= load();
  return loaded;
};

async function load(): Promise<typeof import('pdfmake')> {
  const { default: pdfmake } = await import('pdfmake');
  const find = createRequire(import.meta.url).resolve;
  const font = (name: string): string => find(`pdfmake/fonts/Roboto/Roboto-${name}.ttf`);
  const files = {
    normal: font('Regular'),
    bold: font('Medium'),
    italics: font('Italic'),
    bolditalics: font('MediumItalic'),
  };
  pdfmake.setFonts({ Roboto: files });
  pdfmake.setUrlAccessPolicy(() => false);
  const own = new Set(Object.values(files));
  pdfmake.setLocalAccessPolicy((path) => own.has(path));
  const rule = (i: number, node: { table: { body: unknown[] } }) =>
    i === 0 || i === node.table.body.length ? 0.75 : 0.5;
  pdfmake.setTableLayouts({
    lines: {
      hLineWidth: rule as never,
      vLineWidth: () => 0,
      hLineColor: () => line,
      paddingLeft: () => 0,
      paddingTop: () => 3,
      paddingBottom: () => 2,
    },
  });
  return pdfmake;
}
