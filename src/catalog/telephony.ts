// Longer than most: one service is one file, questions, quote and formula together.
import type { Text } from '#policy/text.ts';
import { monthlyPrice, option, price, t, units } from './common.ts';
import { annualCost, demand, dusted, missing, monthlyLine, notComparable, number } from './cost.ts';
import { both } from './format.ts';
import type { Cost, CostLine, Field, Question, Service, Values } from './types.ts';

/** How the customer's people use their phones; each profile has its own plan in a quote. */
const profiles = [
  {
    users: 'usersLow',
    gb: 'gbLow',
    plan: 'planLow',
    included: 'includedGbLow',
    name: t('låg användning', 'low use'),
    hint: t('Ringer mest, lite surf.', 'Mostly calls, little data.'),
  },
  {
    users: 'usersMedium',
    gb: 'gbMedium',
    plan: 'planMedium',
    included: 'includedGbMedium',
    name: t('normal användning', 'normal use'),
    hint: t('Mejl, kartor och möten ibland.', 'E-mail, maps and the odd meeting.'),
  },
  {
    users: 'usersHigh',
    gb: 'gbHigh',
    plan: 'planHigh',
    included: 'includedGbHigh',
    name: t('hög användning', 'high use'),
    hint: t('Delar surf eller arbetar på språng.', 'Shares data or works on the move.'),
  },
] as const;
type Profile = (typeof profiles)[number];

const count = { kind: 'integer', unit: units.pieces, min: 0, max: 10_000 } as const;

const questions: readonly Question[] = [
  ...profiles.flatMap((profile): Question[] => [
    {
      id: profile.users,
      ...count,
      label: t(`Användare, ${profile.name.sv}`, `Users, ${profile.name.en}`),
      hint: t(`${profile.hint.sv} Skriv 0 om inga.`, `${profile.hint.en} Write 0 if none.`),
      required: true,
      half: true,
    },
    {
      id: profile.gb,
      kind: 'decimal',
      unit: units.gb,
      min: 0,
      max: 10_000,
      decimals: 1,
      label: t(`Surf per användare, ${profile.name.sv}`, `Data per user, ${profile.name.en}`),
      hint: t('Står på fakturan. Lämna tomt om inga användare.', 'Stated on the bill. Leave empty if no users.'),
      half: true,
    },
  ]),
  {
    id: 'minutes',
    kind: 'integer',
    unit: units.minutes,
    min: 0,
    max: 44_640,
    label: t('Samtal per användare', 'Calls per user'),
    hint: t(
      'Behövs bara för att jämföra avtal utan fria samtal.',
      'Needed only to compare contracts without free calls.',
    ),
    half: true,
  },
  {
    id: 'abroad',
    kind: 'choice',
    display: 'select',
    options: [
      option('none', t('Nästan aldrig', 'Hardly ever')),
      option('eu', t('Inom EU och EES', 'Within the EU and EEA')),
      option('world', t('Även utanför EU', 'Outside the EU too')),
    ],
    label: t('Används utomlands', 'Used abroad'),
    required: true,
    half: true,
  },
  {
    id: 'seats',
    ...count,
    label: t('Platser i växel', 'Switchboard seats'),
    hint: t('Skriv 0 om ni inte behöver växel.', 'Write 0 if you need no switchboard.'),
    required: true,
    half: true,
  },
  {
    id: 'numbersToPort',
    ...count,
    label: t('Nummer att flytta med', 'Numbers to keep'),
    hint: t('Mobilnummer och fasta nummer.', 'Mobile and landline numbers.'),
    required: true,
    half: true,
  },
  {
    id: 'handsets',
    ...count,
    label: t('Telefoner att köpa', 'Phones to buy'),
    hint: t('Skriv 0 om ni behåller dem ni har.', 'Write 0 if you keep the ones you have.'),
    required: true,
    half: true,
  },
];

