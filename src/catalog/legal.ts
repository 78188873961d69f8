// Long because it is mostly data: five questions and seven quote fields, one object each.
import type { Text } from '#policy/text.ts';
import { monthlyPrice, option, price, t } from './common.ts';
import { annualCost, demand, dusted, missing, monthlyLine, notComparable, number } from './cost.ts';
import { both } from './format.ts';
import type { Cost, CostLine, Field, Question, Service, Values } from './types.ts';

const questions: readonly Question[] = [
  {
    kind: 'choice',
    id: 'matter',
    label: t('Vad gäller det?', 'What is it about?'),
    short: t('Ärende', 'Matter'),
    // The counterparty is not asked: suppliers would learn of a dispute before one of them has taken it on.
    hint: t(
      'Skriv inte vem motparten är, varken här eller i fritexten. En jurist frågar om det först när ärendet är accepterat, för att kontrollera jäv.',
      'Don’t say who the other party is, here or in the free text. A lawyer asks only once the matter is accepted, to check for conflicts.',
    ),
    display: 'select',
    required: true,
    half: true,
    options: [
      option('contracts', t('Avtal', 'Contracts')),
      option('employment', t('Arbetsrätt', 'Employment')),
      option('company', t('Bolag och ägare', 'Company and owners')),
      option('dispute', t('Tvist', 'Dispute')),
      option('claims', t('Obetalda fakturor', 'Unpaid invoices')),
      option('premises', t('Lokal och fastighet', 'Premises and property')),
      option('data', t('Personuppgifter', 'Data protection')),
      option('intellectual-property', t('Varumärke och upphovsrätt', 'Trade marks and copyright')),
      option('tax', t('Skatt', 'Tax')),
      option('other', t('Annat', 'Other')),
    ],
  },
  {
    kind: 'choice',
    id: 'urgency',
    label: t('Hur bråttom är det?', 'How urgent is it?'),
    short: t('Brådska', 'Urgency'),
    display: 'select',
    half: true,
    options: [
      option('days', t('Inom några dagar', 'Within days')),
      option('weeks', t('Inom några veckor', 'Within weeks')),
      option('months', t('Ingen brådska', 'No hurry')),
    ],
  },
  {
    kind: 'choice',
    id: 'extent',
    label: t('En gång eller löpande?', 'Once or ongoing?'),
    short: t('Omfattning', 'Extent'),
    display: 'cards',
    required: true,
    options: [
      option(
        'once',
        t('Ett ärende', 'One matter'),
        t('Kostnaden jämförs för hela ärendet', 'Compared for the whole matter'),
      ),
      option('ongoing', t('Löpande', 'Ongoing'), t('Kostnaden jämförs per år', 'Compared per year')),
    ],
  },
  {
    kind: 'decimal',
    id: 'hours',
    label: t('Uppskattat behov', 'Estimated need'),
    hint: t(
      'För ärendet, eller per år om det är löpande. Utan en gissning går timpris inte att jämföra med fast pris.',
      'For the matter, or per year if ongoing. Without a guess, hourly prices can’t be compared with fixed ones.',
    ),
    unit: t('timmar', 'hours'),
    min: 0.5,
    max: 10_000,
    decimals: 1,
    half: true,
  },
  {
    kind: 'yesno',
    id: 'legalCover',
    label: t('Har du rättsskydd i försäkringen?', 'Does your insurance cover legal expenses?'),
    short: t('Rättsskydd', 'Legal-expenses cover'),
    hint: t('Står i företagsförsäkringen.', 'See your business insurance.'),
    half: true,
  },
];

const hourly = { field: 'type', is: ['hourly', 'subscription'] } as const;

