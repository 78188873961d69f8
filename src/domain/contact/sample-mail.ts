import { formatDate, formatKr, serviceById } from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import type { MailContent } from '#platform/mail/index.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { type Edited, filled } from '../text/index.ts';
import {
  chosenWords,
  lostWords,
  type MailFacts,
  outcomeWords,
  quotesWords,
  receivedWords,
  type Words,
} from './customer-mails.ts';
import { letterContent } from './letters.ts';
import { whyMail } from './messages.ts';
import { gap, type mailTemplates, type Placeholder, type smsTemplates } from './templates.ts';
import { type MailWord, sayIn, smsTemplateIn, templateIn } from './wording.ts';

/** An invented request, for showing what a mail says. */
const reference = 'AB3D-E7K';
const names = ['Ljusåkra Kraft', 'Tallmo Energi'] as const;

function factsOf({ links, clock }: Pick<Context, 'links' | 'clock'>, locale: Locale): MailFacts {
  const on = (rule: 'lead.no-quote' | 'lead.no-contract') =>
    formatDate(addPeriod(clock.now(), retention[rule].period), locale);
  return {
    ...{ locale, reference, service: serviceById('electricity').name[locale] },
    request: links.request(locale, reference),
    mine: links.mine(locale),
    noQuote: on('lead.no-quote'),
    noContract: on('lead.no-contract'),
  };
}

/**
 * The mail that a text is said in, whole and as it would leave, about an invented request.
 * @param key of one of `mailTexts`; undefined for any other
 */
export function sampleMail(
  ctx: Pick<Context, 'links' | 'clock'>,
  edited: Edited,
  key: string,
  locale: Locale,
): MailContent | undefined {
  const [kind, id = '', part = ''] = key.split('.');
  if (kind === 'letter') return sampleLetter(ctx, edited, id as keyof typeof mailTemplates, locale);
  const words = kind === 'mail' ? sampleWords(ctx, edited, `${id}.${part}` as MailWord, locale) : undefined;
  return words && { locale, heading: words.subject, ...words, footerReason: whyMail(ctx, { locale, reference }) };
}

function sampleWords(
  ctx: Pick<Context, 'links' | 'clock'>,
  edited: Edited,
  word: MailWord,
  locale: Locale,
): Words | undefined {
  const say = sayIn(edited, locale);
  const facts = factsOf(ctx, locale);
  const [supplier] = names;
  const service = serviceById('electricity');
  if (word.startsWith('received.')) {
    const joined = { 'received.joined': { reference: 'CD4F-G8M' }, 'received.colleague': { reference: undefined } };
    return receivedWords(say, {
      ...facts,
      suppliers: word === 'received.waiting' ? [] : word === 'received.held' ? [supplier] : names,
      held:
        word === 'received.held'
          ? [{ when: `${locale === 'sv' ? 'måndag 08.00' : 'Monday 08:00'}`, names: names.slice(1) }]
          : [],
      joined: joined[word as keyof typeof joined],
    });
  }
  if (word.startsWith('quotes.')) {
    const quoted = word === 'quotes.one' ? [supplier] : names;
    return quotesWords(say, {
      ...facts,
      names: quoted,
      rows: quoted.map((label, i) => ({ label, value: formatKr(57_504 + 2_340 * i, locale), strong: i === 0 })),
      volume: service.volume({ annualKwh: 84_000 })[locale],
      excludes: service.excludes[locale],
      comparison: facts.mine,
    });
  }
  if (word.startsWith('chosen.'))
    return chosenWords(say, {
      ...facts,
      supplier,
      contact: { email: 'offert@ljusakra-kraft.example', phone: '070-174 06 05', website: null },
    });
  if (word.startsWith('lost.')) return lostWords(say, { ...facts, supplier, others: word !== 'lost.none' });
  return outcomeWords(say, facts);
}

function sampleLetter(
  ctx: Pick<Context, 'links'>,
  edited: Edited,
  id: keyof typeof mailTemplates,
  locale: Locale,
): MailContent {
  const { subject, body } = templateIn(edited, id);
  const values = sampleFills(locale);
  return letterContent(
    ctx,
    { locale, reference },
    { subject: filled(subject[locale], values), body: filled(body[locale], values) },
  );
}

/** The text message that a text begins, about an invented request; undefined for a key of no such text. */
export function sampleText(edited: Edited, key: string, locale: Locale): string | undefined {
  const [kind, id = ''] = key.split('.');
  if (kind !== 'sms') return undefined;
  return filled(smsTemplateIn(edited, id as keyof typeof smsTemplates)[locale], sampleFills(locale));
}

const sampleFills = (locale: Locale): Readonly<Record<Placeholder, string>> => ({
  name: 'Inköpsansvarig',
  company: 'Norrgårdens Bageri AB',
  service: serviceById('electricity').name[locale].toLowerCase(),
  reference,
  suppliers: names.join(locale === 'sv' ? ' och ' : ' and '),
  staff: 'Allkontrakt',
  fill: gap[locale],
});
