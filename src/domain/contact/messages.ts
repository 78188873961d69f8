import { formatDate, formatKr, formatPhone, serviceById } from '#catalog/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import type { Db } from '#platform/db/index.ts';
import type { Inline } from '#platform/mail/index.ts';
import { controller } from '#policy/controller.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { cancelled, type Delivery, mailTo, oneByOne, type Rendered, type Renderer } from '../delivery/index.ts';
import { isActive, type Lead, leadById } from '../lead/index.ts';
import { comparisonOf, quotesOf } from '../quote/index.ts';
import { heldOf, heldUntil, referralsOf } from '../referral/index.ts';
import { editedTexts } from '../text/index.ts';
import {
  chosenWords,
  lostWords,
  type MailFacts,
  outcomeWords,
  quotesWords,
  receivedWords,
  type Words,
} from './customer-mails.ts';
import { registeredBlocks } from './registered.ts';
import { type Say, sayIn } from './wording.ts';

/** A mail to the customer about its own open request, and never about another or a closed one (P5). */
export function toCustomer(
  write: (ctx: Context, db: Db, lead: Lead, say: Say, delivery: Delivery) => Promise<Words | string>,
): Renderer {
  return oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
    const lead = await leadById(db, delivery.leadId);
    if (!lead) return cancelled('gone');
    if (lead.restrictedAt) return cancelled('restricted');
    if (!isActive(lead.state) && lead.state !== 'joined') return cancelled('not-open');
    // Read anew for each mail: what staff have edited is said by the next that leaves.
    const say = sayIn(await editedTexts(db), lead.locale);
    const words = await write(ctx, db, lead, say, delivery);
    if (typeof words === 'string') return cancelled(words);
    return mailTo(lead.email, {
      locale: lead.locale,
      heading: words.subject,
      ...words,
      footerReason: whyMail(ctx, lead),
    });
  });
}

/** Why a customer gets a mail, and how to get no more. */
export function whyMail(ctx: Pick<Context, 'links'>, lead: Pick<Lead, 'locale' | 'reference'>): readonly Inline[] {
  const link = {
    link: {
      label: lead.locale === 'sv' ? 'Avsluta den på Min sida' : 'End it on My page',
      url: ctx.links.request(lead.locale, lead.reference),
    },
  };
  return lead.locale === 'sv'
    ? ['Du får mejlet för att du har en förfrågan hos oss. Vill du inte fortsätta? ', link, ', så upphör förmedlingen.']
    : [
        'You get this e-mail because you have a request with us. Don’t want to go on? ',
        link,
        ', and the brokerage ends.',
      ];
}

const goneOn = (lead: Lead, rule: 'lead.no-quote' | 'lead.no-contract') =>
  formatDate(addPeriod(lead.receivedAt, retention[rule].period), lead.locale);

const factsOf = (ctx: Context, lead: Lead): MailFacts => ({
  locale: lead.locale,
  reference: lead.reference,
  service: serviceById(lead.service).name[lead.locale],
  request: ctx.links.request(lead.locale, lead.reference),
  mine: ctx.links.mine(lead.locale),
  noQuote: goneOn(lead, 'lead.no-quote'),
  noContract: goneOn(lead, 'lead.no-contract'),
});

const received = toCustomer(async (ctx, db, lead, say) => {
  const referrals = await referralsOf(db, lead.joinedTo ?? lead.id);
  const now = ctx.clock.now();
  const suppliers = referrals.filter((r) => !heldUntil(r, now)).map((r) => r.name);
  const held = heldOf(referrals, now, lead.locale);
  const target = lead.joinedTo ? await leadById(db, lead.joinedTo) : undefined;
  const joined = lead.joinedTo ? { reference: target?.email === lead.email ? target.reference : undefined } : undefined;
  const words = receivedWords(say, { ...factsOf(ctx, lead), suppliers, held, joined });
  return { ...words, blocks: [...words.blocks, ...registeredBlocks(ctx, lead)] };
});

