import { describe, expect, it } from 'vitest';
import { categories, personalCategories } from './categories.ts';
import { decisionIds, promiseIds } from './ids.ts';
import { periodText } from './period.ts';
import { legalBases, purposeIds, purposes } from './purposes.ts';
import { brokerageRules, type RetentionRuleId, retention, retentionRules } from './retention.ts';
import { rights, rightsDeadline } from './rights.ts';

const rule = (id: RetentionRuleId) => {
  const { origin, startEvent, period, action } = retention[id];
  return [origin, startEvent, period, action];
};

describe('the numbers we have promised', () => {
  it('P8: an objection erases at once', () =>
    expect(rule('lead.objection')).toEqual(['P8', 'brokerage.objected', 'PT0S', 'erase']));
  it('P9: a contract archives', () =>
    expect(rule('lead.contract')).toEqual(['P9', 'contract.reported', 'PT0S', 'archive']));
  it('P10: no quote, 30 days from the request', () =>
    expect(rule('lead.no-quote')).toEqual(['P10', 'lead.received', 'P30D', 'erase']));
  it('P11: no contract, 12 months from the request', () =>
    expect(rule('lead.no-contract')).toEqual(['P11', 'lead.received', 'P12M', 'erase']));
  it('P14: an unconfirmed sign-up, 7 days', () =>
    expect(rule('subscriber.unconfirmed')).toEqual(['P14', 'newsletter.requested', 'P7D', 'erase']));
  it('P17: a withdrawal erases at once', () =>
    expect(rule('subscriber.withdrawn')).toEqual(['P17', 'consent.withdrawn', 'PT0S', 'erase']));
  it('P18: 24 months after last use', () =>
    expect(rule('subscriber.inactive')).toEqual(['P18', 'service.last-used', 'P24M', 'erase']));
  it('P21: an IP address in the statistics is dropped at once', () =>
    expect(rule('ip.analytics')).toEqual(['P21', 'visit.recorded', 'PT0S', 'erase']));
  it('P24: events, 26 months from each', () =>
    expect(rule('event.analytics')).toEqual(['P24', 'visit.recorded', 'P26M', 'erase']));
  it('P27: a right is answered within one calendar month', () => {
    expect(rightsDeadline).toBe('P1M');
    const { complaint, ...ours } = rights;
    expect(Object.values(ours).map((right) => right.deadline)).toEqual(Array(7).fill('P1M'));
    expect(complaint.deadline).toBeNull();
  });
  it('D1: the archive, 24 months from the contract', () =>
    expect(rule('archive.contract')).toEqual(['D1', 'contract.reported', 'P24M', 'erase']));
  it('D2: outcome asked for at 14, 30 and 90 days, of the supplier at 14 and 30', () =>
    expect(brokerageRules.outcomeReminders).toEqual({
      customer: ['P14D', 'P30D', 'P90D'],
      supplier: ['P14D', 'P30D'],
    }));
  it('D3: told three days before an erasure by P10 or P11', () =>
    expect(brokerageRules.erasureNotice).toEqual({ before: 'P3D', rules: ['lead.no-quote', 'lead.no-contract'] }));
  it('D4: a blocked address has no end by time', () =>
    expect(rule('subscriber.suppressed')).toEqual(['D4', 'consent.withdrawn', null, 'keep']));
  it('D8: money is SEK excluding VAT', () =>
    expect(brokerageRules.money).toEqual({ currency: 'SEK', includesVat: false }));
  it('D9: a log-in link 10 minutes, a quote link 7 days', () => {
    expect(rule('login-link')).toEqual(['D9', 'link.sent', 'PT10M', 'expire']);
    expect(rule('quote-link')).toEqual(['D9', 'link.sent', 'P7D', 'expire']);
  });
  it('the product’s own: links, sessions, counters, gathering and joining', () => {
    const own = (['receipt-link', 'customer-session', 'supplier-link', 'supplier-session', 'rate-limit'] as const).map(
      (id) => retention[id].period,
    );
    expect(own).toEqual(['P1D', 'PT12H', 'P30D', 'PT8H', 'PT24H']);
    expect([brokerageRules.quoteMailBatching, brokerageRules.dedupWindow]).toEqual(['PT10M', 'P7D']);
  });
});

describe('every retention rule', () => {
  it.each(Object.entries(retention))('%s is sound', (id, one) => {
    expect(one.id).toBe(id);
    expect(['product', ...promiseIds, ...decisionIds]).toContain(one.origin);
    if (one.period === null) expect(one.action).toBe('keep');
    else {
      expect(one.action).not.toBe('keep');
      expect(periodText(one.period, 'sv')).not.toBe('');
    }
  });

  it('keeps its number out of the words, so that a number stands once', () => {
    for (const one of retentionRules)
      expect(`${one.condition.sv}${one.text.sv}${one.text.en}`, one.id).not.toMatch(/\d/);
  });

  it('belongs to a purpose, but for logs without personal data and for development', () => {
    const used = new Set(purposeIds.flatMap((id) => [...purposes[id].retention] as string[]));
    const loose = retentionRules.filter((one) => !used.has(one.id)).map((one) => one.id);
    expect(loose).toEqual(['audit', 'caught-mail']);
  });
});

describe('every purpose', () => {
  it.each(purposeIds)('P7: %s has a legal basis, data, an end and promises', (id) => {
    const purpose = purposes[id];
    expect(Object.keys(legalBases)).toContain(purpose.basis);
    expect(purpose.because.sv).not.toBe('');
    for (const ruleId of purpose.retention) expect(Object.keys(retention)).toContain(ruleId);
    for (const list of [purpose.categories, purpose.retention, purpose.promises, purpose.recipients]) {
      expect(list.length).toBeGreaterThan(0);
      expect(new Set(list).size).toBe(list.length);
    }
  });

  it('P7: brokerage is contract, newsletter consent, analytics legitimate interest with consent for the device', () => {
    expect([purposes.brokerage.basis, purposes.newsletter.basis, purposes.analytics.basis]).toEqual([
      'contract',
      'consent',
      'legitimate-interest',
    ]);
    expect(purposes.analytics.because.en).toMatch(/device also requires your consent/);
  });

  it('P4 and P16: suppliers receive from the brokerage alone, and never the IP address', () => {
    const toSuppliers = purposeIds.filter((id) => (purposes[id].recipients as readonly string[]).includes('suppliers'));
    expect(toSuppliers).toEqual(['brokerage']);
    expect(purposes.brokerage.categories).not.toContain('ip');
  });

  it('P22: statistics share no data with any other purpose', () => {
    for (const id of purposeIds.filter((other) => other !== 'analytics'))
      expect(purposes[id].categories).not.toContain('device');
    expect(purposes.analytics.categories).toEqual(['device']);
  });

  it('uses every category, and says it is in use exactly when a purpose is', () => {
    for (const category of personalCategories) {
      const users = purposeIds.filter((id) => (purposes[id].categories as readonly string[]).includes(category));
      expect(users.length, category).toBeGreaterThan(0);
      expect(categories[category].inUse, category).toBe(users.some((id) => purposes[id].inUse));
    }
  });

  it('has rules that are all marked as later when it is not in use, and one that runs when it is', () => {
    for (const id of purposeIds) {
      const later = purposes[id].retention.map((ruleId) => 'status' in retention[ruleId]);
      if (purposes[id].inUse) expect(later, id).toContain(false);
      else expect(new Set(later), id).toEqual(new Set([true]));
    }
  });

  it('has nothing left for later', () => {
    expect(retentionRules.filter(({ status }) => status === 'later')).toEqual([]);
  });
});
