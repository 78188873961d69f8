import { describe, expect, it } from 'vitest';
import { type Field, questionsOf, serviceById } from '#catalog/index.ts';
import type { FormSource } from '../source/index.ts';
import { missingIn, readSubmission } from './reading.ts';
import { emailKeysIn, shown } from './submission.ts';
import { suggest } from './suggest.ts';
import { understand } from './words.ts';

const today = Temporal.PlainDate.from('2026-03-12');
const question = (service: Parameters<typeof serviceById>[0], id: string): Field =>
  questionsOf(serviceById(service)).find((one) => one.id === id)!;
const raw = (field: Field, ...values: string[]) => {
  const read = understand(field, values);
  return read.ok ? read.raw : undefined;
};

describe('what people write is understood where it can be one thing only', () => {
  it.each([
    ['Arbetsrätt', 'employment'],
    ['arbetsratt ', 'employment'],
    ['Employment', 'employment'],
    ['employment', 'employment'],
    ['Varumärke och upphovsrätt', 'intellectual-property'],
    ['Arbets', undefined],
    ['Arbetsrätt, Skatt', undefined],
    ['<b>Skatt</b>!', undefined],
  ])('a choice by its label: %s', (written, id) => {
    expect(raw(question('legal', 'matter'), written)).toBe(id);
  });

  it.each([
    ['Ja', 'yes'],
    ['ja!', 'yes'],
    ['on', 'yes'],
    ['1', 'yes'],
    ['Nej', 'no'],
    ['false', 'no'],
    ['Kanske', undefined],
    ['Ja, delvis', undefined],
  ])('yes or no: %s', (written, answer) => {
    expect(raw(question('legal', 'legalCover'), written)).toBe(answer);
  });

  it.each([
    ['2026-10-01', '2026-10-01'],
    ['20261001', '2026-10-01'],
    ['2026/10/01', '2026-10-01'],
    ['1 oktober 2026', '2026-10-01'],
    ['October 1, 2026', '2026-10-01'],
    ['1 okt. 2026', '2026-10-01'],
    ['25/12/2026', '2026-12-25'],
    ['12/25/2026', '2026-12-25'],
    ['7/7/2026', '2026-07-07'],
    ['3/4/2026', undefined],
    ['nästa år', undefined],
    ['1 smarch 2026', undefined],
  ])('a date: %s', (written, date) => {
    expect(raw(question('legal', 'contractEnds'), written)).toBe(date);
  });

  it('several boxes, in several fields or in one', () => {
    const channels = question('social-media', 'channels');
    expect(raw(channels, 'Instagram', 'LinkedIn')).toEqual(['instagram', 'linkedin']);
    expect(raw(channels, 'Instagram, Google företagsprofil')).toEqual(['instagram', 'google-business']);
    expect(raw(channels, 'Instagram', 'Myspace')).toBeUndefined();
  });

  it('what a form sent that is no text is never an answer, and one question has one', () => {
    expect(raw(question('legal', 'contactName'), 'Berta\uFFFD')).toBeUndefined();
    expect(raw(question('legal', 'matter'), 'Skatt', 'Annat')).toBeUndefined();
    expect(raw(question('legal', 'contactName'), 'Berta', 'Bullsson')).toBe('Berta Bullsson');
  });
});

const source: FormSource = {
  ...{ id: 'x', name: 'x', kind: 'cf7', service: 'electricity', locale: 'sv', told: true, toldWords: [] },
  madeAt: Temporal.Instant.from('2026-03-12T08:14:00Z'),
  ...{ usedAt: null, oldUntil: null, endedAt: null, switchedOnAt: null, fields: [], suppliers: ['savera', 'qred'] },
  mapping: Object.fromEntries(
    [
      ...['annualKwh', 'meters', 'priceArea', 'contractType', 'fuse', 'origin', 'solar', 'companyName'],
      ...['organisationNumber', 'contactName', 'email', 'phone', 'postcode', 'message'],
    ].map((id) => [id, id]),
  ),
};
const post = {
  ...{ annualKwh: '84 000 kWh/år', meters: '1 st', priceArea: 'SE4', contractType: 'Fast pris', fuse: '63 A' },
  ...{ origin: 'Fossilfri', solar: 'nej', companyName: 'Bullssons AB', organisationNumber: '5599000006' },
  ...{ contactName: 'Berta', email: 'berta@b.example', phone: '0701740605', postcode: '35230', message: '' },
};
const offered = [
  { id: 'savera', name: 'Savera' },
  { id: 'tallmo-energi', name: 'Tallmo Energi' },
];
const reading = (changes: Record<string, string | string[]> = {}, own: Partial<FormSource> = {}) =>
  readSubmission(
    { ...source, ...own },
    Object.entries({ ...post, ...changes }).map(([key, values]) => ({ key, label: key, values: [values].flat() })),
    offered,
    today,
  );
