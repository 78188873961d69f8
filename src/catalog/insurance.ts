// Long because it is mostly data: eleven questions and the fields of seven modules, one object each.
import type { Text } from '#policy/text.ts';
import { option, price, t, units } from './common.ts';
import { annualCost, demand, dusted, missing, notComparable, number } from './cost.ts';
import { both, formatKr } from './format.ts';
import type { Cost, CostLine, Field, Option, Question, Service, Value, Values } from './types.ts';

/** The parts of a Swedish business insurance, in the order they are shown. A quote says yes or no to each. */
const modules: readonly Option[] = [
  option('property', t('Egendom', 'Property')),
  option('interruption', t('Avbrott', 'Business interruption')),
  option('liability', t('Ansvar', 'Liability')),
  option('legal', t('Rättsskydd', 'Legal expenses')),
  option('cyber', t('Cyber', 'Cyber')),
  option('transport', t('Transport', 'Goods in transit')),
  option('vehicle', t('Fordon', 'Vehicles')),
];

/**
 * Prisbasbelopp, SEK, by year: deductibles are often a share of it. 2026: förordning (2025:872), 1 §. 2025: as published by
 * SCB. A new year is a new line here; an old one stays, because quotes name the year they mean.
 */
export const baseAmounts: Readonly<Record<string, number>> = { 2025: 58_800, 2026: 59_200 };

const CLAIM_YEARS = 5;

const questions: readonly Question[] = [
  {
    kind: 'text',
    id: 'activity',
    label: t('Verksamhet', 'Line of business'),
    hint: t(
      'Vad företaget gör, gärna som i SNI-koden: «bageri med butik». Inga namn eller personnummer.',
      'What the company does, as in its SNI code if you can: “bakery with a shop”. No names or personal numbers.',
    ),
    maxLength: 120,
    required: true,
  },
  {
    kind: 'integer',
    id: 'turnover',
    label: t('Omsättning', 'Turnover'),
    hint: t('Exklusive moms.', 'Excluding VAT.'),
    unit: units.krPerYear,
    min: 0,
    max: 100_000_000_000,
    required: true,
    half: true,
  },
  {
    kind: 'integer',
    id: 'payroll',
    label: t('Lönesumma', 'Payroll'),
    hint: t('Bruttolöner för alla anställda.', 'Gross wages of all employees.'),
    unit: units.krPerYear,
    min: 0,
    max: 100_000_000_000,
    half: true,
  },
  {
    kind: 'integer',
    id: 'employees',
    label: t('Anställda', 'Employees'),
    hint: t('Omräknat till heltid.', 'As full-time equivalents.'),
    unit: units.pieces,
    min: 0,
    max: 100_000,
    required: true,
    half: true,
  },
  {
    kind: 'integer',
    id: 'premises',
    label: t('Lokalyta', 'Floor area'),
    unit: t('m²', 'm²'),
    min: 0,
    max: 10_000_000,
    half: true,
  },
  {
    kind: 'integer',
    id: 'propertyValue',
    label: t('Egendomens värde', 'Value of property'),
    hint: t(
      'Maskiner, inventarier och varor, vad det kostar att köpa nytt.',
      'Machinery, fittings and goods, at the cost of buying new.',
    ),
    unit: units.kr,
    min: 0,
    max: 100_000_000_000,
    half: true,
  },
  {
    kind: 'integer',
    id: 'liabilityWanted',
    label: t('Ansvarsbelopp du vill ha', 'Liability sum you want'),
    hint: t(
      'Står ofta i kundavtalen. Vet du inte, lämna tomt.',
      'Often stated in customer contracts. Leave blank if unsure.',
    ),
    unit: units.kr,
    min: 0,
    max: 10_000_000_000,
    half: true,
  },
  {
    kind: 'yesno',
    id: 'claims',
    label: t('Har företaget haft skador de senaste fem åren?', 'Any claims in the last five years?'),
    short: t('Skador senaste fem åren', 'Claims in the last five years'),
    hint: t(
      'Avgör hur mycket självrisken väger i jämförelsen.',
      'Decides how much the deductible weighs in the comparison.',
    ),
    required: true,
  },
  {
    kind: 'integer',
    id: 'claimCount',
    label: t('Antal skador på fem år', 'Claims in five years'),
    unit: units.pieces,
    min: 1,
    max: 1_000,
    required: true,
    half: true,
    when: { field: 'claims', is: [true] },
  },
  {
    kind: 'integer',
    id: 'claimCost',
    label: t('Vad de kostade tillsammans', 'What they cost in all'),
    hint: t('Före självrisk.', 'Before deductibles.'),
    unit: units.kr,
    min: 0,
    max: 10_000_000_000,
    required: true,
    half: true,
    when: { field: 'claims', is: [true] },
  },
  {
    kind: 'choices',
    id: 'claimKinds',
    label: t('Vad gällde skadorna?', 'What were the claims about?'),
    short: t('Skadorna gällde', 'Claims were about'),
    required: true,
    when: { field: 'claims', is: [true] },
    options: modules,
  },
];

