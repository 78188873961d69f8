// Long because it is mostly words: every message to a customer, in both languages.
import { formatDate, formatKr, serviceById } from '#catalog/index.ts';
import { addPeriod, stockholmDate } from '#platform/clock.ts';
import type { Db } from '#platform/db/index.ts';
import type { Block, Inline } from '#platform/mail/index.ts';
import { controller } from '#policy/controller.ts';
import { retention } from '#policy/retention.ts';
import type { Context } from '../context.ts';
import { cancelled, type Delivery, mailTo, oneByOne, type Rendered, type Renderer } from '../delivery/index.ts';
import { isActive, type Lead, leadById } from '../lead/index.ts';
import { comparisonOf, quotesOf } from '../quote/index.ts';
import { referralsOf } from '../referral/index.ts';

interface Words {
  readonly subject: string;
  readonly preheader: string;
  readonly heading?: string;
  readonly blocks: readonly Block[];
}

/** A mail to the customer about its own open request, and never about another or a closed one (P5). */
function toCustomer(
  write: (ctx: Context, db: Db, lead: Lead, delivery: Delivery) => Promise<Words | string>,
): Renderer {
  return oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
    const lead = await leadById(db, delivery.leadId);
    if (!lead) return cancelled('gone');
    if (lead.restrictedAt) return cancelled('restricted');
    if (!isActive(lead.state) && lead.state !== 'joined') return cancelled('not-open');
    const words = await write(ctx, db, lead, delivery);
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
export function whyMail(ctx: Context, lead: Lead): readonly Inline[] {
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

const serviceName = (lead: Lead) => serviceById(lead.service).name[lead.locale].toLowerCase();
const goneOn = (lead: Lead, rule: 'lead.no-quote' | 'lead.no-contract') =>
  formatDate(addPeriod(lead.receivedAt, retention[rule].period), lead.locale);

/** The receipt. It tells where the request went, or that it joined one that was open. */
const received = toCustomer(async (ctx, db, lead) => {
  const sv = lead.locale === 'sv';
  const referrals = await referralsOf(db, lead.joinedTo ?? lead.id);
  const target = lead.joinedTo ? await leadById(db, lead.joinedTo) : undefined;
  const own = target?.email === lead.email;
  const where: Block = lead.joinedTo
    ? { p: joinedText(sv, own ? target?.reference : undefined) }
    : referrals.length === 0
      ? {
          p: sv
            ? 'Ingen leverantör kan ta emot den just nu. Vi försöker varje timme, och du behöver inte göra något.'
            : 'No supplier can receive it right now. We try every hour, and you need not do anything.',
        }
      : {
          p: sv
            ? `Den går nu till ${referrals.map((r) => r.name).join(', ')}. Du får ett mejl när det finns något att jämföra.`
            : `It now goes to ${referrals.map((r) => r.name).join(', ')}. You get an e-mail when there is something to compare.`,
        };
  return {
    subject: sv ? `Vi har tagit emot förfrågan ${lead.reference}` : `We have received request ${lead.reference}`,
    preheader: sv ? `Den gäller ${serviceName(lead)}.` : `It is about ${serviceName(lead)}.`,
    blocks: [
      where,
      {
        facts: [
          { label: sv ? 'Nummer' : 'Number', value: lead.reference },
          { label: sv ? 'Tjänst' : 'Service', value: serviceById(lead.service).name[lead.locale] },
        ],
      },
      {
        button: {
          label: sv ? 'Öppna Min sida' : 'Open My page',
          url: ctx.links.mine(lead.locale),
          note: sv
            ? 'Där loggar du in med en länk till den här adressen.'
            : 'There you log in with a link to this address.',
        },
      },
      { h2: sv ? 'När försvinner uppgifterna?' : 'When does the data disappear?' },
      {
        p: sv
          ? [
              'Kommer ingen offert ',
              { gone: `raderas förfrågan ${goneOn(lead, 'lead.no-quote')}` },
              '. Vi säger till tre dagar innan.',
            ]
          : [
              'Without a quote ',
              { gone: `the request is erased ${goneOn(lead, 'lead.no-quote')}` },
              '. We tell you three days before.',
            ],
      },
    ],
  };
});

function joinedText(sv: boolean, reference: string | undefined): string {
  if (reference) {
    return sv
      ? `Företaget hade redan en öppen förfrågan om samma tjänst, ${reference}. Vi lade ihop dem, så att leverantörerna inte får den två gånger. Leverantörer som du lade till får den också.`
      : `The company already had an open request about the same service, ${reference}. We merged them, so that the suppliers don’t get it twice. Suppliers you added get it, too.`;
  }
  return sv
    ? 'En kollega har redan en öppen förfrågan om samma tjänst. Vi lade ihop dem, så att leverantörerna inte får den två gånger. Fråga kollegan eller svara på mejlet om offerterna.'
    : 'A colleague already has an open request about the same service. We merged them, so that the suppliers don’t get it twice. Ask your colleague, or answer this e-mail, about the quotes.';
}

/** Tells of the quotes that have come; the link shows the comparison for seven days, without contact data (D9). */
const quotes = toCustomer(async (ctx, db, lead) => {
  if (lead.state !== 'quoted') return 'not-open';
  const rows = (await quotesOf(db, lead.id)).filter((q) => q.state === 'open');
  if (rows.length === 0) return 'withdrawn';
  const sv = lead.locale === 'sv';
  const comparison = comparisonOf(lead, rows, stockholmDate(ctx.clock.now()));
  const service = serviceById(lead.service);
  const name = (id: string) => rows.find((q) => q.id === id)?.name ?? '';
  const token = ctx.vault.sign({
    kind: 'quotes',
    id: lead.id,
    expires: addPeriod(ctx.clock.now(), retention['quote-link'].period),
  });
  const n = rows.length;
  const subject = sv
    ? n === 1
      ? `${rows[0]!.name} har lämnat offert på ${serviceName(lead)}`
      : `Nu finns ${n} offerter på ${serviceName(lead)}`
    : n === 1
      ? `${rows[0]!.name} has quoted for ${serviceName(lead)}`
      : `There are now ${n} quotes for ${serviceName(lead)}`;
  const rowsPriced = comparison.ranked.map((r) => ({
    label: name(r.id),
    value: formatKr(r.cost.annual, lead.locale),
    strong: r.rank === 1,
  }));
  const rowsOther = comparison.notComparable.map((r) => ({
    label: name(r.id),
    value: sv ? 'går inte att jämföra' : 'not comparable',
  }));
  return {
    subject,
    preheader: sv ? 'Öppna jämförelsen och välj.' : 'Open the comparison and choose.',
    blocks: [
      { p: sv ? `Förfrågan ${lead.reference}.` : `Request ${lead.reference}.` },
      {
        table: {
          caption: sv
            ? `Kostnad per år, ${service.volume(lead.answers).sv}`
            : `Cost per year, ${service.volume(lead.answers).en}`,
          rows: [...rowsPriced, ...rowsOther],
          note: `${sv ? 'Exklusive moms. Ordnade efter kostnad; provision påverkar aldrig ordningen.' : 'Excluding VAT. In order of cost; commission never affects the order.'} ${service.excludes[lead.locale]}`,
        },
      },
      {
        button: {
          label: sv ? 'Jämför offerterna' : 'Compare the quotes',
          url: ctx.links.quotes(lead.locale, token),
          note: sv
            ? 'Länken gäller i sju dagar och visar bara offerterna.'
            : 'The link is valid for seven days and shows the quotes only.',
        },
      },
      { h2: sv ? 'Vad händer sedan?' : 'What happens then?' },
      {
        p: sv
          ? [
              'Du tecknar avtal direkt med den du väljer. Hör vi ingenting räknar vi det som att det inte blev något avtal, och då ',
              { gone: `raderas allt ${goneOn(lead, 'lead.no-contract')}` },
              '. Vi säger till tre dagar innan.',
            ]
          : [
              'You sign directly with the one you choose. If we hear nothing, we take it that there was no contract, and then ',
              { gone: `everything is erased ${goneOn(lead, 'lead.no-contract')}` },
              '. We tell you three days before.',
            ],
      },
    ],
  };
});

/** Confirms the choice, with the supplier's own contact details: the contract is between the two of them (P12). */
const chosen = toCustomer(async (ctx, db, lead, delivery) => {
  const quote = (await quotesOf(db, lead.id)).find((q) => q.id === delivery.subjectId && q.state === 'chosen');
  if (!quote) return 'state-changed';
  const sv = lead.locale === 'sv';
  const supplier = (await referralsOf(db, lead.id)).find((r) => r.id === quote.referralId);
  const contact = [
    { label: sv ? 'E-post' : 'E-mail', value: supplier?.email ?? '' },
    { label: sv ? 'Telefon' : 'Phone', value: supplier?.phone ?? '' },
    { label: sv ? 'Webbplats' : 'Website', value: supplier?.website ?? '' },
  ].filter((row) => row.value !== '');
  return {
    subject: sv ? `Du valde ${quote.name}` : `You chose ${quote.name}`,
    preheader: sv ? 'Leverantören hör av sig.' : 'The supplier gets in touch.',
    blocks: [
      {
        p: sv
          ? `${quote.name} vet att du valt dem och hör av sig. Avtalet tecknar ni direkt med varandra; vi är inte part i det. De andra har fått veta att det inte blev de.`
          : `${quote.name} knows that you chose them and gets in touch. You sign the contract directly with each other; we are not a party to it. The others have learnt that it was not they.`,
      },
      ...(contact.length > 0 ? [{ facts: contact }] : []),
      {
        button: {
          label: sv ? 'Berätta hur det gick' : 'Tell us how it went',
          url: ctx.links.request(lead.locale, lead.reference),
        },
      },
    ],
  };
});

const lost = toCustomer(async (ctx, db, lead, delivery) => {
  const quote = (await quotesOf(db, lead.id)).find((q) => q.id === delivery.subjectId);
  if (!quote || (lead.state !== 'quoted' && lead.state !== 'open')) return 'state-changed';
  const others = lead.state === 'quoted';
  const sv = lead.locale === 'sv';
  return {
    subject: sv ? `Det blev inget avtal med ${quote.name}` : `There was no contract with ${quote.name}`,
    preheader: others
      ? sv
        ? 'Du kan välja en annan offert.'
        : 'You can choose another quote.'
      : sv
        ? 'Förfrågan är öppen igen.'
        : 'The request is open again.',
    blocks: [
      {
        p: others
          ? sv
            ? `${quote.name} har meddelat att det inte blev något avtal. De andra offerterna är öppna igen, så du kan välja en av dem.`
            : `${quote.name} has told us that there was no contract. The other quotes are open again, so you can choose one of them.`
          : sv
            ? `${quote.name} har meddelat att det inte blev något avtal. Någon annan öppen offert finns inte. På Min sida ser du vilka som fått förfrågan.`
            : `${quote.name} has told us that there was no contract. There is no other open quote. My page shows who has received the request.`,
      },
      {
        button: {
          label: sv ? 'Öppna förfrågan' : 'Open the request',
          url: ctx.links.request(lead.locale, lead.reference),
        },
      },
    ],
  };
});

/** D2: asks how it went. Silence means no contract (P12), and the mail says so. */
const outcomeReminder = toCustomer(async (ctx, _db, lead) => {
  if (lead.state !== 'quoted' && lead.state !== 'chosen') return 'state-changed';
  const sv = lead.locale === 'sv';
  return {
    subject: sv ? `Hur gick det med ${serviceName(lead)}?` : `How did it go with ${serviceName(lead)}?`,
    preheader: sv ? 'Blev det avtal eller inte?' : 'Was there a contract or not?',
    blocks: [
      {
        p: sv
          ? `Förfrågan ${lead.reference} har öppna offerter. Blev det avtal med någon? Bara du och leverantören vet. Hör vi inget räknar vi det som att det inte blev något.`
          : `Request ${lead.reference} has open quotes. Did you sign with anyone? Only you and the supplier know. If we hear nothing, we take it that there was no contract.`,
      },
      {
        button: {
          label: sv ? 'Berätta hur det gick' : 'Tell us how it went',
          url: ctx.links.request(lead.locale, lead.reference),
        },
      },
      {
        p: [
          sv ? 'Utan avtal ' : 'Without a contract ',
          {
            gone: sv
              ? `raderas förfrågan ${goneOn(lead, 'lead.no-contract')}`
              : `the request is erased ${goneOn(lead, 'lead.no-contract')}`,
          },
          '.',
        ],
      },
    ],
  };
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