const quotes = toCustomer(async (ctx, db, lead, say) => {
  if (lead.state !== 'quoted') return 'not-open';
  const offered = (await quotesOf(db, lead.id)).filter((q) => q.state === 'open');
  if (offered.length === 0) return 'withdrawn';
  const { locale } = lead;
  const comparison = comparisonOf(lead, offered, stockholmDate(ctx.clock.now()));
  const service = serviceById(lead.service);
  const name = (id: string) => offered.find((q) => q.id === id)?.name ?? '';
  const token = ctx.vault.sign({
    kind: 'quotes',
    id: lead.id,
    expires: addPeriod(ctx.clock.now(), retention['quote-link'].period),
  });
  const priced = comparison.ranked.map((r) => ({
    label: name(r.id),
    value: formatKr(r.cost.annual, locale),
    strong: r.rank === 1,
  }));
  const others = comparison.notComparable.map((r) => ({
    label: name(r.id),
    value: locale === 'sv' ? 'går inte att jämföra' : 'not comparable',
  }));
  return quotesWords(say, {
    ...factsOf(ctx, lead),
    names: offered.map((q) => q.name),
    rows: [...priced, ...others],
    volume: service.volume(lead.answers)[locale],
    excludes: service.excludes[locale],
    comparison: ctx.links.quotes(locale, token),
  });
});

const chosen = toCustomer(async (ctx, db, lead, say, delivery) => {
  const quote = (await quotesOf(db, lead.id)).find((q) => q.id === delivery.subjectId && q.state === 'chosen');
  if (!quote) return 'state-changed';
  const supplier = (await referralsOf(db, lead.id)).find((r) => r.id === quote.referralId);
  const contact = {
    email: supplier?.email ?? null,
    phone: supplier?.phone ? formatPhone(supplier.phone) : null,
    website: supplier?.website ?? null,
  };
  return chosenWords(say, { ...factsOf(ctx, lead), supplier: quote.name, contact });
});

const lost = toCustomer(async (ctx, db, lead, say, delivery) => {
  const quote = (await quotesOf(db, lead.id)).find((q) => q.id === delivery.subjectId);
  if (!quote || (lead.state !== 'quoted' && lead.state !== 'open')) return 'state-changed';
  return lostWords(say, { ...factsOf(ctx, lead), supplier: quote.name, others: lead.state === 'quoted' });
});

const outcomeReminder = toCustomer(async (ctx, _db, lead, say) => {
  if (lead.state !== 'quoted' && lead.state !== 'chosen') return 'state-changed';
  return outcomeWords(say, factsOf(ctx, lead));
});

/** A customer's question, to us. Answering the mail answers the customer. */
const staffQuestion = oneByOne(async (_ctx, db, delivery) => {
  const lead = await leadById(db, delivery.leadId);
  const question = await db
    .selectFrom('brokerage.question')
    .select('body')
    .where('id', '=', delivery.subjectId ?? '')
    .executeTakeFirst();
  if (!lead || !question) return cancelled('gone');
  if (lead.restrictedAt) return cancelled('restricted');
  const subject = `Fråga om förfrågan ${lead.reference}`;
  return mailTo(
    controller.email,
    {
      locale: 'sv',
      subject,
      preheader: `Från ${lead.companyName}`,
      heading: subject,
      blocks: [
        { quote: question.body },
        {
          facts: [
            { label: 'Företag', value: lead.companyName },
            { label: 'Kontakt', value: lead.contactName },
            { label: 'Språk', value: lead.locale === 'sv' ? 'Svenska' : 'Engelska' },
          ],
        },
      ],
      footerReason: 'Frågan skrevs på Min sida. Svara på mejlet så svarar du kunden.',
    },
    lead.email,
  );
});

const endpointGone = oneByOne(async (_ctx, db, delivery) => {
  const supplier = await db
    .selectFrom('brokerage.supplier')
    .select('name')
    .where('id', '=', delivery.supplierId ?? '')
    .executeTakeFirst();
  if (!supplier) return cancelled('gone');
  const subject = `${supplier.name} tar inte längre emot webhooks`;
  return mailTo(controller.email, {
    locale: 'sv',
    subject,
    preheader: 'Adressen svarade 410 och är avstängd.',
    heading: subject,
    blocks: [
      {
        p: 'Leverantörens adress svarade att den inte finns längre (410). Inget skickas dit förrän en ny adress är inlagd. Förfrågningar går fortfarande med e-post, om leverantören har en sådan adress.',
      },
    ],
    footerReason: 'Driftmeddelande.',
  });
});

/** What the domain sends to customers and to ourselves, by kind. */
export const customerMessages = {
  'customer.received': received,
  'customer.quotes': quotes,
  'customer.chosen': chosen,
  'customer.lost': lost,
  'customer.outcome-reminder': outcomeReminder,
  'staff.question': staffQuestion,
  'staff.endpoint-gone': endpointGone,
} satisfies Record<string, Renderer>;