const why = (...given: Parameters<typeof reading>) =>
  reading(...given).hindrances.map(({ question: about, field, because }) => `${about ?? field ?? ''}: ${because.en}`);

describe('a post as a request', () => {
  it('that is clear, to those that the form names and that take requests (P3)', () => {
    const { answers, company, suppliers, hindrances } = reading();
    expect(hindrances).toEqual([]);
    expect(answers).toEqual({
      ...{ annualKwh: 84_000, meters: 1, priceArea: 'SE4', contractType: 'fixed', fuse: '63', origin: 'fossilFree' },
      solar: false,
    });
    expect(company).toMatchObject({ organisationNumber: '5599000006', phone: '+46701740605' });
    expect(suppliers).toEqual(['savera']);
  });

  it.each([
    [{ annualKwh: '84 MWh' }, 'annualKwh: Write only a number, in kWh'],
    [{ annualKwh: '84.000' }, 'annualKwh: Write a whole number without point or comma, like 84 000'],
    [{ annualKwh: 'ca 84 000' }, 'annualKwh: Write only a number, in kWh'],
    [{ annualKwh: '84 000 kWh/mån' }, 'annualKwh: Write only a number, in kWh'],
    [{ solar: 'vet ej' }, 'solar: Neither yes nor no'],
    [{ email: '' }, 'email: Fill in “E-mail”'],
    [{ email: 'berta' }, expect.stringMatching(/^email: /)],
    [{ organisationNumber: '559900-0007' }, expect.stringMatching(/^organisationNumber: /)],
    [{ new: 'Hur hittade du oss?' }, 'new: The field is tied to no question, and has not been set aside either'],
    [{ contactName: 'Berta\r\nBcc: x@y.z' }, expect.stringMatching(/^contactName: /)],
  ] as const)('that isn’t waits, and says why: %j', (changes, reason) => {
    expect(why(changes as never)).toEqual([reason]);
  });

  it('an empty field that nobody has decided about is no hindrance, and one set aside is none', () => {
    expect(why({ new: '' })).toEqual([]);
    expect(why({ new: 'x' }, { mapping: { ...source.mapping, new: '' } })).toEqual([]);
  });

  it('fields are known by their labels when the form is set to send them so', () => {
    const own = { ...source.mapping, 'E-post': 'email' } as Record<string, string>;
    delete own.email;
    const fields = Object.entries(post).map(([key, value]) => ({ key, label: key, values: [value] }));
    const named = fields.map((one) => (one.key === 'email' ? { ...one, key: 'field_1', label: 'E-POST:' } : one));
    expect(readSubmission({ ...source, mapping: own }, named, offered, today).hindrances).toEqual([]);
  });

  it('where the form asks, the customer’s own choice of suppliers holds (P3)', () => {
    const asks = { mapping: { ...source.mapping, who: 'suppliers' } };
    expect(reading({ who: 'Tallmo Energi' }, asks).suppliers).toEqual(['tallmo-energi']);
    expect(reading({ who: 'Savera, Tallmo Energi' }, asks).suppliers).toEqual(['savera', 'tallmo-energi']);
    expect(why({ who: 'Savera, Elbolaget' }, asks)).toHaveLength(1);
    expect(why({ who: '' }, asks)).toEqual([expect.stringContaining('None of the suppliers')]);
    expect(why({}, { suppliers: ['qred'] })).toEqual([expect.stringContaining('None of the suppliers')]);
  });

  it('a box that says that the customer knows must be ticked, with yes or with words that somebody has confirmed (P3)', () => {
    const box = { mapping: { ...source.mapping, box: 'told' } };
    const words = 'Jag vet vem som får uppgifterna';
    for (const value of ['on', 'Ja', '1', 'true']) expect(why({ box: value }, box)).toEqual([]);
    expect(why({ box: words }, box)).toHaveLength(1);
    expect(why({ box: words }, { ...box, toldWords: [words] })).toEqual([]);
    expect(why({ box: [words, 'nej'] }, { ...box, toldWords: [words] })).toHaveLength(1);
    const noes = ['', '0', 'nej', 'off', 'Nej tack', 'Nej, jag godkänner inte', 'unchecked', 'avböjer', 'Ej', '-', '☐'];
    for (const value of noes) {
      expect(why({ box: value }, box), value).toHaveLength(1);
      // Nor can anybody confirm it as a tick.
      expect(why({ box: value }, { ...box, toldWords: [value] }), value).toHaveLength(1);
    }
  });

  it('nothing is clear while nobody vouches that the form shows who gets what (P3)', () => {
    expect(why({}, { told: false })).toEqual([': Nobody vouches that the form shows who gets what']);
  });

  it('a text that is too long for a number is not read as one', () => {
    expect(understand(question('electricity', 'annualKwh'), [`1${' '.repeat(4000)}x`])).toMatchObject({ ok: false });
    expect(why({ annualKwh: '84 000  kWh  per  år' })).toEqual([]);
  });

  it('may be switched on only with a field for each question that is always asked, somebody to receive, and somebody’s word', () => {
    const ids = (own: Partial<FormSource>) =>
      missingIn({ ...source, ...own }).map((one) => (typeof one === 'string' ? one : one.id));
    expect(ids({})).toEqual([]);
    expect(ids({ mapping: { ...source.mapping, email: '' }, suppliers: [], told: false })).toEqual([
      'email',
      'suppliers',
      'told',
    ]);
  });
});

