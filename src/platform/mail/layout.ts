import { controller } from '#policy/controller.ts';
import {
  type Block,
  type Card,
  clean,
  type Inline,
  inlines,
  type List,
  type MailContent,
  type Picture,
  type Row,
  type Run,
  safeUrl,
} from './content.ts';
import { closing, identity, renderText } from './plain.ts';
import { fill, type PieceName, type Skeleton, skeleton, styles, widths } from './skeleton.ts';

export type { Block, Inline, List, ListItem, MailContent, Picture, Row, Run } from './content.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => clean(text).replace(/[&<>"']/g, (character) => entities[character] as string);
const link = (label: string, url: string) =>
  `<a class="lk" href="${escapeHtml(safeUrl(url))}" style="${styles.link}">${escapeHtml(label)}</a>`;

function inline(it: Inline): string {
  if (typeof it === 'string') return escapeHtml(it);
  if ('strong' in it) return `<strong style="${styles.strong}">${escapeHtml(it.strong)}</strong>`;
  if ('muted' in it) return `<span class="mu" style="${styles.muted}">${escapeHtml(it.muted)}</span>`;
  if ('gone' in it) return `<span class="gone" style="${styles.gone}">${escapeHtml(it.gone)}</span>`;
  if ('br' in it) return '<br>';
  if ('run' in it) return run(it.run);
  return link(it.link.label, it.link.url);
}

function run({ text, strong, em, url }: Run): string {
  const marked = [em && 'em', strong && 'strong'].reduce(
    (html, tag) => (tag ? `<${tag}${tag === 'strong' ? ` style="${styles.strong}"` : ''}>${html}</${tag}>` : html),
    escapeHtml(text),
  ) as string;
  return url === undefined
    ? marked
    : `<a class="lk" href="${escapeHtml(safeUrl(url))}" style="${styles.link}">${marked}</a>`;
}

const prose = (content: readonly Inline[] | string) => inlines(content).map(inline).join('');
const broken = (text: string) => escapeHtml(text).replaceAll('\n', '<br>');

const paragraphs = (text: string) =>
  clean(text)
    .split(/\n[^\S\n]*\n\s*/)
    .map((one) => one.trim())
    .filter(Boolean);

function row({ label, value, strong }: Row, cell: string): string {
  const figure = strong ? `<strong style="${styles.strong}">${escapeHtml(value)}</strong>` : escapeHtml(value);
  const head = `<th scope="row" class="mu ln" style="${styles.label}">${escapeHtml(label)}</th>`;
  return `<tr>${head}<td class="ln" style="${cell}">${figure}</td></tr>`;
}

const rows = (list: readonly Row[], cell: string) => list.map((it) => row(it, cell)).join('');

type Piece = readonly [name: PieceName, values: Readonly<Record<string, string>>];
const noted = (note: string | undefined): Piece[] => (note === undefined ? [] : [['note', { note: escapeHtml(note) }]]);

function list({ from, items }: List, inner = false): string {
  const tag = from === undefined ? 'ul' : 'ol';
  const start = from === undefined || from === 1 ? '' : ` start="${Math.trunc(from)}"`;
  const one = items.map(
    ({ content, inner: below }) => `<li style="${styles.item}">${prose(content)}${below ? list(below, true) : ''}</li>`,
  );
  return `<${tag}${start} style="${inner ? styles.innerList : styles.list}">${one.join('')}</${tag}>`;
}

/** Its size in pixels stands in the tag, for programs that know no other and so that nothing jumps when it comes. */
function picture({ src, alt, width, height, url }: Picture, most: number): string {
  const shown = Math.min(width, most);
  const tall = Math.max(1, Math.round((height * shown) / width));
  const img = `<img src="${escapeHtml(safeUrl(src))}" alt="${escapeHtml(alt)}" width="${shown}" height="${tall}" style="${styles.picture};max-width:${shown}px">`;
  return url === undefined ? img : `<a href="${escapeHtml(safeUrl(url))}" style="text-decoration:none">${img}</a>`;
}

const card = ({ title, content, label, url }: Card): string => `<div class="cd" style="${styles.card}">
<h3 style="${styles.cardTitle}">${escapeHtml(title)}</h3>
<div style="padding-top:4px">${prose(content)}</div>
<div style="padding-top:12px">${link(label, url)}</div></div>`;

const column = (blocks: readonly Block[], look: Skeleton, style: string): string =>
  `<td class="col" width="50%" style="${style}"><table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%"><tbody>${body(blocks, look, widths.column)}</tbody></table></td>`;

