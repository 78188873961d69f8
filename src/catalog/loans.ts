// Long because it is mostly data: ten questions and nine quote fields, one object each.
import type { Text } from '#policy/text.ts';
import { commonQuoteFields, monthlyPrice, option, price, t, units } from './common.ts';
import { demand, dusted, missing, notComparable, number } from './cost.ts';
import { effectiveRate } from './effective-rate.ts';
import { both, formatKr } from './format.ts';
import type { Cost, CostLine, Field, Question, Service, Values } from './types.ts';

const MAX_MONTHS = 600;

/** Left by `scale` and never stored: the quote is for its own amount, so a larger or smaller loan is a share of that. */
const FACTOR = 'amountFactor';

const questions: readonly Question[] = [
  {
    kind: 'integer',
    id: 'amount',
    label: t('Belopp du vill låna', 'Amount you want to borrow'),
    unit: units.kr,
    min: 10_000,
    max: 100_000_000,
    required: true,
    half: true,
  },
  {
    kind: 'integer',
    id: 'months',
    label: t('Återbetalningstid', 'Repayment period'),
    hint: t('Fem år är 60 månader.', 'Five years is 60 months.'),
    unit: units.months,
    min: 1,
    max: 360,
    required: true,
    half: true,
  },
  {
    kind: 'choice',
    id: 'purpose',
    label: t('Vad ska pengarna användas till?', 'What is the money for?'),
    short: t('Ändamål', 'Purpose'),
    display: 'cards',
    required: true,
    options: [
      option(
        'working-capital',
        t('Rörelsekapital', 'Working capital'),
        t('Lager, löner, ojämna inbetalningar', 'Stock, wages, uneven income'),
      ),
      option(
        'investment',
        t('Investering', 'Investment'),
        t('Maskiner, lokal, utrustning', 'Machinery, premises, equipment'),
      ),
      option('acquisition', t('Köp av företag', 'Buying a company'), t('Hela eller en del', 'All or part of it')),
      option(
        'refinancing',
        t('Lösa andra lån', 'Replacing other loans'),
        t('Samla eller byta villkor', 'To merge them or get new terms'),
      ),
    ],
  },
  {
    kind: 'integer',
    id: 'turnover',
    label: t('Omsättning', 'Turnover'),
    hint: t('Senaste räkenskapsåret, exklusive moms.', 'Last financial year, excluding VAT.'),
    unit: units.krPerYear,
    min: 0,
    max: 100_000_000_000,
    required: true,
    half: true,
  },
  {
    kind: 'integer',
    id: 'result',
    label: t('Resultat efter finansiella poster', 'Result after financial items'),
    hint: t('Senaste räkenskapsåret. Skriv minus vid förlust.', 'Last financial year. Put a minus for a loss.'),
    unit: units.krPerYear,
    min: -10_000_000_000,
    max: 10_000_000_000,
    half: true,
  },
  {
    kind: 'integer',
    id: 'companyAge',
    label: t('Företagets ålder', 'Age of the company'),
    hint: t('Hela år sedan registreringen.', 'Full years since it was registered.'),
    unit: t('år', 'years'),
    min: 0,
    max: 400,
    half: true,
  },
  {
    kind: 'integer',
    id: 'otherLoans',
    label: t('Andra lån i dag', 'Other loans today'),
    hint: t('Summan som är kvar att betala. Inga lån: 0.', 'What is left to pay in all. No loans: 0.'),
    unit: units.kr,
    min: 0,
    max: 10_000_000_000,
    half: true,
  },
  {
    kind: 'choices',
    id: 'collateral',
    label: t('Säkerhet du kan lämna', 'Collateral you can offer'),
    hint: t('Lämna tomt om du inte har någon.', 'Leave blank if you have none.'),
    options: [
      option('floating-charge', t('Företagsinteckning', 'Floating charge')),
      option('property', t('Fastighet', 'Property')),
      option('equipment', t('Maskiner eller fordon', 'Machinery or vehicles')),
      option('invoices', t('Kundfordringar', 'Customer invoices')),
    ],
  },
  {
    kind: 'yesno',
    id: 'guarantee',
    label: t('Kan någon gå i personlig borgen?', 'Can someone give a personal guarantee?'),
    short: t('Personlig borgen', 'Personal guarantee'),
    hint: t(
      'Svara bara ja eller nej. Vem det är frågar långivaren själv.',
      'Just yes or no. The lender will ask who it is.',
    ),
    personal: true,
    half: true,
  },
  {
    kind: 'yesno',
    id: 'remarks',
    label: t('Har företaget betalningsanmärkningar?', 'Does the company have payment remarks?'),
    short: t('Betalningsanmärkningar', 'Payment remarks'),
    hint: t('Långivarna ser dem ändå vid kreditprövningen.', 'Lenders see them in the credit check anyway.'),
    personal: true,
    half: true,
  },
];

