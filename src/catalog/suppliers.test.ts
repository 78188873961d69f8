import { describe, expect, it } from 'vitest';
import { allowedFields, questionsOf, serviceById } from './index.ts';
import { namedSuppliers, suppliers } from './suppliers.ts';
import { serviceIds } from './types.ts';

/** The policy's list, with the services each starts with. */
const expected: readonly [string, readonly string[]][] = [
  ['Swedbank Pay', ['payments']],
  ['Northmill Bank', ['loans', 'payments']],
  ['Nets', ['payments']],
  ['Select Telecom', ['telephony']],
  ['Worldline', ['payments']],
  ['Söderberg & Partners', ['insurance']],
  ['Savera', ['electricity']],
  ['Mediahjälpen', ['social-media']],
  ['Personalkollen', ['accounting']],
  ['Fortnox', ['accounting']],
  ['Björfjäll Legal', ['legal']],
  ['Spiris/Visma', ['accounting']],
  ['Qred', ['loans']],
  ['Kassacentralen', ['payments']],
  ['Martin & Servera', []],
];

describe('suppliers', () => {
  it('P3: are the fifteen the policy names, in its order, with exactly those services', () => {
    expect(namedSuppliers.map(({ name, services }) => [name, [...services].sort()])).toEqual(expected);
    expect(namedSuppliers.some((supplier) => supplier.example)).toBe(false);
  });

  it('P3: leave Martin & Servera without a service', () => {
    expect(suppliers.find(({ id }) => id === 'martin-servera')?.services).toEqual([]);
  });

  it('end with two examples, marked as such, for electricity only', () => {
    expect(suppliers.slice(0, 15)).toEqual(namedSuppliers);
    expect(suppliers.slice(15).map(({ id, services, example }) => [id, services, example])).toEqual([
      ['tallmo-energi', ['electricity'], true],
      ['ljusakra-kraft', ['electricity'], true],
    ]);
  });

  it('have stable keys and a supplier for every service', () => {
    const ids = suppliers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(17);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const service of serviceIds)
      expect(
        namedSuppliers.filter(({ services }) => services.includes(service)),
        service,
      ).not.toEqual([]);
  });

  it('P4: keep the phone from the examples, and the installation id from Ljusåkra', () => {
    const kept = (id: string) => suppliers.find((supplier) => supplier.id === id)?.receivesNot;
    expect(kept('tallmo-energi')).toEqual(['phone']);
    expect(kept('ljusakra-kraft')).toEqual(['phone', 'installationId']);
    expect(kept('savera')).toBeUndefined();
  });

  it('P4: withhold only questions that are asked, and never the way to answer the customer', () => {
    for (const { services, receivesNot = [], name } of suppliers) {
      const asked = services.flatMap((id) => questionsOf(serviceById(id)).map((question) => question.id));
      expect(
        receivesNot.filter((id) => !asked.includes(id)),
        name,
      ).toEqual([]);
      expect(receivesNot, name).not.toContain('email');
    }
  });

  it('P4: give Personalkollen what payroll is priced by, and not the books', () => {
    const received = allowedFields('accounting', 'personalkollen').map((question) => question.id);
    expect(received).toEqual(expect.arrayContaining(['payslips', 'software', 'companyName', 'email']));
    expect(received).not.toContain('turnover');
    expect(allowedFields('accounting', 'fortnox').map((question) => question.id)).toContain('turnover');
  });
});