/** The first of a column has no gap above it: the columns have one. */
const flush = (html: string): string => html.replace(/padding:\d+px 0 0/, 'padding:0');

function pieces(it: Block, afterH2: boolean, look: Skeleton, most: number): readonly Piece[] {
  if ('p' in it) return [afterH2 ? ['pAfterH2', { pAfterH2: prose(it.p) }] : ['p', { p: prose(it.p) }]];
  if ('h2' in it) return [['h2', { h2: escapeHtml(it.h2) }]];
  if ('button' in it) {
    const { label, url, note } = it.button;
    return [['button', { button: escapeHtml(label), url: escapeHtml(safeUrl(url)) }], ...noted(note)];
  }
  if ('table' in it) {
    const caption = `<caption style="${styles.caption}">${escapeHtml(it.table.caption)}</caption>`;
    return [['table', { table: caption + rows(it.table.rows, styles.figure) }], ...noted(it.table.note)];
  }
  if ('facts' in it) return [['table', { table: rows(it.facts, styles.fact) }]];
  if ('notice' in it)
    return [['block', { block: `<div class="no" style="${styles.notice}">${prose(it.notice)}</div>` }]];
  if ('gone' in it)
    return [['block', { block: `<span class="gone" style="${styles.goneLine}">${escapeHtml(it.gone)}</span>` }]];
  if ('text' in it) return paragraphs(it.text).map((one) => ['p', { p: broken(one) }]);
  if ('h3' in it) return [['h3', { h3: escapeHtml(it.h3) }]];
  if ('list' in it) return [['p', { p: list(it.list) }]];
  if ('picture' in it) return [['block', { block: picture(it.picture, most) }]];
  if ('said' in it) {
    const said = it.said.map((one) => `<p style="${styles.said}">${prose(one)}</p>`).join('');
    return [['block', { block: `<blockquote style="${styles.quote}">${said}</blockquote>` }]];
  }
  if ('card' in it) return [['block', { block: card(it.card) }]];
  if ('line' in it) return [['line', {}]];
  if ('columns' in it) {
    const [first = [], second = []] = it.columns;
    const row = column(first, look, styles.firstColumn) + column(second, look, styles.secondColumn);
    return [['columns', { columns: `<tr>${row}</tr>` }]];
  }
  return [['block', { block: `<blockquote style="${styles.quote}">${broken(it.quote)}</blockquote>` }]];
}

const isHeading = (it: Block | undefined): boolean => it !== undefined && ('h2' in it || 'h3' in it);

function body(blocks: readonly Block[], look: Skeleton, most: number): string {
  return blocks
    .flatMap((it, index) => pieces(it, isHeading(blocks[index - 1]), look, most))
    .map(([name, values]) => fill(look.pieces[name], values))
    .map((html, index) => (index === 0 && most === widths.column ? flush(html) : html))
    .join('');
}

function foot({ locale, footerReason }: MailContent): string {
  const [name = '', address = ''] = identity(locale);
  const mail = link(controller.email, `mailto:${controller.email}`);
  return `${prose(footerReason)} ${closing[locale].unmeasured}<br><br>${escapeHtml(name)}<br>${escapeHtml(address)}<br>${mail}`;
}

const goneMarks = (it: Block): number => {
  if ('gone' in it) return 1;
  const content = 'p' in it ? it.p : 'notice' in it ? it.notice : [];
  return inlines(content).filter((part) => typeof part === 'object' && 'gone' in part).length;
};

/**
 * A mail in HTML and in plain text from the same content. Every string is escaped, so text from anyone may stand anywhere;
 * nothing is loaded from outside, but for pictures of our own that the content names. The first call compiles the look and takes about a second, later ones well under a millisecond.
 * @throws Error for an unsafe link and for more than one apricot mark: both are our own mistakes.
 */
export async function renderMail(content: MailContent): Promise<{ html: string; text: string }> {
  if (content.blocks.reduce((sum, it) => sum + goneMarks(it), 0) > 1) throw new Error('one apricot mark per mail');
  const look = await skeleton();
  const html = fill(look.page, {
    lang: content.locale,
    title: escapeHtml(content.subject),
    preview: escapeHtml(content.preheader),
    heading: escapeHtml(content.heading),
    blocks: body(content.blocks, look, widths.whole),
    foot: foot(content),
  });
  return { html, text: renderText(content) };
}
