import type { Text } from '#policy/text.ts';
import type { Field, Option, Question, Values } from './types.ts';

/** Shorthands the service files are written with. */
export const t = (sv: string, en: string): Text => ({ sv, en });
export const option = (id: string, label: Text, hint?: Text): Option => (hint ? { id, label, hint } : { id, label });
export const units = {
  kr: t('kr', 'SEK'),
  krPerMonth: t('kr/mån', 'SEK/month'),
  krPerYear: t('kr/år', 'SEK/year'),
  orePerKwh: t('öre/kWh', 'öre/kWh'),
  orePerPurchase: t('öre/köp', 'öre/purchase'),
  kwh: t('kWh', 'kWh'),
  gb: t('GB/mån', 'GB/month'),
  minutes: t('min/mån', 'min/month'),
  months: t('mån', 'months'),
  pieces: t('st', 'pcs'),
  perMonth: t('st/mån', 'per month'),
  percent: t('%', '%'),
} as const;

/** A price in kronor with öre allowed. The ceiling only stops slips of the finger. */
export const price = { kind: 'decimal', unit: units.kr, min: 0, max: 10_000_000, decimals: 2 } as const;
export const monthlyPrice = { ...price, unit: units.krPerMonth, max: 1_000_000 } as const;

/** Asked in every request, in the form's second step. */
export const commonQuestions: readonly Question[] = [
  {
    id: 'companyName',
    kind: 'text',
    maxLength: 120,
    label: t('Företagets namn', 'Company name'),
    required: true,
    personal: true,
    half: true,
    autocomplete: 'organization',
  },
  {
    id: 'organisationNumber',
    kind: 'organisation-number',
    label: t('Organisationsnummer', 'Organisation number'),
    hint: t(
      'Tio siffror. Enskild firma: ditt personnummer, som vi aldrig visar igen.',
      'Ten digits. Sole trader: your personal identity number, which we never show again.',
    ),
    required: true,
    personal: true,
    half: true,
  },
  {
    id: 'contactName',
    kind: 'text',
    maxLength: 100,
    label: t('Ditt namn', 'Your name'),
    short: t('Kontaktperson', 'Contact person'),
    required: true,
    personal: true,
    half: true,
    autocomplete: 'name',
  },
  {
    id: 'postcode',
    kind: 'postcode',
    label: t('Postnummer', 'Postcode'),
    hint: t('Till den adress som avtalet gäller.', 'Of the address the contract is for.'),
    required: true,
    personal: true,
    half: true,
    autocomplete: 'postal-code',
  },
  {
    id: 'email',
    kind: 'email',
    label: t('E-post', 'E-mail'),
    hint: t('Hit kommer kvittot och offerterna.', 'The receipt and the quotes are sent here.'),
    required: true,
    personal: true,
    half: true,
    autocomplete: 'email',
  },
  {
    id: 'phone',
    kind: 'phone',
    label: t('Telefon', 'Phone'),
    hint: t('Används bara för den här förfrågan.', 'Used for this request only.'),
    required: true,
    personal: true,
    half: true,
    autocomplete: 'tel',
  },
  {
    id: 'currentSupplier',
    kind: 'text',
    maxLength: 120,
    label: t('Nuvarande leverantör', 'Current supplier'),
    hint: t('Visas inte för leverantörerna.', 'Not shown to the suppliers.'),
    withheld: 'all',
    half: true,
  },
  {
    id: 'contractEnds',
    kind: 'date',
    label: t('Nuvarande avtal kan sluta', 'Current contract can end'),
    hint: t('Första dagen ett nytt avtal kan börja.', 'The first day a new contract can start.'),
    half: true,
  },
  {
    id: 'message',
    kind: 'longtext',
    maxLength: 1000,
    label: t('Något mer leverantörerna bör veta?', 'Anything else the suppliers should know?'),
    short: t('Meddelande', 'Message'),
    hint: t(
      'Går till leverantörerna. Skriv inga personnummer och inget om andra personer.',
      'Goes to the suppliers. Write no personal identity numbers and nothing about other people.',
    ),
    personal: true,
  },
];

/** Asked in every quote. One-off costs go here and nowhere else, so that no service counts them twice. */
export const commonQuoteFields: readonly Field[] = [
  {
    id: 'validUntil',
    kind: 'date',
    future: true,
    label: t('Offerten gäller till', 'Quote valid until'),
    required: true,
    half: true,
  },
  {
    id: 'startDate',
    kind: 'date',
    future: true,
    label: t('Avtalet kan börja', 'Contract can start'),
    half: true,
  },
  {
    id: 'bindingMonths',
    kind: 'integer',
    unit: units.months,
    min: 0,
    max: 120,
    label: t('Bindningstid', 'Binding period'),
    hint: t('Skriv 0 om avtalet saknar bindningstid.', 'Write 0 if there is no binding period.'),
    required: true,
    half: true,
  },
  {
    id: 'noticeMonths',
    kind: 'integer',
    unit: units.months,
    min: 0,
    max: 24,
    label: t('Uppsägningstid', 'Notice period'),
    required: true,
    half: true,
  },
  {
    id: 'oneOff',
    ...price,
    label: t('Engångskostnad', 'One-off cost'),
    hint: t('Allt som betalas en gång. Lämna tomt om inget.', 'All that is paid once. Leave empty if none.'),
    half: true,
  },
  {
    id: 'exitCost',
    ...price,
    label: t('Kostnad för att lämna i förtid', 'Cost of leaving early'),
    hint: t(
      'Räknas bara om bindningen är längre än jämförelsen.',
      'Counts only if the binding outlasts the comparison.',
    ),
    half: true,
  },
  {
    id: 'discountMonthly',
    ...monthlyPrice,
    label: t('Rabatt per månad', 'Discount per month'),
    hint: t('Lämna tomt om inget.', 'Leave empty if none.'),
    half: true,
  },
  {
    id: 'discountMonths',
    kind: 'integer',
    unit: units.months,
    min: 1,
    max: 120,
    label: t('Rabatten gäller i', 'Discount lasts'),
    hint: t('Räknat från start.', 'Counted from the start.'),
    half: true,
  },
  {
    id: 'comment',
    kind: 'longtext',
    maxLength: 1000,
    label: t('Kommentar till kunden', 'Comment to the customer'),
    hint: t('Villkor som inte får plats ovan.', 'Terms that have no field above.'),
  },
];

/** Faults in a quote's common fields that only show when they are read together, by the field to correct. */
export function checkCommonQuote(quote: Values): Readonly<Record<string, Text>> {
  const monthly = quote.discountMonthly !== undefined && quote.discountMonthly !== 0;
  if (monthly && quote.discountMonths === undefined)
    return { discountMonths: t('Skriv hur många månader rabatten gäller', 'Write how many months the discount lasts') };
  if (!monthly && quote.discountMonths !== undefined)
    return { discountMonthly: t('Skriv rabatten i kronor per månad', 'Write the discount in SEK per month') };
  return {};
}