const quoteFields: readonly Field[] = [
  {
    kind: 'choice',
    id: 'type',
    label: t('Prisform', 'Kind of price'),
    display: 'cards',
    required: true,
    options: [
      option(
        'fixed',
        t('Fast pris', 'Fixed price'),
        t('För hela ärendet, eller per år', 'For the whole matter, or per year'),
      ),
      option('hourly', t('Timpris', 'By the hour'), t('Efter nedlagd tid', 'For the time spent')),
      option(
        'subscription',
        t('Abonnemang', 'Subscription'),
        t('Månadsavgift med timmar som ingår', 'A monthly fee with hours included'),
      ),
    ],
  },
  {
    ...price,
    id: 'fixedPrice',
    label: t('Fast pris', 'Fixed price'),
    hint: t('För hela ärendet. Per år om behovet är löpande.', 'For the whole matter. Per year if ongoing.'),
    required: true,
    half: true,
    when: { field: 'type', is: ['fixed'] },
  },
  {
    ...monthlyPrice,
    id: 'monthlyFee',
    label: t('Månadsavgift', 'Monthly fee'),
    required: true,
    half: true,
    when: { field: 'type', is: ['subscription'] },
  },
  {
    kind: 'decimal',
    id: 'includedHours',
    label: t('Timmar som ingår', 'Hours included'),
    unit: t('per år', 'a year'),
    min: 0,
    max: 10_000,
    decimals: 1,
    required: true,
    half: true,
    when: { field: 'type', is: ['subscription'] },
  },
  {
    kind: 'decimal',
    id: 'hourlyRate',
    label: t('Timpris', 'Hourly rate'),
    hint: t('I ett abonnemang: för timmar utöver de som ingår.', 'In a subscription: for hours beyond those included.'),
    unit: t('kr per timme', 'SEK an hour'),
    min: 0,
    max: 100_000,
    decimals: 2,
    required: true,
    half: true,
    when: hourly,
  },
  {
    kind: 'choice',
    id: 'billingStep',
    label: t('Debiteringssteg', 'Billing step'),
    hint: t('Tiden avrundas uppåt till helt steg.', 'Time is rounded up to a whole step.'),
    display: 'select',
    required: true,
    half: true,
    when: { field: 'type', is: ['hourly'] },
    options: [
      option('6', t('6 minuter', '6 minutes')),
      option('15', t('15 minuter', '15 minutes')),
      option('30', t('30 minuter', '30 minutes')),
      option('60', t('1 timme', '1 hour')),
    ],
  },
  {
    ...price,
    id: 'expenses',
    label: t('Utlägg', 'Expenses'),
    hint: t(
      'Avgifter, resor och liknande, uppskattade. Inga: 0.',
      'Court fees, travel and the like, estimated. None: 0.',
    ),
    required: true,
    half: true,
  },
];

/** What recurs whatever the matter (a subscription's fee), what the work costs, and what had to be assumed. */
interface Priced {
  readonly recurring: readonly CostLine[];
  readonly work: readonly CostLine[];
  readonly assumptions: readonly Text[];
}
type Result = ({ readonly ok: true } & Priced) | { readonly ok: false; readonly because: Text };

function fixed(_: Values, quote: Values): Result {
  const given = demand(quote, quoteFields, ['fixedPrice'] as const);
  if (!given.ok) return given;
  const { fixedPrice } = given.n;
  const line = {
    label: t('Fast pris', 'Fixed price'),
    formula: both((f) => f.kr(fixedPrice)),
    amount: dusted(fixedPrice),
  };
  return { ok: true, recurring: [], work: [line], assumptions: [] };
}

/** ceil(hours / step) × step × rate, the step in hours; a hair below a whole step (binary dust) is that step. */
function byTheHour(answers: Values, quote: Values): Result {
  const need = demand(answers, questions, ['hours'] as const, 'request');
  if (!need.ok) return need;
  const given = demand(quote, quoteFields, ['hourlyRate'] as const);
  if (!given.ok) return given;
  const minutes = Number(quote.billingStep);
  const stepless = missing(minutes > 0 ? quote : {}, quoteFields, ['billingStep']);
  if (stepless) return { ok: false, because: stepless };
  const hours = (Math.ceil((need.n.hours * 60) / minutes - 1e-9) * minutes) / 60;
  const line = {
    label: t('Arbete', 'Work'),
    formula: both((f) => `${f.n(hours)} ${f.say('timmar', 'hours')} × ${f.kr(given.n.hourlyRate)}`),
    amount: dusted(hours * given.n.hourlyRate),
  };
  const rounding = t(
    `Tiden är avrundad uppåt till helt debiteringssteg (${minutes} minuter) en gång, på hela uppskattningen. Många korta insatser avrundas var för sig och kan bli dyrare.`,
    `Time is rounded up to a whole billing step (${minutes} minutes) once, on the whole estimate. Many short tasks are rounded one by one and may cost more.`,
  );
  return { ok: true, recurring: [], work: [line], assumptions: [guess, rounding] };
}

