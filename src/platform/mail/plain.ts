import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import { type Block, clean, type Inline, inlines, type List, type MailContent, type Row } from './content.ts';

const width = 78;

/** Breaks at ordinary blanks only, so that "57 504 kr" with no-break spaces stays whole. A longer word gets a line of its own. */
export function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part) => indent + part).join('\n');
}

const paragraph = (text: string, indent = '') =>
  clean(text)
    .split('\n')
    .map((line) => wrap(line, indent).replace(/ +$/gm, ''))
    .join('\n');

const word = (inline: Inline) => {
  if (typeof inline === 'string') return inline;
  if ('link' in inline) return inline.link.label;
  if ('run' in inline) return inline.run.text;
  return Object.values(inline)[0] as string;
};

/** The text first, then each link's address on a line of its own, where a mail program finds it whole; line by line where there are lines. */
function prose(content: readonly Inline[] | string, first = '', rest = first): string {
  const lines: Inline[][] = [[]];
  for (const part of inlines(content)) {
    if (typeof part === 'object' && 'br' in part) lines.push([]);
    else lines.at(-1)?.push(part);
  }
  return lines
    .flatMap((parts, index) => {
      const text = paragraph(parts.map(word).join(''), rest);
      return [(index === 0 ? first : rest) + text.slice(rest.length), ...addresses(parts)];
    })
    .join('\n');
}

/** Where the links of a text lead. A link that is marked in several ways is several pieces, and one link. */
function addresses(parts: readonly Inline[]): string[] {
  const urls = parts.map((part) => {
    if (typeof part === 'string') return undefined;
    return 'link' in part ? part.link.url : 'run' in part ? part.run.url : undefined;
  });
  return urls
    .filter((url, index) => url !== undefined && url !== urls[index - 1])
    .map((url) => (url as string).replace(/^(mailto|tel):/, ''));
}

function list({ from, items }: List, indent = ''): string {
  return items
    .flatMap(({ content, inner }, index) => {
      const mark = from === undefined ? '- ' : `${from + index}. `;
      const below = indent + ' '.repeat(mark.length);
      return [prose(content, indent + mark, below), ...(inner ? [list(inner, below)] : [])];
    })
    .join('\n');
}

const pictureWord = { sv: 'Bild', en: 'Picture' } as const satisfies Record<Locale, string>;

function rows(list: readonly Row[], right: boolean): string {
  const labels = Math.max(...list.map(({ label }) => clean(label).length));
  const values = Math.max(...list.map(({ value }) => clean(value).length));
  const fits = labels + 2 + values <= width;
  const line = ({ label, value }: Row) => {
    const [name, figure] = [clean(label), clean(value)];
    if (!fits) return `${paragraph(name)}\n${paragraph(figure, '  ')}`;
    return `${name.padEnd(labels)}  ${right ? figure.padStart(values) : figure}`;
  };
  return list.map(line).join('\n');
}

const underlined = (text: string, mark: string) => {
  const wrapped = paragraph(text);
  return `${wrapped}\n${mark.repeat(Math.max(...wrapped.split('\n').map((line) => line.length)))}`;
};

function block(it: Block, locale: Locale): string {
  if ('p' in it) return prose(it.p);
  if ('h2' in it) return underlined(it.h2, '-');
  if ('button' in it) return [`${clean(it.button.label)}:`, it.button.url, ...noted(it.button.note)].join('\n');
  if ('table' in it)
    return [paragraph(it.table.caption), '', rows(it.table.rows, true), ...noted(it.table.note)].join('\n');
  if ('facts' in it) return rows(it.facts, false);
  if ('notice' in it) return prose(it.notice);
  if ('gone' in it) return paragraph(it.gone);
  if ('text' in it) return paragraph(it.text.trim());
  if ('h3' in it) return paragraph(it.h3);
  if ('list' in it) return list(it.list);
  if ('picture' in it) {
    const { alt, url } = it.picture;
    return [...(alt ? [paragraph(`[${pictureWord[locale]}: ${alt}]`)] : []), ...(url ? [url] : [])].join('\n');
  }
  if ('said' in it) return it.said.map((one) => prose(one, '> ')).join('\n>\n');
  if ('card' in it) {
    const { title, content, label, url } = it.card;
    return [underlined(title, '-'), prose(content), '', `${clean(label)}:`, url].join('\n');
  }
  if ('line' in it) return '* * *';
  if ('columns' in it) return blocks(it.columns.flat(), locale);
  return paragraph(it.quote, '> ').replace(/^$/gm, '>');
}

/** What has no words leaves no gap. */
const blocks = (all: readonly Block[], locale: Locale): string =>
  all
    .map((it) => block(it, locale))
    .filter(Boolean)
    .join('\n\n');

const noted = (note: string | undefined) => (note === undefined ? [] : ['', paragraph(note)]);

/** What every mail ends with: that opening it is not measured (P19), and who sent it (P1). */
export const closing = {
  sv: { unmeasured: 'Vi mäter inte om du öppnar mejlet.', number: 'org.nr' },
  en: { unmeasured: 'We do not measure whether you open this e-mail.', number: 'reg. no.' },
} as const satisfies Record<Locale, unknown>;

/** The name and number, the address, and the e-mail address of the controller, a line each. */
export const identity = (locale: Locale) => [
  `${controller.name}, ${closing[locale].number} ${controller.organisationNumber}`,
  `${controller.street}, ${controller.postcode} ${controller.city}`,
  controller.email,
];

/** The mail as plain text, at most 78 characters wide except for addresses longer than that. */
export function renderText(content: MailContent): string {
  const foot = [prose(content.footerReason), closing[content.locale].unmeasured, '', ...identity(content.locale)];
  const body = [underlined(content.heading, '='), blocks(content.blocks, content.locale)].filter(Boolean).join('\n\n');
  return `${controller.brand}\n\n${body}\n\n${'-'.repeat(width)}\n${foot.join('\n')}\n`;
}