const quoteFields: readonly Field[] = [
  ...profiles.map(
    (profile): Field => ({
      id: profile.plan,
      ...monthlyPrice,
      label: t(`Abonnemang, ${profile.name.sv}`, `Plan, ${profile.name.en}`),
      hint: t('Per användare. Lämna tomt om kunden inga har.', 'Per user. Leave empty if the customer has none.'),
    }),
  ),
  {
    id: 'data',
    kind: 'choice',
    display: 'cards',
    options: [
      option('unlimited', t('Fri surf', 'Unlimited data')),
      option('limited', t('Begränsad surf', 'Limited data'), t('Ange vad som ingår', 'State what is included')),
    ],
    label: t('Surf i Sverige', 'Data in Sweden'),
    required: true,
  },
  ...profiles.map(
    (profile): Field => ({
      id: profile.included,
      kind: 'decimal',
      unit: units.gb,
      min: 0,
      max: 10_000,
      decimals: 1,
      label: t(`Surf som ingår, ${profile.name.sv}`, `Data included, ${profile.name.en}`),
      when: { field: 'data', is: ['limited'] },
    }),
  ),
  {
    id: 'pricePerGb',
    ...price,
    unit: t('kr/GB', 'SEK/GB'),
    label: t('Pris per extra GB', 'Price per extra GB'),
    when: { field: 'data', is: ['limited'] },
    required: true,
  },
  {
    id: 'calls',
    kind: 'choice',
    display: 'cards',
    options: [
      option('unlimited', t('Fria samtal och sms', 'Unlimited calls and texts')),
      option('limited', t('Begränsade samtal', 'Limited calls'), t('Ange vad som ingår', 'State what is included')),
    ],
    label: t('Samtal i Sverige', 'Calls in Sweden'),
    required: true,
  },
  {
    id: 'includedMinutes',
    kind: 'integer',
    unit: units.minutes,
    min: 0,
    max: 44_640,
    label: t('Minuter som ingår per användare', 'Minutes included per user'),
    when: { field: 'calls', is: ['limited'] },
    required: true,
    half: true,
  },
  {
    id: 'pricePerMinute',
    ...price,
    unit: t('kr/min', 'SEK/min'),
    label: t('Pris per extra minut', 'Price per extra minute'),
    when: { field: 'calls', is: ['limited'] },
    required: true,
    half: true,
  },
  {
    id: 'seatPrice',
    ...monthlyPrice,
    label: t('Pris per växelplats', 'Price per switchboard seat'),
    hint: t('Lämna tomt om kunden inte vill ha växel.', 'Leave empty if the customer wants no switchboard.'),
    half: true,
  },
  {
    id: 'invoiceFee',
    ...monthlyPrice,
    label: t('Fakturaavgift', 'Invoice fee'),
    hint: t('Skriv 0 om den är gratis.', 'Write 0 if it is free.'),
    required: true,
    half: true,
  },
  {
    id: 'openingFee',
    ...price,
    label: t('Öppningsavgift per användare', 'Opening fee per user'),
    hint: t('Betalas en gång. Skriv 0 om den är gratis.', 'Paid once. Write 0 if it is free.'),
    required: true,
    half: true,
  },
  {
    id: 'hardware',
    ...price,
    label: t('Telefoner och annan utrustning', 'Phones and other equipment'),
    hint: t('Totalt, betalas en gång. Skriv 0 om inget ska köpas.', 'In all, paid once. Write 0 if nothing is bought.'),
    half: true,
  },
];

interface Use {
  readonly profile: Profile;
  readonly users: number;
  readonly gb: number;
}

/** The profiles that have users, each with its use; or what the request lacks. */
function uses(answers: Values): { ok: true; uses: Use[] } | { ok: false; because: Text } {
  const users = demand(
    answers,
    questions,
    profiles.map((profile) => profile.users),
    'request',
  );
  if (!users.ok) return users;
  const present = profiles.filter((profile) => users.n[profile.users] > 0);
  const gb = demand(
    answers,
    questions,
    present.map((profile) => profile.gb),
    'request',
  );
  if (!gb.ok) return gb;
  return {
    ok: true,
    uses: present.map((profile) => ({ profile, users: users.n[profile.users], gb: gb.n[profile.gb] })),
  };
}

function cost(answers: Values, quote: Values, horizonMonths: number): Cost {
  const used = uses(answers);
  if (!used.ok) return notComparable(used.because);
  const counts = demand(answers, questions, ['seats', 'handsets'], 'request');
  if (!counts.ok) return notComparable(counts.because);
  const { seats, handsets } = counts.n;
  const absent = missing(quote, quoteFields, needed(quote, used.uses, seats, handsets));
  if (absent) return notComparable(absent);
  const heads = used.uses.reduce((sum, use) => sum + use.users, 0);
  const calls = extraCalls(answers, quote, heads);
  if (calls && 'because' in calls) return notComparable(calls.because);
  const yearly = [
    ...used.uses.flatMap((use) => planLines(use, quote)),
    ...(calls ? [calls] : []),
    ...(seats > 0 ? [monthlyLine(t('Växelplatser', 'Switchboard seats'), number(quote, 'seatPrice')!, seats)] : []),
    monthlyLine(t('Fakturaavgift', 'Invoice fee'), number(quote, 'invoiceFee')!),
  ];
  const opening = number(quote, 'openingFee')!;
  const once = [
    {
      label: t('Öppningsavgifter', 'Opening fees'),
      amount: heads * opening,
      formula: both((f) => `${f.n(heads)} × ${f.kr(opening)}`),
    },
    { label: t('Telefoner och utrustning', 'Phones and equipment'), amount: number(quote, 'hardware') ?? 0 },
  ];
  return annualCost({ quote, horizonMonths, yearly, once, assumptions: assumptions(answers, quote) });
}

function needed(quote: Values, used: readonly Use[], seats: number, handsets: number): string[] {
  return [
    ...used.map(({ profile }) => profile.plan),
    'data',
    ...(quote.data === 'limited' ? [...used.map(({ profile }) => profile.included), 'pricePerGb'] : []),
    'calls',
    ...(quote.calls === 'limited' ? ['includedMinutes', 'pricePerMinute'] : []),
    ...(seats > 0 ? ['seatPrice'] : []),
    'invoiceFee',
    'openingFee',
    ...(handsets > 0 ? ['hardware'] : []),
  ];
}

