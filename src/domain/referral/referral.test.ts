import { describe, expect, it } from 'vitest';
import {
  allowedFields,
  formatValue,
  questionsOf,
  serviceById,
  serviceIds,
  suppliers,
  type Value,
} from '#catalog/index.ts';
import { newLead } from '../../../e2e/support/house.ts';
import type { Lead } from '../lead/index.ts';
import { fieldsFor } from '../supplier/index.ts';
import { webhookData } from './messages.ts';
import { answersOf, payloadFor, readableStates, referralMoves, referralStates } from './referral.ts';

/** A lead whose every answer says which question it answers. */
function canaryLead(service: (typeof serviceIds)[number], more: Partial<Lead> = {}): Lead {
  const answers = Object.fromEntries(serviceById(service).questions.map((q) => [q.id, `canary-${q.id}` as Value]));
  const { company, ...rest } = newLead({ service });
  const common = ['companyName', 'contactName', 'email', 'phone', 'postcode', 'currentSupplier', 'message'] as const;
  return {
    ...rest,
    ...company,
    ...Object.fromEntries(common.map((id) => [id, `canary-${id}`])),
    contractEnds: Temporal.PlainDate.from('2031-07-19'),
    answers: { ...answers, undeclared: 'canary-undeclared', ip: 'canary-ip' },
    ...more,
  } as unknown as Lead;
}

describe('P4: a supplier receives the declared fields of the service and nothing else', () => {
  const all = serviceIds.flatMap((service) => [
    ...suppliers.map((s) => [service, s.id] as const),
    [service, 'added-by-the-operator'] as const,
  ]);

  it.each(all)('%s to %s', (service, supplierId) => {
    const payload = payloadFor(service, { id: supplierId }, answersOf(canaryLead(service)));
    const allowed = fieldsFor(service, { id: supplierId }).map((q) => q.id);
    expect(allowed.length).toBeGreaterThan(5);
    expect(Object.keys(payload).sort()).toEqual([...allowed].sort());
    const text = JSON.stringify([payload, webhookData({ service, locale: 'sv', payload })]);
    const withheld = questionsOf(serviceById(service)).filter((q) => !allowed.includes(q.id));
    for (const { id } of withheld) expect(text).not.toMatch(new RegExp(`canary-${id}\\b`));
    expect(text).not.toContain('canary-ip');
    expect(text).not.toContain('canary-undeclared');
    expect(text).not.toContain('192.0.2.1');
  });

  it('one that the operator has added gets what every supplier of the service gets, and nothing that is kept from all', () => {
    const added = fieldsFor('electricity', { id: 'added-by-the-operator' }).map((q) => q.id);
    expect(added).toEqual(allowedFields('electricity', 'savera').map((q) => q.id));
    expect(added).not.toContain('currentSupplier');
  });
});

describe('D6: a sole trader’s number', () => {
  const payload = payloadFor(
    'electricity',
    { id: 'savera' },
    answersOf(canaryLead('electricity', { organisationNumber: '1212121212', soleTrader: true })),
  );

  it('is not in the payload, not even a digit of it', () => {
    expect(payload.organisationNumber).not.toMatch(/\d/);
  });

  it('is written as a masked number by page and webhook', () => {
    const field = questionsOf(serviceById('electricity')).find((q) => q.id === 'organisationNumber');
    expect(formatValue(field!, payload.organisationNumber!, 'sv')).toBe('••••••-••••');
    expect(webhookData({ service: 'electricity', locale: 'sv', payload })).toContainEqual(
      expect.objectContaining({ id: 'organisationNumber', text: '••••••-••••' }),
    );
  });

  it('a company’s number is public and goes along', () => {
    expect(answersOf(canaryLead('electricity')).organisationNumber).toBe('5599000006');
  });
});

describe('a referral that has come to an end', () => {
  it.each(['declined', 'passed-over', 'lost', 'cancelled'] as const)('shows nothing when %s', (state) => {
    expect(readableStates).not.toContain(state);
  });

  it('can not be cancelled twice, and every state but the ended ones can be', () => {
    const ended = referralStates.filter((s) => !(referralMoves.cancel.from as readonly string[]).includes(s));
    expect(ended).toEqual(['declined', 'passed-over', 'won', 'lost', 'cancelled']);
  });
});