const quoteFields: readonly Field[] = [
  {
    kind: 'integer',
    id: 'amount',
    label: t('Belopp du erbjuder', 'Amount you offer'),
    unit: units.kr,
    min: 1_000,
    max: 100_000_000,
    required: true,
    half: true,
  },
  {
    kind: 'integer',
    id: 'months',
    label: t('Återbetalningstid', 'Repayment period'),
    hint: t('En betalning i månaden.', 'One payment a month.'),
    unit: units.months,
    min: 1,
    max: MAX_MONTHS,
    required: true,
    half: true,
  },
  {
    kind: 'choice',
    id: 'pricing',
    label: t('Så prissätts lånet', 'How the loan is priced'),
    display: 'cards',
    required: true,
    options: [
      option('rate', t('Ränta', 'Interest'), t('Procent per år på det som är kvar', 'Per cent a year on what is left')),
      option(
        'fee',
        t('Fast månadsavgift', 'Fixed monthly fee'),
        t('Samma avgift varje månad, ingen ränta', 'The same fee every month, no interest'),
      ),
    ],
  },
  {
    kind: 'decimal',
    id: 'rate',
    label: t('Nominell ränta', 'Nominal rate'),
    unit: t('% per år', '% a year'),
    min: 0,
    max: 200,
    decimals: 3,
    required: true,
    half: true,
    when: { field: 'pricing', is: ['rate'] },
  },
  {
    kind: 'choice',
    id: 'amortisation',
    label: t('Amortering', 'Repayment'),
    display: 'cards',
    required: true,
    when: { field: 'pricing', is: ['rate'] },
    options: [
      option('annuity', t('Annuitet', 'Annuity'), t('Lika stor betalning varje månad', 'The same payment every month')),
      option(
        'straight',
        t('Rak', 'Straight'),
        t('Lika stor amortering, sjunkande ränta', 'The same repayment, falling interest'),
      ),
    ],
  },
  {
    ...monthlyPrice,
    id: 'monthlyFee',
    label: t('Månadsavgift', 'Monthly fee'),
    hint: t('Utöver amorteringen.', 'On top of the repayment.'),
    required: true,
    half: true,
    when: { field: 'pricing', is: ['fee'] },
  },
  {
    ...price,
    id: 'setupFee',
    label: t('Uppläggningsavgift', 'Set-up fee'),
    hint: t('Skriv den här, inte som engångskostnad. Ingen avgift: 0.', 'Here, not as a one-off cost. No fee: 0.'),
    required: true,
    half: true,
  },
  {
    ...price,
    id: 'invoiceFee',
    label: t('Aviavgift', 'Invoice fee'),
    hint: t('Per betalning. Ingen avgift: 0.', 'Per payment. No fee: 0.'),
    required: true,
    half: true,
  },
  {
    kind: 'text',
    id: 'security',
    label: t('Säkerhet du kräver', 'Collateral you require'),
    hint: t('Till exempel borgen eller företagsinteckning.', 'A guarantee or a floating charge, for example.'),
    maxLength: 200,
  },
  {
    kind: 'text',
    id: 'earlyRepayment',
    label: t('Kostnad vid förtida lösen', 'Cost of early repayment'),
    hint: t('Visas för kunden men räknas inte in.', 'Shown to the customer, not counted.'),
    maxLength: 200,
  },
];

interface Loan {
  readonly amount: number;
  readonly months: number;
  readonly setupFee: number;
  readonly invoiceFee: number;
  readonly oneOff: number;
  /** What is paid each month before invoice fee and discount. */
  readonly payments: readonly number[];
  /** Taken off each month's payment; 0 when there is none. */
  readonly discounts: readonly number[];
}

/** The same payment every month: S·p / (1 − (1+p)^−n), which is S·p(1+p)^n / ((1+p)^n − 1) without its overflow. */
function annuity(amount: number, monthlyRate: number, months: number): number {
  return monthlyRate === 0 ? amount / months : (amount * monthlyRate) / -Math.expm1(-months * Math.log1p(monthlyRate));
}

/** Each month's payment. `perMonth` is the monthly rate, or the fixed fee. */
function schedule(kind: string, amount: number, months: number, perMonth: number): readonly number[] {
  const part = amount / months;
  const payment = (k: number) => {
    if (kind === 'annuity') return annuity(amount, perMonth, months);
    return kind === 'straight' ? part + (amount - k * part) * perMonth : part + perMonth;
  };
  return Array.from({ length: months }, (_, k) => payment(k));
}

const impossible = t(
  'Offertens belopp, löptid eller avgifter går inte att räkna med',
  'The amount, period or fees of the quote can’t be computed with',
);

