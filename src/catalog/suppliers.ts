import type { Supplier } from './types.ts';

/**
 * The fifteen suppliers the policy names, in its order. `services` is where each starts; the operator changes it later, and a
 * supplier with no service receives nothing (P3). `receivesNot` is set only where a narrower service plainly has no use for an
 * answer: when in doubt the supplier receives what its quote may depend on, and the customer sees it before sending.
 */
export const namedSuppliers: readonly Supplier[] = [
  { id: 'swedbank-pay', name: 'Swedbank Pay', services: ['payments'] },
  { id: 'northmill-bank', name: 'Northmill Bank', services: ['payments', 'loans'] },
  { id: 'nets', name: 'Nets', services: ['payments'] },
  { id: 'select-telecom', name: 'Select Telecom', services: ['telephony'] },
  { id: 'worldline', name: 'Worldline', services: ['payments'] },
  { id: 'soderberg-partners', name: 'Söderberg & Partners', services: ['insurance'] },
  { id: 'savera', name: 'Savera', services: ['electricity'] },
  { id: 'mediahjalpen', name: 'Mediahjälpen', services: ['social-media'] },
  {
    id: 'personalkollen',
    name: 'Personalkollen',
    services: ['accounting'],
    note: { sv: 'personal och löner', en: 'staff and payroll' },
    // Payroll is priced per payslip: sales, vouchers, invoices, VAT, year-end and auditor say nothing about it.
    receivesNot: ['turnover', 'vouchers', 'invoicesIn', 'invoicesOut', 'vatPeriod', 'yearEnd', 'auditor'],
  },
  { id: 'fortnox', name: 'Fortnox', services: ['accounting'] },
  { id: 'bjorfjall-legal', name: 'Björfjäll Legal', services: ['legal'] },
  { id: 'spiris-visma', name: 'Spiris/Visma', services: ['accounting'] },
  { id: 'qred', name: 'Qred', services: ['loans'] },
  {
    id: 'kassacentralen',
    name: 'Kassacentralen',
    services: ['payments'],
    note: { sv: 'kassa och terminal', en: 'cash registers and terminals' },
    // It quotes equipment: what card payments cost today belongs to those who replace that agreement.
    receivesNot: ['currentMonthlyCost'],
  },
  {
    id: 'martin-servera',
    name: 'Martin & Servera',
    services: [],
    note: { sv: 'får inga förfrågningar och inga uppgifter', en: 'receives no requests and no data' },
  },
];

/** Two invented electricity suppliers, so that a comparison can be tried; they never reach production. */
const exampleSuppliers: readonly Supplier[] = [
  { id: 'tallmo-energi', name: 'Tallmo Energi', services: ['electricity'], receivesNot: ['phone'], example: true },
  {
    id: 'ljusakra-kraft',
    name: 'Ljusåkra Kraft',
    services: ['electricity'],
    receivesNot: ['phone', 'installationId'],
    example: true,
  },
];

/** The fifteen and, last, the two examples. */
export const suppliers: readonly Supplier[] = [...namedSuppliers, ...exampleSuppliers];
