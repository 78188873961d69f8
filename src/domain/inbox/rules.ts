import type { Text } from '#policy/text.ts';
import type { AutomaticKind, MailCondition, MailKind } from '../correspondence/index.ts';
import type { CaseRight } from '../privacy/index.ts';
import { ownWords, says } from './words.ts';

/** One rule: what a mail is suggested to be, when one of its words stands in the subject or in what was written. */
export interface WordRule {
  readonly kind: MailKind;
  readonly name: Text;
  readonly words: readonly string[];
  readonly right?: CaseRight;
}

/** Looked at in this order; the first that fits says what the mail seems to be. All that fit are shown. A star: the word may go on. */
export const wordRules = {
  withdrawal: {
    kind: 'withdrawal',
    name: { sv: 'Vill inte ha nyhetsbrev', en: 'Wants no newsletter' },
    words: [
      ...[
        'avregistrera*',
        'avanmäl*',
        'avprenumerera',
        'avsluta prenumeration*',
        'inga fler nyhetsbrev',
        'sluta skicka nyhetsbrev',
      ],
      ...['unsubscribe*', 'opt out', 'remove me from', 'no more newsletters', 'stop sending'],
    ],
  },
  erasure: {
    kind: 'rights',
    right: 'erasure',
    name: { sv: 'Vill bli raderad', en: 'Wants to be erased' },
    words: [
      ...[
        'radera mina',
        'radera alla',
        'radera mig',
        'radera allt',
        'ta bort mina uppgifter',
        'ta bort alla uppgifter',
        'bli glömd',
        'bli bortglömd',
      ],
      ...['erase my', 'delete my data', 'delete my personal', 'delete all my', 'right to erasure', 'be forgotten'],
    ],
  },
  rectification: {
    kind: 'rights',
    right: 'rectification',
    name: { sv: 'Vill få något rättat', en: 'Wants something corrected' },
    words: [
      ...['rätta mina', 'rättelse av', 'felaktiga uppgifter', 'uppgifterna är fel', 'uppgifter är fel'],
      ...['correct my data', 'rectify my', 'rectification', 'my data is wrong', 'inaccurate data'],
    ],
  },
  restriction: {
    kind: 'rights',
    right: 'restriction',
    name: { sv: 'Vill begränsa behandlingen', en: 'Wants processing restricted' },
    words: [
      'begränsa behandlingen',
      'begränsning av',
      'begränsa användningen',
      'restrict processing',
      'restriction of processing',
      'restrict the processing',
    ],
  },
  objection: {
    kind: 'rights',
    right: 'objection',
    name: { sv: 'Invänder', en: 'Objects' },
    words: ['invänder mot', 'jag invänder', 'motsätter mig', 'object to the processing', 'i object', 'objection to'],
  },
  portability: {
    kind: 'rights',
    right: 'portability',
    name: { sv: 'Vill flytta sina uppgifter', en: 'Wants to move their data' },
    words: [
      'dataportabilitet',
      'flytta mina uppgifter',
      'maskinläsbart',
      'data portability',
      'port my data',
      'machine readable',
    ],
  },
  access: {
    kind: 'rights',
    right: 'access',
    name: { sv: 'Vill veta vad vi har', en: 'Wants to know what we hold' },
    words: [
      ...[
        'registerutdrag*',
        'vilka uppgifter',
        'vilka personuppgifter',
        'uppgifter ni har om mig',
        'kopia på mina uppgifter',
        'kopia av mina',
        'begäran om tillgång',
      ],
      ...[
        'subject access',
        'access request',
        'copy of my data',
        'copy of my personal',
        'data you hold',
        'what data you have',
      ],
    ],
  },
  'data-protection': {
    kind: 'rights',
    right: 'access',
    name: { sv: 'Nämner dataskydd', en: 'Mentions data protection' },
    words: [
      'gdpr',
      'dataskyddsförordningen',
      'artikel 15',
      'artikel 17',
      'article 15',
      'article 17',
      'mina rättigheter',
      'data subject',
    ],
  },
  request: {
    kind: 'new-request',
    name: { sv: 'Söker en leverantör', en: 'Looks for a supplier' },
    words: [
      ...[
        'offert',
        'offerter',
        'förfrågan',
        'prisförslag',
        'vi söker',
        'jag söker',
        'vi behöver',
        'byta leverantör',
        'elavtal',
        'elpris*',
        'telefonväxel',
        'mobilabonnemang',
      ],
      ...[
        'företagsförsäkring*',
        'företagslån',
        'kortterminal*',
        'bokföring*',
        'redovisning',
        'juridisk hjälp',
        'sociala medier',
      ],
      ...[
        'quote',
        'quotes',
        'quotation',
        'looking for',
        'we need',
        'switch supplier',
        'electricity contract',
        'business insurance',
        'business loan',
        'card terminal*',
        'bookkeeping',
      ],
    ],
  },
} as const satisfies Readonly<Record<string, WordRule>>;

