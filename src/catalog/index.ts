import type { Locale } from '#policy/text.ts';
import { accounting } from './accounting.ts';
import { checkCommonQuote, commonQuestions, commonQuoteFields } from './common.ts';
import { electricity } from './electricity.ts';
import { insurance } from './insurance.ts';
import { legal } from './legal.ts';
import { loans } from './loans.ts';
import { payments } from './payments.ts';
import type { Raw } from './raw.ts';
import { socialMedia } from './social-media.ts';
import { suppliers } from './suppliers.ts';
import { telephony } from './telephony.ts';
import type { Field, Question, Service, ServiceId, Supplier } from './types.ts';
import { parseFields } from './validate.ts';

export { commonQuestions, commonQuoteFields } from './common.ts';
export { type Comparison, compare, type OfferedQuote, type Ranked, type Sensitivity } from './compare.ts';
export {
  both,
  formatComing,
  formatDate,
  formatKr,
  formatNumber,
  formatTime,
  formatValue,
  nameOf,
  type Pen,
} from './format.ts';
export {
  formatInstallationId,
  formatOrganisationNumber,
  formatPhone,
  formatPostcode,
  isSoleTrader,
  type Parsed,
  type PriceArea,
  parseEmail,
  parseInstallationId,
  parseOrganisationNumber,
  parsePhone,
  parsePostcode,
  priceAreas,
  suggestPriceArea,
} from './identity.ts';
export { type CoverageRow, coverageFields, coverageMatrix } from './insurance.ts';
export { readJson } from './json.ts';
export { asForm, fieldNames, type Raw } from './raw.ts';
export { type SpotSeries, spotSeries } from './spot.ts';
export { namedSuppliers, suppliers } from './suppliers.ts';
export * from './types.ts';
export { type Errors, isAsked, parseFields, type Rules } from './validate.ts';

/** The eight services, in the order the site shows them. */
export const services: readonly Service[] = [
  electricity,
  telephony,
  insurance,
  loans,
  payments,
  accounting,
  socialMedia,
  legal,
];

export const serviceById = (id: ServiceId): Service => services.find((service) => service.id === id)!;

/** A service by its path segment; undefined for any other segment, and for the other language's. */
export const serviceBySlug = (slug: string, locale: Locale): Service | undefined =>
  services.find((service) => service.slug[locale] === slug);

export const supplierById = (id: string): Supplier | undefined => suppliers.find((supplier) => supplier.id === id);

/** All a request asks: the service's own questions (step 1), then the common ones (step 2). */
export const questionsOf = (service: Service): readonly Question[] => [...service.questions, ...commonQuestions];

/** All a quote states: the service's own fields are last, so that the live total ends the form. */
export const quoteFieldsOf = (service: Service): readonly Field[] => [...commonQuoteFields, ...service.quoteFields];

/**
 * The closed list of what a supplier receives of a request for a service (P4). A supplier outside the registry gets nothing
 * (P3). The IP address is no field, so it can't be on any list.
 */
export function allowedFields(serviceId: ServiceId, supplierId: string): readonly Question[] {
  const supplier = supplierById(supplierId);
  if (!supplier) return [];
  return serviceFields(serviceId).filter(
    ({ id, withheld }) => !withheld?.includes(supplierId) && !supplier.receivesNot?.includes(id),
  );
}

/** What every supplier of a service may receive: the list of one that the catalogue has nothing of its own about. */
export const serviceFields = (serviceId: ServiceId): readonly Question[] =>
  questionsOf(serviceById(serviceId)).filter(({ withheld }) => withheld !== 'all');

/** A whole request as submitted: every question, and the service's check across them. `today` is Europe/Stockholm's. */
export const parseAnswers = (service: Service, raw: Raw, today: Temporal.PlainDate) =>
  parseFields(questionsOf(service), raw, { today, check: service.check });

/** A whole quote as submitted: every field, and the checks across the common ones. `today` is Europe/Stockholm's. */
export const parseQuote = (service: Service, raw: Raw, today: Temporal.PlainDate) =>
  parseFields(quoteFieldsOf(service), raw, { today, check: checkCommonQuote });
