import { z } from 'zod';
import { serviceIds } from '#catalog/index.ts';
import type { Vault } from '#platform/crypto.ts';
import type { Locale } from '#policy/text.ts';

export const eventKinds = ['view', 'step', 'left', 'error', 'out', 'vital'] as const;
export type EventKind = (typeof eventKinds)[number];

/** Names of questions, as the catalogue writes them: what was answered to them is never among what is measured. */
const field = z.string().regex(/^[a-zA-Z]{1,40}$/);
const step = z.int().min(1).max(4);
const service = z.enum(serviceIds as unknown as [string, ...string[]]);
const host = z.string().regex(/^[a-z0-9.-]{1,100}$/);
const plainWords = /^[\w .\-åäöÅÄÖ]{1,60}$/;
const tag = z.string().regex(plainWords).optional();

const event = z.discriminatedUnion('k', [
  z.strictObject({ k: z.literal('view') }),
  z.strictObject({ k: z.literal('step'), service, step }),
  z.strictObject({ k: z.literal('left'), service, step }),
  z.strictObject({ k: z.literal('error'), service, step, field }),
  z.strictObject({ k: z.literal('out'), host }),
  z.strictObject({
    k: z.literal('vital'),
    vital: z.enum(['lcp', 'cls', 'inp']),
    amount: z.number().min(0).max(600_000),
  }),
]);

/** What a page may say about a visit (P20). Closed: with anything else in it, nothing of it is taken. */
export const beacon = z.strictObject({
  /** The page's path, as the browser has it; what is stored is the page's name. */
  page: z.string().max(300),
  referrer: z.string().max(2000).optional(),
  width: z.int().min(0).max(20_000),
  utm: z.strictObject({ source: tag, medium: tag, campaign: tag }).optional(),
  events: z.array(event).min(1).max(20),
});
export type Beacon = z.infer<typeof beacon>;

/** What is known of a browser from what it sends of itself; the address only as the country it was looked up to (P21). */
export interface Browser {
  readonly country: string | undefined;
  readonly browser: string;
  readonly system: string;
  readonly device: 'phone' | 'tablet' | 'desktop';
  readonly language: string | undefined;
}

export interface Visit extends Browser {
  /** The number in the consent cookie: known here, and stored nowhere beside an event. */
  readonly consentId: string;
  /** The page's pattern. */
  readonly page: string;
  readonly locale: Locale;
  readonly beacon: Beacon;
}

/** What a visitor is known by in the statistics, and nowhere else (P22): gone with the number, which lives a year. */
export const visitorOf = (vault: Pick<Vault, 'keyedHash'>, consentId: string): Buffer =>
  vault.keyedHash('visit', consentId).subarray(0, 12);

/** How much room a page has, in three classes: the exact width would tell browsers apart. */
export const screenOf = (width: number): 'narrow' | 'medium' | 'wide' =>
  width < 600 ? 'narrow' : width < 1200 ? 'medium' : 'wide';

const personal = /@|%40|\d{6}[-+]?\d{4}|\+?\d[\d -]{7,}\d/;

/** The host that a visit came from; nothing of its path or query, and nothing of a host that holds a number or an address of somebody's. */
export function sourceOf(referrer: string | undefined, own: string): string | undefined {
  if (!referrer || !URL.canParse(referrer)) return undefined;
  const { host: from, protocol } = new URL(referrer);
  const name = from.toLowerCase().replace(/^www\./, '');
  if (!/^https?:$/.test(protocol) || name === own.toLowerCase().replace(/^www\./, '')) return undefined;
  return host.safeParse(name).success && !personal.test(name) ? name : undefined;
}

/** A campaign's word, unless it is more than plain words, or somebody's number or address stands in it. */
export const wordOf = (word: string | undefined): string | undefined =>
  word && plainWords.test(word) && !personal.test(word) ? word.toLowerCase() : undefined;