/** What says something about a mail beside its words. */
export const signs = {
  token: { kind: 'reply', name: { sv: 'Svar till en förfrågans egen adress', en: 'Reply to a request’s own address' } },
  message: { kind: 'reply', name: { sv: 'Svar på ett mejl från oss', en: 'Reply to an e-mail of ours' } },
  'known-address': {
    kind: 'reply',
    name: { sv: 'Adressen har en pågående förfrågan', en: 'The address has an open request' },
  },
  supplier: { kind: 'quote', name: { sv: 'Från en leverantörs adress', en: 'From a supplier’s address' } },
  bounce: { kind: 'other', name: { sv: 'Ett mejl kom inte fram', en: 'An e-mail could not be delivered' } },
  'auto-reply': { kind: 'other', name: { sv: 'Automatiskt svar', en: 'Automatic reply' } },
  list: { kind: 'other', name: { sv: 'Massutskick', en: 'Bulk mail' } },
  own: { kind: 'other', name: { sv: 'Vårt eget mejl', en: 'Our own e-mail' } },
  unreadable: { kind: 'other', name: { sv: 'Gick inte att hämta eller läsa', en: 'Could not be fetched or read' } },
  'too-large': { kind: 'other', name: { sv: 'För stort för att hämtas', en: 'Too large to fetch' } },
} as const satisfies Readonly<Record<string, { readonly kind: MailKind; readonly name: Text }>>;

export type RuleId = keyof typeof wordRules | keyof typeof signs;

/** What a rule is called, and the words it looks for; undefined for one that there is no more. */
export function ruleOf(id: string): { readonly name: Text; readonly words: readonly string[] } | undefined {
  const all: Readonly<Record<string, { readonly name: Text; readonly words?: readonly string[] }>> = {
    ...wordRules,
    ...signs,
  };
  const rule = Object.hasOwn(all, id) ? all[id] : undefined;
  return rule && { name: rule.name, words: rule.words ?? [] };
}

/** What is known of a mail when it comes. */
export interface MailFacts {
  readonly subject: string;
  readonly text: string;
  readonly condition: MailCondition;
  readonly automatic: AutomaticKind | null;
  readonly threadedBy: 'token' | 'message' | undefined;
  readonly knownAddress: boolean;
  readonly supplier: boolean;
}

/** What a mail seems to be, and why: the rules that fit, the one that decided first. Nothing is done by it; a person decides. */
export function suggest(facts: MailFacts): { readonly kind: MailKind; readonly why: readonly RuleId[] } {
  const { condition, automatic, threadedBy, knownAddress, supplier } = facts;
  const said = `${facts.subject}\n${ownWords(facts.text)}`;
  const words = (Object.entries(wordRules) as [keyof typeof wordRules, WordRule][])
    .filter(([, rule]) => rule.words.some((one) => says(said, one)))
    .map(([id]) => id);
  const decisive = words.filter((id) => id !== 'request');
  const found: RuleId[] = [
    ...(condition === 'whole' ? [] : [condition]),
    ...(automatic ? [automatic] : []),
    // Who sends it and what it answers says more than a word like «offert».
    ...(automatic ? [] : decisive),
    ...(supplier ? (['supplier'] as const) : []),
    ...(threadedBy ? [threadedBy] : []),
    ...(knownAddress && !threadedBy ? (['known-address'] as const) : []),
    ...(automatic ? words : words.filter((id) => id === 'request')),
  ];
  const [first] = found;
  const all: Readonly<Record<string, { readonly kind: MailKind }>> = { ...wordRules, ...signs };
  return { kind: first ? (all[first]?.kind ?? 'other') : 'other', why: found };
}

/** The right that the rules of a mail suggest is meant. */
export const rightIn = (why: readonly string[]): CaseRight =>
  why
    .map((id) =>
      Object.hasOwn(wordRules, id) ? (wordRules as Readonly<Record<string, WordRule>>)[id]?.right : undefined,
    )
    .find(Boolean) ?? 'access';
