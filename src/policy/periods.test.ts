import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PolicyDocument } from './document.ts';
import type { Period } from './period.ts';
import { brokerageRules, type RetentionRule, retention } from './retention.ts';
import { rightsDeadline } from './rights.ts';
import { type Locale, locales } from './text.ts';

const nothing = { suppliers: [], processors: [] };
const sentences = (document: PolicyDocument): string =>
  JSON.stringify(document.sections.filter((s) => s.id !== 'edition'));

/** Everything in the text that reads as a length of time: "30 dagar", "en månad", "one day". */
const spoken: Readonly<Record<Locale, RegExp>> = {
  sv: /(?:\d+|\ben|\bett|\btvå|\btre|\btolv) (?:sekund|minut|timm|dag|dygn|veck|månad|år)\p{L}*/gu,
  en: /(?:\b\d+|\bone|\btwo|\bthree|\btwelve) (?:second|minute|hour|day|week|month|year)s?\b/gu,
};

type Rules = Record<string, RetentionRule>;

/** The policy page as a product with other rules would show it, and the clock that it would run. */
async function with_(rules: Rules, others: { deadline?: Period; brokerage?: object } = {}) {
  vi.resetModules();
  vi.doMock('./retention.ts', async (original) => ({
    ...(await original<object>()),
    retention: rules,
    retentionRules: Object.values(rules),
  }));
  if (others.deadline)
    vi.doMock('./rights.ts', async (original) => ({ ...(await original<object>()), rightsDeadline: others.deadline }));
  if (others.brokerage) vi.doMock('./brokerage-rules.ts', () => ({ brokerageRules: others.brokerage }));
  const { policyDocument } = await import('./document.ts');
  const { periodText } = await import('./period.ts');
  const { leadClock } = await import('#domain/lead/clock.ts');
  return { page: (locale: Locale) => sentences(policyDocument(locale, nothing)), periodText, leadClock };
}
afterEach(() => {
  for (const file of ['./retention.ts', './rights.ts', './brokerage-rules.ts']) vi.doUnmock(file);
  vi.resetModules();
});

const rules: Rules = retention;
/** Rules whose number is printed: those at once, those without an end and those of development have none. */
const counted = Object.values(rules).filter(
  (rule) => rule.period !== null && rule.period !== 'PT0S' && !rule.duration && rule.status !== 'development',
);
/** A period that nothing else has, so that it can only come from its rule. */
const odd = (index: number): Period => `P${4100 + index}D`;

describe('P26: every period on the policy page is the period that runs', () => {
  it.each(counted.map((rule, index) => [rule.id, index] as const))(
    '%s: change the rule, and the page says so',
    async (id, index) => {
      const changed = { ...rules, [id]: { ...rules[id]!, period: odd(index) } };
      const { page, periodText } = await with_(changed);
      for (const locale of locales) expect(page(locale)).toContain(periodText(odd(index), locale));
    },
  );

  it.each(['lead.no-quote', 'lead.no-contract'] as const)(
    '%s: the clock that erases follows the same rule',
    async (id) => {
      const receivedAt = Temporal.Instant.from('2026-03-12T08:14:00Z');
      const facts = { receivedAt, closedAt: null, closingReason: null, restrictedAt: null };
      const firstQuoteAt = id === 'lead.no-contract' ? receivedAt : null;
      const { leadClock } = await with_({ ...rules, [id]: { ...rules[id]!, period: 'P3D' } });
      expect(leadClock({ ...facts, firstQuoteAt }).at?.toString()).toBe('2026-03-15T08:14:00Z');
    },
  );

  it('holds no period of its own: with every rule changed, no other length of time is left in the text', async () => {
    const all = Object.fromEntries(
      Object.values(rules).map((rule, index) => [
        rule.id,
        rule.period && rule.period !== 'PT0S' ? { ...rule, period: odd(index) } : rule,
      ]),
    );
    const reminders = { customer: ['P4001D', 'P4002D'], supplier: ['P4003D'] };
    const brokerage = {
      ...brokerageRules,
      outcomeReminders: reminders,
      erasureNotice: { ...brokerageRules.erasureNotice, before: 'P4004D' },
    };
    const { page } = await with_(all, { deadline: 'P4005D', brokerage });
    for (const locale of locales) {
      const said = page(locale).match(spoken[locale]) ?? [];
      expect(said.length).toBeGreaterThan(counted.length);
      expect(
        said.filter((one) => !/^4\d\d\d /.test(one)),
        locale,
      ).toEqual([]);
      for (const n of [4002, 4003, 4004, 4005])
        expect(
          said.some((one) => one.startsWith(`${n} `)),
          `${n}`,
        ).toBe(true);
    }
  });

  it('would find one that was written by hand', () => {
    expect('Vi sparar det i 30 dagar och sedan en månad till.'.match(spoken.sv)).toEqual(['30 dagar', 'en månad']);
    expect('We keep it for 30 days and then one month more.'.match(spoken.en)).toEqual(['30 days', 'one month']);
    expect(rightsDeadline).toBe('P1M');
  });
});
