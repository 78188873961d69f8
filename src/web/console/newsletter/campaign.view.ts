import type { Child } from 'hono/jsx';
import { type ServiceId, serviceIds } from '#catalog/index.ts';
import { type Campaign, type Draft, draftLimits, type Finding, type ImageFacts } from '#domain/campaign/index.ts';
import type { Segment } from '#domain/newsletter/index.ts';
import type { Locale } from '#policy/text.ts';
import { type Form, one } from '../../forms.ts';
import type { ConsoleContext } from '../console.page.tsx';

/** How a letter is looked at. */
export const views = ['phone', 'desktop', 'dark', 'text'] as const;
export type View = (typeof views)[number];
export const viewIn = (text: string | undefined): View => views.find((view) => view === text) ?? 'phone';

export interface EditorProps {
  readonly page: ConsoleContext;
  readonly campaign: Campaign;
  /** What stands in the fields: what is saved, or what somebody is writing. */
  readonly draft: Draft;
  readonly images: readonly ImageFacts[];
  /** How many it would go to. */
  readonly people: number;
  readonly view: View;
  /** Somebody else has saved this meanwhile. */
  readonly theirs?: Draft | undefined;
  readonly notice?: Child;
  /** It should have begun by itself, and didn't. */
  readonly held?: { readonly at: Temporal.Instant; readonly found: readonly Finding[] } | null;
  /** What stands in the fields is not what is saved. */
  readonly unsaved?: boolean;
}

const localeIn = (text: string): Locale | null => (text === 'sv' || text === 'en' ? text : null);

/** What was written, as the form sent it. */
export function draftIn(form: Form): Draft {
  return {
    name: one(form, 'campaignName'),
    locale: localeIn(one(form, 'campaignLanguage')) ?? 'sv',
    subject: one(form, 'campaignSubject'),
    preheader: one(form, 'preheader'),
    body: one(form, 'campaignBody').replace(/\r\n?/g, '\n'),
    segmentLocale: localeIn(one(form, 'segmentLocale')),
    segmentInterest: serviceIds.find((id) => id === one(form, 'segmentInterest')) ?? null,
  };
}

export const draftOf = ({ name, locale, subject, preheader, body, segment }: Campaign): Draft => ({
  ...{ name, locale, subject, preheader, body },
  segmentLocale: segment.locale ?? null,
  segmentInterest: segment.interest ?? null,
});

export const segmentOf = ({ segmentLocale, segmentInterest }: Draft): Segment => ({
  ...(segmentLocale && { locale: segmentLocale }),
  ...(segmentInterest && { interest: segmentInterest as ServiceId }),
});

export const versionIn = (form: Form): number => {
  const text = one(form, 'version');
  return /^\d{1,6}$/.test(text) ? Number(text) : -1;
};

export const isTooLong = ({ body }: Draft): boolean => body.length > draftLimits.body;

/** A text with a block of its own put in: where the caret was, when the browser told, and else at the end. */
export function withBlock(body: string, block: string, caret: string): string {
  const at = /^\d{1,6}$/.test(caret) && Number(caret) > 0 ? Math.min(Number(caret), body.length) : body.length;
  const [before, after] = [body.slice(0, at).trimEnd(), body.slice(at).trimStart()];
  return [before, block, after].filter(Boolean).join('\n\n');
}

/** A description as it may stand between the brackets of a picture. */
export const asAlt = (text: string): string =>
  text
    .replace(/[[\]\\\s]+/g, ' ')
    .trim()
    .slice(0, 200);

/** A letter as one who prefers the dark, or the light, would see it, whatever the one who looks prefers. */
export function inTheme(html: string, dark: boolean): string {
  const scheme = dark ? 'dark' : 'light';
  return html
    .replaceAll('@media (prefers-color-scheme: dark)', dark ? '@media all' : '@media not all')
    .replaceAll('content="light dark"', `content="${scheme}"`)
    .replaceAll('color-scheme: light dark', `color-scheme: ${scheme}`);
}
