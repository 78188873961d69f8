// Longer than most files: the register of processing activities (P7), one table.
import type { PersonalCategory } from './categories.ts';
import type { PromiseId } from './ids.ts';
import type { RecipientId } from './recipients.ts';
import type { RetentionRuleId } from './retention.ts';
import type { Text } from './text.ts';

/** P7, and the law itself where it obliges us to answer you. */
export const legalBases = {
  contract: {
    article: '6.1 b',
    name: { sv: 'Avtal', en: 'Contract' },
  },
  consent: {
    article: '6.1 a',
    name: { sv: 'Samtycke', en: 'Consent' },
  },
  'legitimate-interest': {
    article: '6.1 f',
    name: { sv: 'Berättigat intresse', en: 'Legitimate interest' },
  },
  'legal-obligation': {
    article: '6.1 c',
    name: { sv: 'Rättslig förpliktelse', en: 'Legal obligation' },
  },
} as const satisfies Readonly<Record<string, { article: string; name: Text }>>;
export type LegalBasis = keyof typeof legalBases;

export interface Purpose {
  readonly name: Text;
  /** What we do, in one sentence. */
  readonly what: Text;
  readonly basis: LegalBasis;
  /** Why the basis holds: the contract, the consent, the interest weighed, or the law. */
  readonly because: Text;
  readonly categories: readonly PersonalCategory[];
  readonly recipients: readonly RecipientId[];
  readonly retention: readonly RetentionRuleId[];
  readonly promises: readonly PromiseId[];
  /** False: the product doesn't do this yet, and the policy page says so. */
  readonly inUse: boolean;
}