function moduleFields({ id, label }: Option): readonly Field[] {
  const about = (sv: string, en: string) => t(`${label.sv}: ${sv}`, `${label.en}: ${en}`);
  const when = { field: `${id}Covered`, is: [true] } as const;
  return [
    { kind: 'yesno', id: `${id}Covered`, label: about('ingår', 'included'), required: true, half: true },
    {
      kind: 'integer',
      id: `${id}Sum`,
      label: about('försäkringsbelopp', 'sum insured'),
      unit: units.kr,
      min: 0,
      max: 100_000_000_000,
      required: true,
      half: true,
      when,
    },
    {
      kind: 'decimal',
      id: `${id}Deductible`,
      label: about('självrisk', 'deductible'),
      hint: t('Kronor, eller andel av basbeloppet: 0,2.', 'SEK, or a share of the base amount: 0.2.'),
      min: 0,
      max: 10_000_000,
      decimals: 2,
      required: true,
      half: true,
      when,
    },
    {
      kind: 'choice',
      id: `${id}DeductibleIn`,
      label: about('självrisken är i', 'deductible is in'),
      display: 'select',
      required: true,
      half: true,
      when,
      options: [
        option('kr', t('kronor', 'SEK')),
        ...Object.keys(baseAmounts).map((year) => option(year, t(`prisbasbelopp ${year}`, `base amounts of ${year}`))),
      ],
    },
  ];
}

const quoteFields: readonly Field[] = [
  {
    ...price,
    id: 'premium',
    label: t('Premie', 'Premium'),
    hint: t('Per år, med alla avgifter.', 'Per year, with all fees.'),
    unit: units.krPerYear,
    max: 100_000_000,
    required: true,
  },
  ...modules.flatMap(moduleFields),
  {
    kind: 'longtext',
    id: 'exclusions',
    label: t('Viktiga undantag', 'Important exclusions'),
    hint: t('Det kunden annars kan tro ingår.', 'What the customer might otherwise think is covered.'),
    maxLength: 1_000,
  },
];

/** The quote fields that the coverage matrix shows; beside it they need no rows of their own. */
export const coverageFields: ReadonlySet<string> = new Set(modules.flatMap(moduleFields).map((field) => field.id));

/** Kronor per base amount, or 1 for kronor; undefined for a year that is not in the table. */
const unitOf = (kind: Value | undefined) => (kind === 'kr' ? 1 : baseAmounts[String(kind)]);

/** The deductible in kronor, or why it is unknown. */
function deductible(quote: Values, id: string): { ok: true; kr: number } | { ok: false; because: Text } {
  const absent = missing(quote, quoteFields, [`${id}Deductible`, `${id}DeductibleIn`]);
  if (absent) return { ok: false, because: absent };
  const [value, unit] = [number(quote, `${id}Deductible`), unitOf(quote[`${id}DeductibleIn`])];
  return value === undefined || value < 0 || unit === undefined
    ? { ok: false, because: t('Självrisken går inte att tyda', 'The deductible can’t be read') }
    : { ok: true, kr: value * unit };
}

interface Claims {
  /** Per module and year. */
  readonly rate: number;
  /** SEK, before the deductible. */
  readonly mean: number;
  readonly modules: readonly Option[];
}