function subscription(answers: Values, quote: Values): Result {
  const need = demand(answers, questions, ['hours'] as const, 'request');
  if (!need.ok) return need;
  const given = demand(quote, quoteFields, ['monthlyFee', 'includedHours', 'hourlyRate'] as const);
  if (!given.ok) return given;
  const extra = Math.max(0, need.n.hours - given.n.includedHours);
  const line = {
    label: t('Timmar utöver abonnemanget', 'Hours beyond the subscription'),
    formula: both((f) => `${f.n(extra)} ${f.say('timmar', 'hours')} × ${f.kr(given.n.hourlyRate)}`),
    amount: dusted(extra * given.n.hourlyRate),
  };
  const recurring = [monthlyLine(t('Månadsavgift', 'Monthly fee'), given.n.monthlyFee)];
  return { ok: true, recurring, work: extra > 0 ? [line] : [], assumptions: [guess] };
}

const guess = t('Antalet timmar är kundens egen uppskattning.', 'The number of hours is the customer’s own estimate.');

const formulas = new Map([
  ['fixed', fixed],
  ['hourly', byTheHour],
  ['subscription', subscription],
]);

/**
 * fixed: price + expenses. hourly: ceil(h/step) × step × rate + expenses. subscription: 12 × fee + max(0, need − included) ×
 * rate + expenses. One matter is paid once, so that the horizon spreads it out; an ongoing need costs the same every year.
 */
function cost(answers: Values, quote: Values, horizonMonths: number): Cost {
  const absent =
    missing(answers, questions, ['extent'], 'request') ?? missing(quote, quoteFields, ['type', 'expenses']);
  if (absent) return notComparable(absent);
  const formula = formulas.get(String(quote.type));
  if (!formula) return notComparable(t('Okänd prisform', 'Unknown kind of price'));
  const priced = formula(answers, quote);
  if (!priced.ok) return notComparable(priced.because);
  const expenses = number(quote, 'expenses') ?? 0;
  const spent = { label: t('Utlägg', 'Expenses'), formula: both((f) => f.kr(expenses)), amount: dusted(expenses) };
  const work = [...priced.work, ...(expenses > 0 ? [spent] : [])];
  const ongoing = answers.extent === 'ongoing';
  return annualCost({
    quote,
    horizonMonths,
    yearly: ongoing ? [...priced.recurring, ...work] : priced.recurring,
    once: ongoing ? [] : work,
    assumptions: priced.assumptions,
  });
}

function scale(answers: Values, factor: number): Values {
  const hours = number(answers, 'hours');
  return hours === undefined ? answers : { ...answers, hours: dusted(hours * factor) };
}

export const legal: Service = {
  id: 'legal',
  slug: t('juridik', 'legal'),
  icon: 'scale',
  name: t('Juridik', 'Legal services'),
  title: t('Juridik, jämförd på samma ärende', 'Legal services, compared on the same matter'),
  lead: t(
    'Fast pris, timpris och abonnemang räknas om till samma behov. Du berättar vad det gäller, inte vem motparten är.',
    'Fixed prices, hourly rates and subscriptions are computed for the same need. You say what it is about, not who the other party is.',
  ),
  card: t(
    'Fast pris, timpris eller abonnemang, efter ditt ärende.',
    'Fixed price, hourly or subscription, for your matter.',
  ),
  bring: t('En uppskattning av hur mycket hjälp du behöver', 'A guess at how much help you need'),
  needHeading: t('Det här behöver du hjälp med', 'What you need help with'),
  excludes: t(
    'Motpartens kostnader och ersättning från försäkring ingår inte.',
    'The other party’s costs and what insurance pays back are not included.',
  ),
  questions,
  quoteFields,
  cost,
  scale,
  volume: (answers) =>
    both((f) => {
      const hours = number(answers, 'hours');
      if (hours === undefined) return f.say('Inget antal timmar angivet', 'No number of hours given');
      const count = f.say(`${f.n(hours)} timmar`, `${f.n(hours)} hours`);
      return answers.extent === 'ongoing' ? `${count} ${f.say('per år', 'a year')}` : count;
    }),
};
