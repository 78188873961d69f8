import { mailTexts } from '#domain/contact/index.ts';
import {
  catalogTexts,
  type Editable,
  faultOf,
  type TextFault,
  type TextStanding,
  type TextVersion,
  tidied,
} from '#domain/text/index.ts';
import { type Locale, locales } from '#policy/text.ts';
import { type Form, one } from '../../forms.ts';
import { homeTexts } from '../../site/editable.ts';

/** Every text that can be edited, in the order it is listed. */
export const editable: readonly Editable[] = [...homeTexts, ...catalogTexts, ...mailTexts];
const byKey = new Map(editable.map((text) => [text.key, text]));
export const editableBy = (key: string): Editable | undefined => byKey.get(key);

/** A text in one language: what is said now, and what somebody is writing. */
export interface Side {
  readonly locale: Locale;
  /** The newest version; 0 when nobody has edited it. */
  readonly version: number;
  readonly now: string;
  readonly draft: string;
  readonly fault?: TextFault | undefined;
  /** Somebody else has edited it since the draft was begun. */
  readonly moved?: boolean;
}

export const versionsIn = (versions: readonly TextVersion[], locale: Locale): readonly TextVersion[] =>
  versions.filter((one) => one.locale === locale).sort((a, b) => b.version - a.version);

/** What a version says; 0 is the text in the code. undefined when there is none. */
export function saidIn(
  { words }: Editable,
  versions: readonly TextVersion[],
  locale: Locale,
  n: number,
): string | undefined {
  if (n === 0) return words[locale];
  const found = versionsIn(versions, locale).find(({ version }) => version === n);
  return found && (found.body ?? words[locale]);
}

export function sidesOf(text: Editable, versions: readonly TextVersion[]): Side[] {
  return locales.map((locale) => {
    const version = versionsIn(versions, locale)[0]?.version ?? 0;
    const now = saidIn(text, versions, locale, version) ?? '';
    return { locale, version, now, draft: now };
  });
}

const names = { sv: { text: 'textSv', version: 'versionSv' }, en: { text: 'textEn', version: 'versionEn' } } as const;
export const nameOfSide = (locale: Locale) => names[locale];

/** What was sent of a text: as it is kept, with what is wrong with it and the version it was written from. */
export function draftsFrom(
  text: Editable,
  form: Form,
): { locale: Locale; draft: string; fault?: TextFault | undefined; from: number }[] {
  return locales.map((locale) => {
    const draft = tidied(text, one(form, names[locale].text));
    return { locale, draft, fault: faultOf(text, locale, draft), from: versionFrom(one(form, names[locale].version)) };
  });
}

export const versionFrom = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : -1);

/** The language that was last edited before the other was; undefined when they were edited together, or neither was. */
export function olderSide(standings: readonly Pick<TextStanding, 'locale' | 'at'>[]): Locale | undefined {
  const at = (locale: Locale) => standings.find((one) => one.locale === locale)?.at.epochMilliseconds ?? 0;
  if (at('sv') === at('en')) return undefined;
  return at('sv') < at('en') ? 'sv' : 'en';
}