/** Every processing activity, with its legal basis (P7). */
export const purposes = {
  brokerage: {
    name: { sv: 'Förmedling', en: 'Brokerage' },
    what: {
      sv: 'Ta emot din förfrågan, skicka den till leverantörer du godkänt, visa deras offerter och hålla kontakt om den',
      en: 'Receive your request, send it to suppliers you have approved, show their quotes and keep in touch about it',
    },
    basis: 'contract',
    because: {
      sv: 'Du ber oss om hjälp. Utan uppgifterna kan vi inte ge den.',
      en: 'You ask us for help. Without the data we can’t give it.',
    },
    categories: ['identity', 'contact', 'company', 'organisation-number', 'answers', 'messages', 'quotes'],
    recipients: ['suppliers', 'hosting', 'mail', 'sms'],
    retention: [
      'lead.no-quote',
      'lead.no-contract',
      'lead.contract',
      'lead.objection',
      'lead.erasure',
      'lead.restricted',
      'submission.waiting',
      'delivery',
      'parting',
    ],
    promises: ['P2', 'P3', 'P4', 'P5', 'P6', 'P8', 'P9', 'P10', 'P11', 'P12', 'P13'],
    inUse: true,
  },
  'customer-access': {
    name: { sv: '«Min sida»', en: '“My page”' },
    what: {
      sv: 'Släppa in dig till din egen förfrågan, och ingen annan',
      en: 'Let you in to your own request, and nobody else',
    },
    basis: 'contract',
    because: {
      sv: 'Du behöver kunna se och välja bland offerterna du bett om.',
      en: 'You need to be able to see and choose among the quotes you asked for.',
    },
    categories: ['contact', 'credentials'],
    recipients: ['hosting', 'mail'],
    retention: ['login-link', 'quote-link', 'receipt-link', 'customer-session'],
    promises: ['P13', 'P28'],
    inUse: true,
  },
  archive: {
    name: { sv: 'Arkiv', en: 'Archive' },
    what: {
      sv: 'Spara det som behövs om förfrågningar som lett till avtal, med begränsad åtkomst',
      en: 'Keep what is needed about requests that led to a contract, with limited access',
    },
    basis: 'legitimate-interest',
    because: {
      sv: 'Du, leverantören och vi kan behöva visa vad som förmedlades.',
      en: 'You, the supplier and we may need to show what was brokered.',
    },
    categories: ['identity', 'contact', 'company', 'organisation-number', 'quotes'],
    recipients: ['hosting'],
    retention: ['archive.contract'],
    promises: ['P9'],
    inUse: true,
  },
  'supplier-access': {
    name: { sv: 'Samarbete med leverantörer', en: 'Working with suppliers' },
    what: {
      sv: 'Nå rätt person hos leverantören och låta bara den svara på förfrågningar',
      en: 'Reach the right person at the supplier and let only them answer requests',
    },
    basis: 'legitimate-interest',
    because: {
      sv: 'Vi behöver någon att skicka förfrågan till, i den personens arbete.',
      en: 'We need someone to send the request to, in that person’s work.',
    },
    categories: ['supplier-contact', 'credentials'],
    recipients: ['hosting', 'mail'],
    retention: ['supplier-contact', 'supplier-link', 'supplier-session'],
    promises: ['P3', 'P4'],
    inUse: true,
  },
  'staff-access': {
    name: { sv: 'Personalens inloggning', en: 'Staff log-in' },
    what: {
      sv: 'Släppa in den egna personalen, var och en till det rollen ger rätt till, och kunna se i efterhand vem som gjorde vad',
      en: 'Let our own staff in, each to what the role gives a right to, and be able to see afterwards who did what',
    },
    basis: 'legitimate-interest',
    because: {
      sv: 'Dina uppgifter ska bara nås av den som behöver dem i sitt arbete.',
      en: 'Your data should be reached only by those who need it in their work.',
    },
    categories: ['staff', 'credentials'],
    recipients: ['hosting', 'mail'],
    retention: ['staff-account', 'staff-invitation', 'staff-link', 'staff-session', 'staff-idle'],
    promises: ['P9'],
    inUse: true,
  },
  security: {
    name: { sv: 'Skydd mot missbruk', en: 'Protection against abuse' },
    what: {
      sv: 'Hindra automatiska utskick, dubbletter och försök att gissa sig in',
      en: 'Stop automated submissions, duplicates and attempts to guess a way in',
    },
    basis: 'legitimate-interest',
    because: {
      sv: 'Utan skydd kan andras uppgifter och tjänsten själv komma till skada.',
      en: 'Without protection, other people’s data and the service itself could be harmed.',
    },
    categories: ['ip', 'contact'],
    recipients: ['hosting'],
    retention: ['rate-limit', 'idempotency', 'submission.dealt', 'lead.no-quote', 'lead.no-contract', 'lead.contract'],
    promises: ['P2', 'P4'],
    inUse: true,
  },
  rights: {
    name: { sv: 'Frågor och rättigheter', en: 'Questions and rights' },
    what: {
      sv: 'Svara dig när du använder dina rättigheter eller frågar om dem',
      en: 'Answer you when you use your rights or ask about them',
    },
    basis: 'legal-obligation',
    because: {
      sv: 'Dataskyddsförordningen kräver att vi svarar.',
      en: 'The General Data Protection Regulation requires us to answer.',
    },
    categories: ['identity', 'contact', 'messages'],
    recipients: ['hosting', 'mail'],
    retention: [
      'correspondence',
      'correspondence.waiting',
      'mail-store',
      'rights-case',
      'erasure-notice',
      'traces',
      'backup',
      'erasure-ledger',
    ],
    promises: ['P27', 'P28', 'P29', 'P30'],
    inUse: true,
  },
  newsletter: {
    name: { sv: 'Nyhetsbrev', en: 'Newsletter' },
    what: {
      sv: 'Skicka nyhetsbrev med e-post till den som bett om det',
      en: 'Send a newsletter by e-mail to those who have asked for it',
    },
    basis: 'consent',
    because: {
      sv: 'Du bockar i eller anmäler dig, och bekräftar via en länk i ett mejl.',
      en: 'You tick a box or sign up, and confirm through a link in an e-mail.',
    },
    categories: ['subscription'],
    recipients: ['hosting', 'mail'],
    retention: [
      'subscriber.unconfirmed',
      'subscriber.withdrawn',
      'subscriber.inactive',
      'consent.proof',
      'preferences-link',
    ],
    promises: ['P14', 'P15', 'P16', 'P17', 'P18', 'P19'],
    inUse: true,
  },
  suppression: {
    name: { sv: 'Spärr mot utskick', en: 'Block against mailings' },
    what: {
      sv: 'Minnas att en adress tackat nej eller inte finns, utan att minnas adressen',
      en: 'Remember that an address has said no or doesn’t exist, without remembering the address',
    },
    basis: 'legitimate-interest',
    because: {
      sv: 'Ett nej ska gälla även om adressen kommer in igen från annat håll.',
      en: 'A no must hold even if the address comes in again from elsewhere.',
    },
    categories: ['suppression'],
    recipients: ['hosting'],
    retention: ['subscriber.suppressed'],
    promises: ['P17'],
    inUse: true,
  },
  analytics: {
    name: { sv: 'Besöksstatistik', en: 'Visit statistics' },
    what: {
      sv: 'Förstå hur sajten används, utan att veta vem som besöker den',
      en: 'Understand how the site is used, without knowing who visits it',
    },
    basis: 'legitimate-interest',
    because: {
      sv: 'Vi vill göra sajten bättre. För att lagra eller läsa något på din enhet krävs dessutom ditt samtycke (9 kap. 28 § lagen om elektronisk kommunikation).',
      en: 'We want to improve the site. Storing or reading anything on your device also requires your consent (chapter 9, section 28 of the Swedish Electronic Communications Act).',
    },
    categories: ['device'],
    recipients: ['hosting', 'google'],
    retention: ['event.analytics', 'ip.analytics', 'consent.asked', 'consent.choice'],
    promises: ['P20', 'P21', 'P22', 'P23', 'P24', 'P25'],
    inUse: true,
  },
} as const satisfies Readonly<Record<string, Purpose>>;

export type PurposeId = keyof typeof purposes;
export const purposeIds = Object.keys(purposes) as readonly PurposeId[];
