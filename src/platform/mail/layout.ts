import { controller } from '#policy/controller.ts';
import { type Block, clean, type Inline, inlines, type MailContent, type Row, safeUrl } from './content.ts';
import { closing, identity, renderText } from './plain.ts';
import { fill, type PieceName, type Skeleton, skeleton, styles } from './skeleton.ts';

export type { Block, Inline, MailContent, Row } from './content.ts';

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
  return link(it.link.label, it.link.url);
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

function pieces(it: Block, afterH2: boolean): readonly Piece[] {
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
  return [['block', { block: `<blockquote style="${styles.quote}">${broken(it.quote)}</blockquote>` }]];
}

function body(blocks: readonly Block[], look: Skeleton): string {
  return blocks
    .flatMap((it, index) => {
      const before = blocks[index - 1];
      return pieces(it, before !== undefined && 'h2' in before);
    })
    .map(([name, values]) => fill(look.pieces[name], values))
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
 * nothing is loaded from outside. The first call compiles the look and takes about a second, later ones well under a millisecond.
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
    blocks: body(content.blocks, look),
    foot: foot(content),
  });
  return { html, text: renderText(content) };
}
