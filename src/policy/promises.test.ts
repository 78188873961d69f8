import { describe, expect, it } from 'vitest';
import { consentSource, consents } from './consents.ts';
import { decisionIds, promiseIds } from './ids.ts';
import { decisions, type PromiseGroup, promises } from './promises.ts';
import { complaintLine, rights } from './rights.ts';
import { may, permissions, type RoleId, roles } from './roles.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `P${from + i}`);
const inGroup = (group: PromiseGroup) => promiseIds.filter((id) => promises[id].group === group);

describe('the promises', () => {
  it('are P1 to P30, each once and in order', () => {
    expect(promiseIds).toEqual(numbers(1, 30));
    expect(Object.keys(promises)).toEqual(numbers(1, 30));
    expect(Object.keys(decisions)).toEqual(decisionIds);
  });

  it('are grouped as they were given', () => {
    expect(inGroup('brokerage')).toEqual(numbers(1, 13));
    expect(inGroup('newsletter')).toEqual(numbers(14, 19));
    expect(inGroup('analytics')).toEqual(numbers(20, 25));
    expect(inGroup('rights')).toEqual(numbers(26, 30));
  });

  it.each([
    ['P10', '30 dagar', '30 days'],
    ['P11', '12 månader', '12 months'],
    ['P18', '24 månader', '24 months'],
    ['P24', '26 månader', '26 months'],
    ['P27', 'en månad', 'one month'],
  ] as const)('%s says its number: %s', (id, sv, en) => {
    expect(promises[id].text.sv).toContain(sv);
    expect(promises[id].text.en).toContain(en);
  });

  it.each([
    ['D1', '24 månader', '24 months'],
    ['D2', '14, 30 och 90 dagar', '14, 30 and 90 days'],
    ['D2', '14 och 30 dagar', '14 and 30 days'],
    ['D3', '3 dagar', '3 days'],
    ['D9', '10 minuter', '10 minutes'],
    ['D9', '7 dagar', '7 days'],
  ] as const)('%s says its number: %s', (id, sv, en) => {
    expect(decisions[id].sv).toContain(sv);
    expect(decisions[id].en).toContain(en);
  });

  it('say different things', () => {
    for (const locale of ['sv', 'en'] as const) {
      expect(new Set(promiseIds.map((id) => promises[id].text[locale])).size).toBe(30);
    }
  });
});

describe('rights', () => {
  it('P28: all of them, with their articles', () => {
    expect(Object.values(rights).map((right) => [right.id, right.article])).toEqual([
      ['access', '15'],
      ['portability', '20'],
      ['rectification', '16'],
      ['erasure', '17'],
      ['restriction', '18'],
      ['objection', '21'],
      ['withdrawal', '7.3'],
      ['complaint', '77'],
    ]);
  });

  it('P29: the complaint says where', () => {
    for (const text of Object.values(complaintLine)) expect(text).toMatch(/IMY.*www\.imy\.se/);
  });
});

describe('consents', () => {
  it('P14, P15: the proof’s source holds id, version, language and every word shown', () => {
    expect(consentSource('analytics-bar', 'sv').split('\n')).toEqual([
      'analytics-bar',
      '1',
      'sv',
      consents['analytics-bar'].text.sv,
      'Ja, mät besöket',
      'Nej tack',
    ]);
    expect(consentSource('newsletter-tick', 'sv')).not.toBe(consentSource('newsletter-tick', 'en'));
  });

  it('P23: whoever is asked about statistics can say no as easily as yes', () => {
    expect(Object.keys(consents['analytics-bar'])).toEqual(expect.arrayContaining(['accept', 'refuse']));
  });
});

describe('roles', () => {
  const holders = (permission: (typeof permissions)[number]) =>
    (Object.keys(roles) as RoleId[]).filter((role) => may(role, permission));

  it('P9: the archivist alone reads the archive', () => expect(holders('archive.read')).toEqual(['archivist']));

  it('P16: no supplier and no customer comes near subscribers', () =>
    expect(holders('subscriber.read')).toEqual(['marketer']));

  it('P22: whoever reads statistics reads no requests', () => {
    for (const role of holders('visit.results')) expect(may(role, 'lead.read')).toBe(false);
  });

  it('a supplier and a customer have nothing but their own', () => {
    for (const permission of [...roles.customer.may, ...roles.supplier.may]) expect(permission).toMatch(/^own-/);
  });

  it('every permission is somebody’s', () => {
    expect(permissions.filter((permission) => holders(permission).length === 0)).toEqual([]);
  });
});
