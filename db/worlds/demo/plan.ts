// Long because it is mostly data: the requests that are told one by one.
import { type ServiceId, suppliers } from '#catalog/index.ts';
import { type Company, companies } from './companies.ts';
import { type Chance, chance } from './random.ts';

/** How a request goes, as far as it has come. The older it is, the fewer are allowed (P10, P11). */
export type Fate = 'waiting' | 'open' | 'quoted' | 'chosen' | 'reconsidered' | 'contracted' | 'closed' | 'withdrawn';

export interface Story {
  readonly company: Company;
  readonly service: ServiceId;
  /** Days before now that it was received; less than one: this very day. */
  readonly age: number;
  readonly fate: Fate;
  /** Suppliers left ticked; every one of the service when absent. */
  readonly ticked?: readonly string[];
  /** What a supplier does, where the story says; else it is drawn. */
  readonly acts?: Readonly<Record<string, Act>>;
  /** The request comes again so many hours later, from the same company. */
  readonly again?: { readonly hours: number; readonly email?: string };
  readonly source?: 'form' | 'email';
}

/** What a supplier does with a request. flawed: a quote that can't be compared. */
export type Act = 'silent' | 'opened' | 'accepted' | 'declined' | 'quote' | 'flawed' | 'corrected' | 'withdrawn';

const at = (name: string): Company => companies.find((c) => c.name.startsWith(name))!;
const show = companies[0]!;

/** Told one by one, because each shows something that chance would not. */
const told: readonly Story[] = [
  {
    company: show,
    service: 'electricity',
    age: 6,
    fate: 'quoted',
    acts: { savera: 'quote', 'tallmo-energi': 'corrected', 'ljusakra-kraft': 'quote' },
  },
  {
    company: show,
    service: 'payments',
    age: 9,
    fate: 'quoted',
    ticked: ['swedbank-pay', 'nets', 'worldline', 'northmill-bank'],
    acts: { 'swedbank-pay': 'quote', nets: 'quote', worldline: 'flawed', 'northmill-bank': 'corrected' },
  },
  {
    company: show,
    service: 'accounting',
    age: 12,
    fate: 'quoted',
    acts: { fortnox: 'quote', 'spiris-visma': 'quote', personalkollen: 'quote' },
  },
  { company: show, service: 'loans', age: 4, fate: 'quoted', acts: { 'northmill-bank': 'quote', qred: 'quote' } },
  { company: show, service: 'telephony', age: 15, fate: 'quoted', acts: { 'select-telecom': 'quote' } },
  { company: show, service: 'insurance', age: 20, fate: 'quoted', acts: { 'soderberg-partners': 'quote' } },
  { company: show, service: 'social-media', age: 22, fate: 'quoted', acts: { mediahjalpen: 'quote' } },
  { company: show, service: 'legal', age: 26, fate: 'quoted', acts: { 'bjorfjall-legal': 'quote' } },
  // Kassacentralen takes nothing just now, and nobody else was left ticked.
  { company: at('Snöripan'), service: 'payments', age: 2, fate: 'waiting', ticked: ['kassacentralen'] },
  { company: at('Hjortronet'), service: 'payments', age: 1, fate: 'waiting', ticked: ['kassacentralen'] },
  {
    company: at('Grusåsen'),
    service: 'electricity',
    age: 3,
    fate: 'open',
    again: { hours: 5 },
    acts: { savera: 'opened', 'tallmo-energi': 'accepted', 'ljusakra-kraft': 'silent' },
  },
  {
    company: at('Murgrönan'),
    service: 'electricity',
    age: 11,
    fate: 'quoted',
    ticked: ['savera'],
    again: { hours: 30, email: 'styrelsen@murgronans-fastigheter.example' },
  },
  {
    company: at('Redkite'),
    service: 'accounting',
    age: 16,
    fate: 'open',
    ticked: ['fortnox', 'spiris-visma'],
    again: { hours: 50 },
    acts: { fortnox: 'declined', 'spiris-visma': 'opened' },
  },
  {
    company: at('Havtorn'),
    service: 'electricity',
    age: 13,
    fate: 'open',
    acts: { savera: 'accepted', 'tallmo-energi': 'declined' },
  },
  {
    company: at('Kvarnliden'),
    service: 'electricity',
    age: 68,
    fate: 'contracted',
    acts: { savera: 'quote', 'tallmo-energi': 'quote' },
  },
  { company: at('Quillfeather'), service: 'legal', age: 18, fate: 'open', acts: { 'bjorfjall-legal': 'declined' } },
  { company: at('Pilbågen'), service: 'telephony', age: 24, fate: 'open', acts: { 'select-telecom': 'withdrawn' } },
  {
    company: at('Sågspånet'),
    service: 'electricity',
    age: 40,
    fate: 'reconsidered',
    acts: { savera: 'quote', 'tallmo-energi': 'quote', 'ljusakra-kraft': 'quote' },
  },
  {
    company: at('Brandlyktan'),
    service: 'payments',
    age: 58,
    fate: 'reconsidered',
    ticked: ['nets', 'worldline', 'swedbank-pay'],
    acts: { nets: 'quote', worldline: 'quote' },
  },
  {
    company: at('Harbour'),
    service: 'loans',
    age: 21,
    fate: 'quoted',
    acts: { 'northmill-bank': 'quote', qred: 'flawed' },
  },
  { company: at('Åskmolnet'), service: 'telephony', age: 8, fate: 'quoted', acts: { 'select-telecom': 'flawed' } },
  { company: at('Mossåker'), service: 'social-media', age: 10, fate: 'quoted', acts: { mediahjalpen: 'flawed' } },
  { company: at('Kompassros'), service: 'legal', age: 5, fate: 'quoted', acts: { 'bjorfjall-legal': 'flawed' } },
  {
    company: at('Vallmon'),
    service: 'accounting',
    age: 14,
    fate: 'withdrawn',
    acts: { fortnox: 'opened', 'spiris-visma': 'silent', personalkollen: 'accepted' },
  },
  { company: at('Fjällruta'), service: 'telephony', age: 9, fate: 'withdrawn', acts: { 'select-telecom': 'silent' } },
  { company: at('Northlight'), service: 'telephony', age: 0, fate: 'quoted', acts: { 'select-telecom': 'quote' } },
  // Ended within ten minutes of the quote: the mail that would have told of it is cancelled.
  { company: at('Trollsländan'), service: 'telephony', age: 0, fate: 'withdrawn', acts: { 'select-telecom': 'quote' } },
  { company: at('Solgruvan'), service: 'telephony', age: 0, fate: 'open', acts: { 'select-telecom': 'opened' } },
  {
    company: at('Tolvans Snickeri'),
    service: 'accounting',
    age: 7,
    fate: 'quoted',
    source: 'email',
    acts: { fortnox: 'quote', 'spiris-visma': 'quote', personalkollen: 'declined' },
  },
  { company: at('Tolvanssons'), service: 'legal', age: 90, fate: 'contracted' },
];