/** The loan that was quoted, at the customer's share of its amount, or why it can't be read. */
function read(answers: Values, quote: Values): { ok: true; loan: Loan } | { ok: false; because: Text } {
  const kind = quote.pricing === 'fee' ? 'fee' : String(quote.amortisation);
  const discounted = (number(quote, 'discountMonthly') ?? 0) !== 0;
  const absent =
    missing(quote, quoteFields, quote.pricing === 'fee' ? ['pricing'] : ['pricing', 'amortisation']) ??
    missing(quote, commonQuoteFields, discounted ? ['discountMonths'] : []);
  if (absent) return { ok: false, because: absent };
  const priced = kind === 'fee' ? 'monthlyFee' : 'rate';
  const needed = demand(quote, quoteFields, ['amount', 'months', priced, 'setupFee', 'invoiceFee'] as const);
  if (!needed.ok) return needed;
  const factor = number(answers, FACTOR) ?? 1;
  const { months, setupFee, invoiceFee } = needed.n;
  const amount = needed.n.amount * factor;
  const oneOff = number(quote, 'oneOff') ?? 0;
  const whole = Number.isInteger(months) && months >= 1 && months <= MAX_MONTHS;
  if (!whole || amount <= 0 || [setupFee, invoiceFee, oneOff, needed.n[priced]].some((fee) => fee < 0))
    return { ok: false, because: impossible };
  const perMonth = kind === 'fee' ? needed.n.monthlyFee * factor : needed.n.rate / 1200;
  const discount = number(quote, 'discountMonthly') ?? 0;
  const discounts = Array.from({ length: months }, (_, k) =>
    k < (number(quote, 'discountMonths') ?? 0) ? discount : 0,
  );
  const payments = schedule(kind, amount, months, perMonth);
  return { ok: true, loan: { amount, months, setupFee, invoiceFee, oneOff, payments, discounts } };
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** What leaves the account each month. */
const paid = (loan: Loan) => loan.payments.map((payment, k) => payment + loan.invoiceFee - (loan.discounts[k] ?? 0));

function lines(loan: Loan, fee: boolean): CostLine[] {
  const { amount, months, setupFee, invoiceFee, oneOff } = loan;
  const [total, discount] = [sum(loan.payments), sum(loan.discounts)];
  const perYear = (label: Text, value: number): CostLine => ({
    label,
    formula: both((f) => `${value < 0 ? '−' : ''}${f.kr(Math.abs(value))} × 12/${months}`),
    amount: dusted((value * 12) / months),
  });
  return [
    {
      label: fee ? t('Månadsavgift', 'Monthly fee') : t('Ränta', 'Interest'),
      formula: both((f) =>
        f.say(
          `(${months} betalningar, ${f.kr(total)} − ${f.kr(amount)}) × 12/${months}`,
          `(${months} payments, ${f.kr(total)} − ${f.kr(amount)}) × 12/${months}`,
        ),
      ),
      amount: dusted(((total - amount) * 12) / months),
    },
    perYear(t('Uppläggningsavgift', 'Set-up fee'), setupFee),
    {
      label: t('Aviavgifter', 'Invoice fees'),
      formula: both((f) => `12 × ${f.kr(invoiceFee)}`),
      amount: dusted(12 * invoiceFee),
    },
    ...(oneOff === 0 ? [] : [perYear(t('Engångskostnad', 'One-off cost'), oneOff)]),
    ...(discount === 0 ? [] : [perYear(t('Rabatt', 'Discount'), -discount)]),
  ];
}

/** Always shown together: the rate, what leaves the account each month, and all of it. */
function figures(loan: Loan, rate: number) {
  const monthly = paid(loan);
  const [first = 0, last = 0] = [monthly[0], monthly.at(-1)];
  const percent = (rate * 100).toFixed(1);
  const even = Math.round(first) === Math.round(last);
  return [
    {
      label: t('Effektiv ränta', 'Effective rate'),
      value: t(`${percent.replace('.', ',')}\u00a0%`, `${percent}\u00a0%`),
    },
    {
      label: t('Månadsbetalning', 'Monthly payment'),
      value: both((f) => {
        const [from, to] = [formatKr(first, f.locale), formatKr(last, f.locale)];
        return even
          ? from
          : f.say(`${from} första månaden, ${to} den sista`, `${from} the first month, ${to} the last`);
      }),
    },
    {
      label: t('Totalt att betala', 'Total to pay'),
      value: both((f) => formatKr(sum(monthly) + loan.setupFee + loan.oneOff, f.locale)),
    },
  ];
}

function assumptions(answers: Values, quote: Values, loan: Loan): Text[] {
  const factor = number(answers, FACTOR) ?? 1;
  const [asked, wanted] = [number(answers, 'amount'), number(answers, 'months')];
  const otherAmount = asked !== undefined && Math.abs(asked - loan.amount) >= 1;
  return [
    t(
      'Hela beloppet betalas ut första dagen och betalas tillbaka en gång i månaden, hela tiden ut. En månad är 1/12 år, som i direktiv 2008/48/EG, bilaga I.',
      'The whole amount is paid out on the first day and paid back once a month, to the end. A month is 1/12 year, as in directive 2008/48/EC, annex I.',
    ),
    ...(quote.pricing === 'fee'
      ? []
      : [t('Räntan antas vara densamma hela tiden.', 'The rate is taken to stay the same.')]),
    ...(otherAmount
      ? [
          both((f) =>
            f.say(
              `Räknat på ${f.kr(loan.amount)} som offerten gäller, inte ${f.kr(asked)}.`,
              `Computed for ${f.kr(loan.amount)} as quoted, not ${f.kr(asked)}.`,
            ),
          ),
        ]
      : []),
    ...(wanted !== undefined && wanted !== loan.months
      ? [
          both((f) =>
            f.say(
              `Räknat på ${loan.months} månader som offerten gäller, inte ${f.n(wanted)}.`,
              `Computed for ${loan.months} months as quoted, not ${f.n(wanted)}.`,
            ),
          ),
        ]
      : []),
    ...(factor !== 1 && quote.pricing === 'fee'
      ? [t('Månadsavgiften antas följa beloppet.', 'The monthly fee is taken to follow the amount.')]
      : []),
  ];
}

/**
 * annual = (Σ payments − net payout) × 12/n, over the loan's own n months: the horizon plays no part. Payments are those of the
 * schedule with invoice fees and less any discount; net payout is the amount less set-up fee and one-off cost.
 */
function cost(answers: Values, quote: Values): Cost {
  const result = read(answers, quote);
  if (!result.ok) return notComparable(result.because);
  const { loan } = result;
  const monthly = paid(loan).map((amount, k) => ({ amount, years: (k + 1) / 12 }));
  const charges = { amount: loan.setupFee + loan.oneOff, years: 0 };
  const rate = effectiveRate([{ amount: loan.amount, years: 0 }], [charges, ...monthly]);
  const parts = lines(loan, quote.pricing === 'fee');
  const annual = dusted(sum(parts.map((line) => line.amount)));
  if (rate === undefined || !Number.isFinite(annual))
    return notComparable(t('Den effektiva räntan går inte att räkna ut', 'The effective rate can’t be computed'));
  return {
    comparable: true,
    annual,
    lines: parts,
    assumptions: assumptions(answers, quote, loan),
    figures: figures(loan, rate),
  };
}

function scale(answers: Values, factor: number): Values {
  const amount = number(answers, 'amount');
  const scaled = { ...answers, [FACTOR]: (number(answers, FACTOR) ?? 1) * factor };
  return amount === undefined ? scaled : { ...scaled, amount: dusted(amount * factor) };
}

/** A smaller loan costs less whatever its price: quotes for different amounts are not put in order. */
const rankable: Service['rankable'] = (quotes) =>
  new Set(quotes.map((quote) => quote.amount)).size <= 1
    ? { ok: true }
    : {
        ok: false,
        because: t(
          'Offerterna gäller olika belopp, så kostnaden per år går inte att ordna. Jämför den effektiva räntan.',
          'The quotes are for different amounts, so their yearly costs can’t be put in order. Compare the effective rates.',
        ),
      };

export const loans: Service = {
  id: 'loans',
  slug: t('foretagslan', 'business-loans'),
  icon: 'landmark',
  name: t('Företagslån', 'Business loans'),
  title: t('Företagslån, jämförda på effektiv ränta', 'Business loans, compared by effective rate'),
  lead: t(
    'Ränta, fast avgift, annuitet eller rak amortering: du ser effektiv ränta, månadsbetalning och totalbelopp bredvid varandra, räknade på samma sätt för alla.',
    'Interest, fixed fee, annuity or straight repayment: you see effective rate, monthly payment and total side by side, computed the same way for all.',
  ),
  card: t(
    'Effektiv ränta, månadskostnad och totalbelopp tillsammans.',
    'Effective rate, monthly cost and total together.',
  ),
  bring: t('Senaste bokslutet', 'Your latest annual accounts'),
  needHeading: t('Så mycket vill du låna', 'How much you want to borrow'),
  excludes: t(
    'Kostnader för säkerheter och för att lösa lånet i förtid ingår inte.',
    'The cost of collateral and of repaying early is not included.',
  ),
  questions,
  quoteFields,
  cost,
  scale,
  volume: (answers) =>
    both((f) => {
      const [amount, months] = [number(answers, 'amount'), number(answers, 'months')];
      if (amount === undefined) return f.say('Inget belopp angivet', 'No amount given');
      return months === undefined
        ? f.kr(amount)
        : `${f.kr(amount)} ${f.say('i', 'for')} ${f.n(months)} ${f.say('månader', 'months')}`;
    }),
  rankable,
};
