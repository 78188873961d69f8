import sanitize from 'sanitize-html';

const plain =
  'p br div span b strong i em u s small sub sup ul ol li dl dt dd blockquote pre code hr h1 h2 h3 h4 h5 h6'.split(' ');
const tabular = 'table caption thead tbody tfoot tr th td'.split(' ');
/** Stands for a link until its address has been written out. No mail can put anything into it that isn't escaped. */
const link = 'x-link';

/**
 * What is left of a mail's HTML when everything has been taken out that does something, is fetched from somewhere, or looks like a part of
 * the page: structure and words. A link becomes its words and its address in brackets, a picture the words that stand for it.
 */
export function harmless(html: string): string {
  const clean = sanitize(html, {
    allowedTags: [...plain, ...tabular, link],
    allowedAttributes: { td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'], [link]: ['to'] },
    disallowedTagsMode: 'discard',
    nonTextTags: [
      'style',
      'script',
      'textarea',
      'option',
      'noscript',
      'title',
      'template',
      'svg',
      'math',
      'iframe',
      'object',
    ],
    nestingLimit: 60,
    transformTags: {
      a: (_, { href = '' }) => ({ tagName: link, attribs: addressOf(href) }),
      [link]: () => ({ tagName: link, attribs: {} }),
      img: (_, { alt = '' }) => ({ tagName: 'span', attribs: {}, text: alt.trim() ? `[${alt.trim()}]` : '' }),
    },
  });
  const open: string[] = [];
  return clean.replace(/<x-link(?: to="([^"]*)")?>|<\/x-link>/g, (tag, to: string = '') => {
    if (tag !== '</x-link>') {
      open.push(to);
      return '<u>';
    }
    const address = open.pop();
    return address ? `</u> <small>(${address})</small>` : '</u>';
  });
}

/** Only what somebody could mean to follow is worth writing out. */
const addressOf = (href: string): Record<string, string> =>
  /^(https?:|mailto:|tel:)/i.test(href.trim()) ? { to: href.trim().slice(0, 300) } : {};

/** Marks that turn the direction of text around, and characters that steer a machine, have no business in a mail: line breaks and tabs may stay. */
export const tidy = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|[\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029\uFEFF]/gu, '')
    .toWellFormed();

/** The same on one line. */
export const oneLine = (text: string): string => tidy(text).replace(/\s+/g, ' ').trim();