/** The rest: fates and the ages they are drawn from. Enough for every company's remaining wants. */
const drawn: readonly (readonly [Fate, number, number, number])[] = [
  ['contracted', 34, 20, 426],
  ['quoted', 8, 2, 60],
  ['quoted', 7, 61, 345],
  ['chosen', 6, 9, 55],
  ['closed', 10, 30, 345],
  ['withdrawn', 4, 40, 300],
  ['open', 7, 1, 26],
];

/** Every request of the world, oldest first. The same each time. */
export function plan(): readonly Story[] {
  const r = chance('plan');
  const used = new Set(told.map((s) => `${s.company.index} ${s.service}`));
  const wants = companies.flatMap((company) => company.wants.map((service) => ({ company, service })));
  const left = r.shuffle(wants.filter((w) => !used.has(`${w.company.index} ${w.service}`)));
  const fates = drawn.flatMap(([fate, count, from, to]) =>
    Array.from({ length: count }, (_, i) => ({ fate, age: spread(from, to, i, count, r) })),
  );
  const rest = r
    .shuffle(fates)
    .slice(0, left.length)
    .map((f, i): Story => ({ ...left[i]!, ...f, source: r.once(8) ? 'email' : 'form' }));
  return [...told, ...rest].toSorted((a, b) => b.age - a.age || a.company.index - b.company.index);
}

/** The i-th of `count` ages between two, each in its own part of the range. */
const spread = (from: number, to: number, i: number, count: number, r: Chance) =>
  Math.round(from + ((i + r.next()) * (to - from)) / count);

/** What each supplier of a story does. A request that is to be quoted has at least two quotes where there are two to give. */
export function actsOf(story: Story, r: Chance): ReadonlyMap<string, Act> {
  const offered = suppliers.filter((s) => s.services.includes(story.service) && (story.ticked?.includes(s.id) ?? true));
  const quoting = story.fate !== 'open' && story.fate !== 'waiting' && !(story.fate === 'withdrawn' && story.age < 30);
  return new Map(
    r.shuffle(offered).map(({ id }, i): [string, Act] => {
      const own = story.acts?.[id];
      if (own) return [id, own];
      if (story.acts) return [id, 'silent'];
      if (!quoting) return [id, r.pick<Act>(['silent', 'opened', 'opened', 'accepted', 'declined'])];
      // Of five, one may not be in turn: three are sure to leave two.
      if (i < 3) return [id, r.pick<Act>(['quote', 'quote', 'quote', 'quote', 'corrected'])];
      return [id, r.pick<Act>(['quote', 'quote', 'declined', 'opened', 'withdrawn'])];
    }),
  );
}