/** What the past five years say about the next: how often, how dear, and which modules; shared equally between these. */
function expected(answers: Values): { ok: true; claims: Claims | undefined } | { ok: false; because: Text } {
  const unanswered = missing(answers, questions, ['claims'], 'request');
  if (unanswered) return { ok: false, because: unanswered };
  if (answers.claims !== true) return { ok: true, claims: undefined };
  const past = demand(answers, questions, ['claimCount', 'claimCost'] as const, 'request');
  if (!past.ok) return past;
  const kinds = Array.isArray(answers.claimKinds) ? answers.claimKinds : [];
  const hit = modules.filter(({ id }) => kinds.includes(id));
  const absent = missing(hit.length > 0 ? answers : {}, questions, ['claimKinds'], 'request');
  if (absent) return { ok: false, because: absent };
  const { claimCount, claimCost } = past.n;
  if (claimCount <= 0 || claimCost < 0)
    return {
      ok: false,
      because: t('Skadornas antal eller kostnad stämmer inte', 'The number or cost of claims is wrong'),
    };
  return {
    ok: true,
    claims: { rate: claimCount / CLAIM_YEARS / hit.length, mean: claimCost / claimCount, modules: hit },
  };
}

/** What the customer bears of a module's expected claims: the deductible, or all of it where the module is not included. */
function borne(
  quote: Values,
  { rate, mean }: Claims,
  module: Option,
): { ok: true; line: CostLine } | { ok: false; because: Text } {
  const unsaid = missing(quote, quoteFields, [`${module.id}Covered`]);
  if (unsaid) return { ok: false, because: unsaid };
  const covered = quote[`${module.id}Covered`] === true;
  const own = covered ? deductible(quote, module.id) : ({ ok: true, kr: Number.POSITIVE_INFINITY } as const);
  if (!own.ok) return own;
  const share = Math.min(own.kr, mean);
  const label = covered
    ? t(`Självrisk, ${module.label.sv.toLowerCase()}`, `Deductible, ${module.label.en.toLowerCase()}`)
    : t(`Skador utan skydd, ${module.label.sv.toLowerCase()}`, `Claims not covered, ${module.label.en.toLowerCase()}`);
  const formula = both((f) => `${f.n(rate, 3)} ${f.say('skador', 'claims')} × ${f.kr(share)}`);
  return { ok: true, line: { label, formula, amount: dusted(rate * share) } };
}

function assumptions(quote: Values, claims: Claims | undefined): Text[] {
  const years = Object.keys(baseAmounts).filter((year) =>
    modules.some(({ id }) => quote[`${id}Covered`] === true && quote[`${id}DeductibleIn`] === year),
  );
  const past = claims
    ? both((f) =>
        f.say(
          `Skadorna antas fortsätta som de senaste fem åren: ${f.n(claims.rate * claims.modules.length)} per år, i snitt ${f.kr(claims.mean)}, lika fördelade på ${claims.modules.map((m) => m.label.sv.toLowerCase()).join(', ')}.`,
          `Claims are taken to go on as in the last five years: ${f.n(claims.rate * claims.modules.length)} a year, ${f.kr(claims.mean)} on average, shared equally between ${claims.modules.map((m) => m.label.en.toLowerCase()).join(', ')}.`,
        ),
      )
    : t(
        'Inga skador antas, som de senaste fem åren. Då påverkar självriskerna inte kostnaden.',
        'No claims are assumed, as in the last five years. Deductibles then don’t affect the cost.',
      );
  return [
    past,
    ...years.map((year) =>
      both((f) =>
        f.say(
          `Prisbasbeloppet ${year} är ${f.kr(baseAmounts[year] ?? 0)}.`,
          `The base amount (prisbasbelopp) of ${year} is ${f.kr(baseAmounts[year] ?? 0)}.`,
        ),
      ),
    ),
    t(
      'Försäkringsbelopp och undantag vägs inte in. De står i omfattningen.',
      'Sums insured and exclusions are not weighed in. See the coverage.',
    ),
  ];
}

/** annual = premium + Σ modules: expected claims × min(deductible, expected loss), and the common one-off costs. */
function cost(answers: Values, quote: Values, horizonMonths: number): Cost {
  const premium = demand(quote, quoteFields, ['premium'] as const);
  if (!premium.ok) return notComparable(premium.because);
  const past = expected(answers);
  if (!past.ok) return notComparable(past.because);
  const lines: CostLine[] = [
    { label: t('Premie', 'Premium'), formula: both((f) => f.kr(premium.n.premium)), amount: dusted(premium.n.premium) },
  ];
  for (const module of past.claims?.modules ?? []) {
    const own = past.claims && borne(quote, past.claims, module);
    if (own && !own.ok) return notComparable(own.because);
    if (own) lines.push(own.line);
  }
  return annualCost({ quote, horizonMonths, yearly: lines, assumptions: assumptions(quote, past.claims) });
}

