import { controller } from './controller.ts';
import type { PromiseId } from './ids.ts';
import type { Locale, Text } from './text.ts';

export interface Consent {
  readonly id: string;
  /** Raised whenever a word of `text`, `accept` or `refuse` changes; an old proof keeps its old number (P15). */
  readonly version: number;
  readonly text: Text;
  /** The words on the control that says yes. A tick box has none: `text` stands beside it. */
  readonly accept?: Text;
  /** The words on the control that says no; as easy to reach as `accept` (P23). */
  readonly refuse?: Text;
  readonly promises: readonly PromiseId[];
  /** False: not asked for anywhere yet. */
  readonly inUse: boolean;
}

/** Every wording by which somebody says yes. None of them is ever ticked beforehand (P14). */
export const consents = {
  'newsletter-tick': {
    id: 'newsletter-tick',
    version: 1,
    text: {
      sv: `Ja, ${controller.name} får skicka nyhetsbrev till min e-postadress. Jag bekräftar via en länk i ett mejl och kan sluta när jag vill. Förfrågan fungerar likadant utan.`,
      en: `Yes, ${controller.name} may send a newsletter to my e-mail address. I confirm through a link in an e-mail and can stop whenever I want. The request works the same without it.`,
    },
    promises: ['P14', 'P15', 'P17'],
    inUse: true,
  },
  'newsletter-form': {
    id: 'newsletter-form',
    version: 2,
    text: {
      sv: `${controller.name} sparar mitt namn och min e-postadress för att skicka nyhetsbrev, och ingenting annat som jag inte själv väljer till. Jag bekräftar via en länk i ett mejl och kan sluta när jag vill.`,
      en: `${controller.name} stores my name and e-mail address to send a newsletter, and nothing else that I don’t add myself. I confirm through a link in an e-mail and can stop whenever I want.`,
    },
    accept: { sv: 'Skicka nyhetsbrev till mig', en: 'Send me the newsletter' },
    promises: ['P14', 'P15', 'P17'],
    inUse: true,
  },
  'analytics-bar': {
    id: 'analytics-bar',
    version: 1,
    text: {
      sv: 'Får vi mäta besöket? Då lagras ett slumpat nummer på din enhet. Det går inte att koppla till dig eller till en förfrågan. Du kan ändra dig på varje sida.',
      en: 'May we measure the visit? A random number is then stored on your device. It can’t be linked to you or to a request. You can change your mind on every page.',
    },
    accept: { sv: 'Ja, mät besöket', en: 'Yes, measure the visit' },
    refuse: { sv: 'Nej tack', en: 'No thanks' },
    promises: ['P15', 'P23'],
    inUse: true,
  },
  'analytics-bar-google': {
    id: 'analytics-bar-google',
    version: 1,
    text: {
      sv: 'Får vi mäta besöket, också med Google Analytics? Då lagras slumpade nummer på din enhet, och Google får veta vilka sidor som visas. Det går inte att koppla till en förfrågan. Du kan ändra dig på varje sida.',
      en: 'May we measure the visit, with Google Analytics too? Random numbers are then stored on your device, and Google gets to know which pages are shown. It can’t be linked to a request. You can change your mind on every page.',
    },
    accept: { sv: 'Ja, mät besöket', en: 'Yes, measure the visit' },
    refuse: { sv: 'Nej tack', en: 'No thanks' },
    promises: ['P15', 'P23', 'P25'],
    inUse: true,
  },
} as const satisfies Readonly<Record<string, Consent>>;

export type ConsentId = keyof typeof consents;

/** Everything the person saw, on separate lines, for hashing into the proof (P15). Same input, same string, for ever. */
export function consentSource(id: ConsentId, locale: Locale): string {
  const consent: Consent = consents[id];
  const parts = [consent.id, String(consent.version), locale, consent.text, consent.accept, consent.refuse];
  return parts
    .map((part) => (typeof part === 'object' ? part[locale] : (part ?? '')))
    .join('\n')
    .normalize('NFC');
}