function planLines({ profile, users, gb }: Use, quote: Values): CostLine[] {
  const label = t(`Abonnemang, ${profile.name.sv}`, `Plans, ${profile.name.en}`);
  const plans = monthlyLine(label, number(quote, profile.plan)!, users);
  if (quote.data !== 'limited') return [plans];
  const extra = Math.max(0, gb - number(quote, profile.included)!);
  if (extra === 0) return [plans];
  const perGb = number(quote, 'pricePerGb')!;
  const overage: CostLine = {
    label: t(`Extra surf, ${profile.name.sv}`, `Extra data, ${profile.name.en}`),
    formula: both((f) => `12 × ${f.n(users)} × ${f.n(extra)} GB × ${f.kr(perGb)}`),
    amount: dusted(12 * users * extra * perGb),
  };
  return [plans, overage];
}

function extraCalls(answers: Values, quote: Values, users: number): CostLine | { because: Text } | undefined {
  if (quote.calls !== 'limited' || users === 0) return undefined;
  const spoken = number(answers, 'minutes');
  if (spoken === undefined) return { because: missing(answers, questions, ['minutes'], 'request')! };
  const extra = Math.max(0, spoken - number(quote, 'includedMinutes')!);
  const perMinute = number(quote, 'pricePerMinute')!;
  return {
    label: t('Extra samtal', 'Extra calls'),
    formula: both((f) => `12 × ${f.n(users)} × ${f.n(extra)} min × ${f.kr(perMinute)}`),
    amount: dusted(12 * users * extra * perMinute),
  };
}

function assumptions(answers: Values, quote: Values): Text[] {
  return [
    t(
      'Alla användare inom en profil antas surfa och ringa lika mycket.',
      'All users of a profile are taken to use equally much.',
    ),
    ...(answers.abroad === 'none' || answers.abroad === undefined
      ? []
      : [t('Samtal och surf utomlands ingår inte i kostnaden.', 'Calls and data abroad are not in the cost.')]),
    ...(quote.calls === 'limited'
      ? [t('Sms utöver det som ingår är inte räknade.', 'Texts beyond those included are not counted.')]
      : []),
  ];
}

/** More or less use per head; the number of people is what it is. */
function scale(answers: Values, factor: number): Values {
  const scaled: Record<string, Values[string]> = { ...answers };
  for (const id of ['minutes', ...profiles.map((profile) => profile.gb)]) {
    const use = number(answers, id);
    if (use !== undefined) scaled[id] = dusted(use * factor);
  }
  return scaled;
}

function volume(answers: Values): Text {
  const sum = (pick: (profile: Profile) => number) => profiles.reduce((total, profile) => total + pick(profile), 0);
  const users = sum((profile) => number(answers, profile.users) ?? 0);
  const gb = sum((profile) => (number(answers, profile.users) ?? 0) * (number(answers, profile.gb) ?? 0));
  return both((f) =>
    f.say(`${f.n(users)} användare, ${f.n(gb, 1)} GB per månad`, `${f.n(users)} users, ${f.n(gb, 1)} GB per month`),
  );
}

function check(answers: Values): Record<string, Text> {
  const users = profiles.map((profile) => number(answers, profile.users) ?? 0);
  if (users.every((n) => n === 0) && number(answers, 'usersLow') !== undefined)
    return { usersLow: t('Skriv minst en användare', 'Write at least one user') };
  const silent = profiles.filter((profile, i) => users[i]! > 0 && number(answers, profile.gb) === undefined);
  return Object.fromEntries(
    silent.map(({ gb, name }) => [
      gb,
      t(
        `Skriv surf per användare, ${name.sv}. Uppskatta om du inte vet`,
        `Write data per user, ${name.en}. Estimate if unsure`,
      ),
    ]),
  );
}

/** Mobile and switchboard: plans per profile, overage, seats, fees and equipment in one figure. */
export const telephony: Service = {
  id: 'telephony',
  slug: t('telefoni', 'telephony'),
  icon: 'phone',
  name: t('Telefoni', 'Telephony'),
  title: t('Företagstelefoni, hela kostnaden per år', 'Business telephony, the whole cost per year'),
  lead: t(
    'Abonnemang, växel, avgifter och telefoner räknas ihop för just era användare. Då syns vad avtalet kostar, inte bara vad månaden kostar.',
    'Plans, switchboard, fees and phones are added up for your users. That shows what the contract costs, not just the month.',
  ),
  card: t('Abonnemang, växel och telefoner i en summa', 'Plans, switchboard and phones in one sum'),
  bring: t('Senaste telefonfakturan', 'Your latest phone bill'),
  needHeading: t('Så använder ni telefonerna', 'How you use your phones'),
  excludes: t(
    'Användning utomlands, betalnummer och moms ingår inte.',
    'Use abroad, premium numbers and VAT are not included.',
  ),
  questions,
  quoteFields,
  cost,
  scale,
  check,
  volume,
};
