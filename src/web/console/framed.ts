import { createHash } from 'node:crypto';
import type { Context as HonoContext } from 'hono';

const unescaped = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  );

/** What a document styles itself with: its style elements, and the style attribute of each element that a browser sees. */
const stylesIn = (html: string): string[] => [
  ...[...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, text]) => text ?? ''),
  ...[...html.replace(/<!--[\s\S]*?-->/g, '').matchAll(/\sstyle="([^"]*)"/g)].map(([, text]) => unescaped(text ?? '')),
];

/**
 * Lets a page show a mail in a frame of its own. The frame inherits the page's rules, by which nothing styles itself: those of
 * this one mail are let through by their fingerprints, and nothing else.
 */
export function framed(c: HonoContext, html: string): void {
  const prints = new Set(
    stylesIn(html).map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`),
  );
  const own = c.res.headers.get('content-security-policy') ?? '';
  c.header(
    'Content-Security-Policy',
    own.replace("style-src 'self'", `style-src 'self' 'unsafe-hashes' ${[...prints].join(' ')}`),
  );
}