export interface Cookie {
  readonly name: string;
  readonly when: Text;
  readonly purpose: Text;
  readonly lasts: 'customer-session' | 'supplier-session' | 'staff-session' | 'staff-link' | 'consent.asked';
}

/** What visitors are asked before they are measured: other words, and so another question, where Google Analytics measures too. */
export const askedWhere = (google: boolean) => consents[google ? 'analytics-bar-google' : 'analytics-bar'];
export type AskedId = ReturnType<typeof askedWhere>['id'];

/** What an answer to a question is remembered by: an answer to other words is no answer to these. */
export const markOf = (asked: ReturnType<typeof askedWhere>): string =>
  `${asked.id === 'analytics-bar-google' ? 'g' : ''}${asked.version}`;

/**
 * Everything the product stores on a device. All of it is strictly necessary for what the visitor asked for, so it needs no consent; but for the
 * number in `ak_val`, which is there after a yes alone.
 */
export const cookies: readonly Cookie[] = [
  {
    name: 'ak_val',
    when: {
      sv: 'När du svarar på om besöket får mätas',
      en: 'When you answer whether the visit may be measured',
    },
    purpose: {
      sv: 'Minns svaret så att vi inte frågar igen. Bara efter ett ja finns ett slumpat nummer i den, som besöket mäts med',
      en: 'Remembers the answer so that we don’t ask again. Only after a yes does it hold a random number, which the visit is measured by',
    },
    lasts: 'consent.asked',
  },
  {
    name: 'ak_kund',
    when: { sv: 'När du loggar in på «Min sida»', en: 'When you log in to “My page”' },
    purpose: { sv: 'Håller dig inloggad', en: 'Keeps you logged in' },
    lasts: 'customer-session',
  },
  {
    name: 'ak_lev',
    when: { sv: 'När en leverantör öppnar sin länk', en: 'When a supplier opens its link' },
    purpose: { sv: 'Håller leverantören inloggad', en: 'Keeps the supplier logged in' },
    lasts: 'supplier-session',
  },
  {
    name: 'ak_personal.session_token',
    when: { sv: 'När någon i vår personal loggar in', en: 'When one of our staff logs in' },
    purpose: { sv: 'Håller hen inloggad', en: 'Keeps them logged in' },
    lasts: 'staff-session',
  },
  {
    name: 'ak_personal.better-auth-passkey',
    when: { sv: 'När någon i vår personal visar sin säkerhetsnyckel', en: 'When one of our staff shows their passkey' },
    purpose: { sv: 'Hör ihop frågan till nyckeln med svaret', en: 'Ties the question to the passkey to its answer' },
    lasts: 'staff-link',
  },
];

/** What Google Analytics stores beside it, where the operator has turned it on, after a yes alone (P25). */
export const googleCookies: readonly Cookie[] = [
  {
    name: '_ga',
    when: {
      sv: 'När du svarar ja på om besöket får mätas',
      en: 'When you answer yes to whether the visit may be measured',
    },
    purpose: {
      sv: 'Google Analytics: ett slumpat nummer som skiljer besökare åt. Tas bort när du svarar nej',
      en: 'Google Analytics: a random number that tells visitors apart. Removed when you answer no',
    },
    lasts: 'consent.asked',
  },
  {
    name: '_ga_…',
    when: {
      sv: 'När du svarar ja på om besöket får mätas',
      en: 'When you answer yes to whether the visit may be measured',
    },
    purpose: {
      sv: 'Google Analytics: vilka sidvisningar som hör till samma besök. Tas bort när du svarar nej',
      en: 'Google Analytics: which page views belong to the same visit. Removed when you answer no',
    },
    lasts: 'consent.asked',
  },
];

/** Everything that is stored on a device. */
export const cookiesWhere = (google: boolean): readonly Cookie[] => (google ? [...cookies, ...googleCookies] : cookies);
