// Long because it is mostly words: what each mail to a customer says, in both languages.
import type { Block, Row } from '#platform/mail/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Say } from './wording.ts';

export interface Words {
  readonly subject: string;
  readonly preheader: string;
  readonly heading?: string;
  readonly blocks: readonly Block[];
}

/** What every mail about a request tells of it. */
export interface MailFacts {
  readonly locale: Locale;
  readonly reference: string;
  readonly service: string;
  /** Where the customer sees it, and all of theirs. */
  readonly request: string;
  readonly mine: string;
  /** When it is erased without a quote, and without a contract. */
  readonly noQuote: string;
  readonly noContract: string;
}
type Write<More = object> = (say: Say, facts: MailFacts & More) => Words;

const paragraphs = (text: string): Block[] => text.split(/\n{2,}/).map((p) => ({ p }));
const lower = ({ service }: MailFacts) => service.toLowerCase();

interface Receipt {
  /** Those it goes to now. */
  readonly suppliers: readonly string[];
  /** Those that are closed, and when they open. */
  readonly held: readonly { readonly when: string; readonly names: readonly string[] }[];
  /** It became part of another: a colleague's, whose reference is not told, or one of the customer's own. */
  readonly joined?: { readonly reference: string | undefined } | undefined;
}

function whereItWent(say: Say, { suppliers, held, joined }: Receipt): string {
  if (joined?.reference) return say('received.joined', { reference: joined.reference });
  if (joined) return say('received.colleague');
  if (suppliers.length + held.length === 0) return say('received.waiting');
  return [
    ...(suppliers.length > 0 ? [say('received.sent', { suppliers: suppliers.join(', ') })] : []),
    ...held.map(({ when, names }) => say('received.held', { suppliers: names.join(', '), when })),
  ].join('\n\n');
}

/** The receipt. It tells where the request went and goes, or that it joined one that was open. */
export const receivedWords: Write<Receipt> = (say, facts) => {
  const { locale, reference } = facts;
  const sv = locale === 'sv';
  return {
    subject: say('received.subject', { reference }),
    preheader: sv ? `Den gäller ${lower(facts)}.` : `It is about ${lower(facts)}.`,
    blocks: [
      ...paragraphs(whereItWent(say, facts)),
      {
        facts: [
          { label: sv ? 'Nummer' : 'Number', value: reference },
          { label: sv ? 'Tjänst' : 'Service', value: facts.service },
        ],
      },
      {
        button: {
          label: sv ? 'Öppna Min sida' : 'Open My page',
          url: facts.mine,
          note: sv
            ? 'Där loggar du in med en länk till den här adressen.'
            : 'There you log in with a link to this address.',
        },
      },
      { h2: sv ? 'När försvinner uppgifterna?' : 'When does the data disappear?' },
      {
        p: sv
          ? ['Kommer ingen offert ', { gone: `raderas förfrågan ${facts.noQuote}` }, '. Vi säger till tre dagar innan.']
          : [
              'Without a quote ',
              { gone: `the request is erased ${facts.noQuote}` },
              '. We tell you three days before.',
            ],
      },
    ],
  };
};

/** Tells of the quotes that have come; the link shows the comparison for seven days, without contact data (D9). */
export const quotesWords: Write<{
  readonly names: readonly string[];
  readonly rows: readonly Row[];
  readonly volume: string;
  readonly excludes: string;
  readonly comparison: string;
}> = (say, facts) => {
  const { names, rows } = facts;
  const sv = facts.locale === 'sv';
  const subject =
    names.length === 1
      ? say('quotes.one', { supplier: names[0] ?? '', service: lower(facts) })
      : say('quotes.many', { count: String(names.length), service: lower(facts) });
  return {
    subject,
    preheader: sv ? 'Öppna jämförelsen och välj.' : 'Open the comparison and choose.',
    blocks: [
      ...paragraphs(say('quotes.intro', { reference: facts.reference })),
      {
        table: {
          caption: sv ? `Kostnad per år, ${facts.volume}` : `Cost per year, ${facts.volume}`,
          rows,
          note: `${sv ? 'Exklusive moms. Ordnade efter kostnad; provision påverkar aldrig ordningen.' : 'Excluding VAT. In order of cost; commission never affects the order.'} ${facts.excludes}`,
        },
      },
      {
        button: {
          label: sv ? 'Jämför offerterna' : 'Compare the quotes',
          url: facts.comparison,
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
              { gone: `raderas allt ${facts.noContract}` },
              '. Vi säger till tre dagar innan.',
            ]
          : [
              'You sign directly with the one you choose. If we hear nothing, we take it that there was no contract, and then ',
              { gone: `everything is erased ${facts.noContract}` },
              '. We tell you three days before.',
            ],
      },
    ],
  };
};

/** Confirms the choice, with the supplier's own contact details: the contract is between the two of them (P12). */
export const chosenWords: Write<{
  readonly supplier: string;
  readonly contact: { readonly email: string | null; readonly phone: string | null; readonly website: string | null };
}> = (say, { locale, supplier, contact, request }) => {
  const sv = locale === 'sv';
  const facts = [
    { label: sv ? 'E-post' : 'E-mail', value: contact.email ?? '' },
    { label: sv ? 'Telefon' : 'Phone', value: contact.phone ?? '' },
    { label: sv ? 'Webbplats' : 'Website', value: contact.website ?? '' },
  ].filter((row) => row.value !== '');
  return {
    subject: say('chosen.subject', { supplier }),
    preheader: sv ? 'Leverantören hör av sig.' : 'The supplier gets in touch.',
    blocks: [
      ...paragraphs(say('chosen.body', { supplier })),
      ...(facts.length > 0 ? [{ facts }] : []),
      { button: { label: sv ? 'Berätta hur det gick' : 'Tell us how it went', url: request } },
    ],
  };
};

export const lostWords: Write<{ readonly supplier: string; readonly others: boolean }> = (
  say,
  { locale, supplier, others, request },
) => {
  const sv = locale === 'sv';
  return {
    subject: say('lost.subject', { supplier }),
    preheader: others
      ? sv
        ? 'Du kan välja en annan offert.'
        : 'You can choose another quote.'
      : sv
        ? 'Förfrågan är öppen igen.'
        : 'The request is open again.',
    blocks: [
      ...paragraphs(say(others ? 'lost.others' : 'lost.none', { supplier })),
      { button: { label: sv ? 'Öppna förfrågan' : 'Open the request', url: request } },
    ],
  };
};

/** D2: asks how it went. Silence means no contract (P12), and the mail says so. */
export const outcomeWords: Write = (say, facts) => {
  const sv = facts.locale === 'sv';
  return {
    subject: say('outcome.subject', { service: lower(facts) }),
    preheader: sv ? 'Blev det avtal eller inte?' : 'Was there a contract or not?',
    blocks: [
      ...paragraphs(say('outcome.body', { reference: facts.reference })),
      { button: { label: sv ? 'Berätta hur det gick' : 'Tell us how it went', url: facts.request } },
      {
        p: [
          sv ? 'Utan avtal ' : 'Without a contract ',
          { gone: sv ? `raderas förfrågan ${facts.noContract}` : `the request is erased ${facts.noContract}` },
          '.',
        ],
      },
    ],
  };
};