describe('whose a post may be (P28)', () => {
  it.each([
    'berta@x.example!',
    '“berta@x.example”',
    "'berta@x.example'",
    '[berta@x.example]',
    'E-post=berta@x.example',
    'kalle@y.example/berta@x.example',
    'Svara till berta@x.example.',
    '*Berta@X.example*',
    '<mailto:berta@x.example>',
    'berta\u200B@x.example',
    'berta＠x.example',
    `${Array.from({ length: 30 }, (_, n) => `a${n}@y.example`).join(' ')} berta@x.example`,
  ])('an address is found whatever stands beside it: %s', (written) => {
    const vault = { keyedHash: (_: string, text: string) => Buffer.from(text) };
    const keys = emailKeysIn({ vault } as never, [{ key: 'a', label: 'a', values: [written] }]);
    expect(keys.map(String)).toContain('berta@x.example');
  });

  it('also one with the signs that few have', () => {
    const vault = { keyedHash: (_: string, text: string) => Buffer.from(text) };
    const keys = emailKeysIn({ vault } as never, [
      { key: 'a', label: 'a', values: ["o'brien!x@x.example", 'åsa@räksmörgås.example'] },
    ]);
    expect(keys.map(String)).toEqual(expect.arrayContaining(["o'brien!x@x.example", 'åsa@räksmörgås.example']));
  });
});

describe('what pages show of a post (D6)', () => {
  it.each([
    ['121212-1212', 'organisationNumber', false],
    ['1212121212', 'organisationNumber', false],
    ['19121212-1212', 'organisationNumber', false],
    ['121212-1213', 'organisationNumber', false],
    ['Mitt nr är 121212-1212, ring', 'message', false],
    ['191212121212', undefined, false],
    ['559900-0006', 'organisationNumber', true],
    ['Bolaget är 559900-0006', undefined, true],
    ['0701740605', 'phone', true],
    ['070-174 06 05', undefined, true],
    ['2026-12-12', undefined, true],
  ])('a sole trader’s number is masked, and nothing else is: %s in %s', (written, target, clear) => {
    expect(shown(written, target) === written).toBe(clear);
    if (!clear) expect(shown(written, target)).not.toMatch(/1212[-\s]?121[23]/);
  });
});

describe('suggestions', () => {
  it('by label or name, each question once unless it may be in several fields', () => {
    const fields = [
      'Förnamn',
      'Efternamn',
      'your-email',
      'E-post igen',
      'Org. nr',
      'Årsförbrukning',
      'Skostorlek',
      'Mobil',
      'Telefon',
    ];
    expect(
      suggest(
        'electricity',
        fields.map((label) => ({ key: label, label })),
      ),
    ).toEqual({
      ...{ Förnamn: 'contactName', Efternamn: 'contactName', 'your-email': 'email', 'Org. nr': 'organisationNumber' },
      ...{ Årsförbrukning: 'annualKwh', Mobil: 'phone' },
    });
  });
});