export interface CoverageRow {
  readonly module: string;
  readonly label: Text;
  /** True where the quotes don't agree on whether the module is included. */
  readonly differs: boolean;
  /** One per quote, in the order given. `covered` is undefined where the quote doesn't say. */
  readonly cells: readonly { readonly covered: boolean | undefined; readonly sum?: Text; readonly deductible?: Text }[];
}

function coverageCell(quote: Values, id: string): CoverageRow['cells'][number] {
  const answer = quote[`${id}Covered`];
  if (answer !== true) return { covered: answer === false ? false : undefined };
  const sum = number(quote, `${id}Sum`);
  const own = deductible(quote, id);
  const share = number(quote, `${id}Deductible`);
  const year = quote[`${id}DeductibleIn`];
  return {
    covered: true,
    ...(sum === undefined ? {} : { sum: both((f) => formatKr(sum, f.locale)) }),
    ...(own.ok
      ? {
          deductible: both((f) =>
            year === 'kr'
              ? f.kr(own.kr)
              : `${f.kr(own.kr)} (${f.n(share ?? 0)} ${f.say('prisbasbelopp', 'base amounts')} ${year})`,
          ),
        }
      : {}),
  };
}

/** Modules down, quotes across: what each includes, up to which sum and with which deductible. Shown beside every comparison. */
export function coverageMatrix(quotes: readonly Values[]): readonly CoverageRow[] {
  return modules.map(({ id, label }) => {
    const cells = quotes.map((quote) => coverageCell(quote, id));
    return { module: id, label, cells, differs: new Set(cells.map((cell) => cell.covered)).size > 1 };
  });
}

/** A cheaper insurance that covers less is not a cheaper insurance. */
const rankable: Service['rankable'] = (quotes) => {
  const different = coverageMatrix(quotes).filter((row) => row.differs);
  if (different.length === 0) return { ok: true };
  const names = (locale: 'sv' | 'en') => different.map((row) => row.label[locale].toLowerCase()).join(', ');
  return {
    ok: false,
    because: t(
      `Offerterna omfattar inte samma delar (${names('sv')}), så de går inte att ordna efter kostnad.`,
      `The quotes don’t include the same parts (${names('en')}), so they can’t be put in order of cost.`,
    ),
  };
};

export const insurance: Service = {
  id: 'insurance',
  slug: t('foretagsforsakring', 'business-insurance'),
  icon: 'shield-check',
  name: t('Företagsförsäkring', 'Business insurance'),
  title: t('Företagsförsäkring, jämförd på omfattning och pris', 'Business insurance, compared by coverage and price'),
  lead: t(
    'Du ser vad varje försäkring omfattar, del för del, med försäkringsbelopp och självrisk. Kostnaden räknas på de skador företaget brukar ha.',
    'You see what each insurance covers, part by part, with sums insured and deductibles. The cost counts the claims your company tends to have.',
  ),
  card: t('Omfattningen sida vid sida, inte bara premien.', 'Coverage side by side, not just the premium.'),
  bring: t('Försäkringsbrevet och senaste bokslutet', 'Your policy and latest annual accounts'),
  needHeading: t('Det här ska försäkras', 'What is to be insured'),
  excludes: t(
    'Personalens pensioner och personförsäkringar ingår inte.',
    'Staff pensions and personal insurance are not included.',
  ),
  questions,
  quoteFields,
  cost,
  // The premium is set for the company as described: a larger or smaller one gets another premium, which nobody has quoted.
  scale: undefined,
  volume: (answers) =>
    both((f) => {
      const turnover = number(answers, 'turnover');
      if (turnover === undefined) return f.say('Ingen omsättning angiven', 'No turnover given');
      return f.say(`${f.kr(turnover)} i omsättning per år`, `${f.kr(turnover)} turnover a year`);
    }),
  rankable,
};
