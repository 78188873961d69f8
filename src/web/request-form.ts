import {
  formatComing,
  isSoleTrader,
  nameOf,
  type Question,
  type Service,
  type ServiceId,
  serviceById,
  supplierById,
  type Values,
} from '#catalog/index.ts';
import type { NewLead } from '#domain/lead/index.ts';
import { fieldsFor, nextOpening, type RegisteredSupplier, takesAt } from '#domain/supplier/index.ts';
import type { Locale } from '#policy/text.ts';
import type { Form } from './forms.ts';
import type { Receiver } from './ui/receiver-list.tsx';

/** A request as it is stored, of answers that have been read: the site's form and the console's have the same questions. */
export function leadFrom(
  service: Service,
  answers: Values,
  company: Values,
  rest: Omit<NewLead, 'service' | 'answers' | 'company'>,
): NewLead {
  const text = (id: string) => company[id] as string;
  const maybe = (id: string) => company[id] as string | undefined;
  const organisationNumber = text('organisationNumber');
  return {
    service: service.id,
    answers,
    ...rest,
    company: {
      companyName: text('companyName'),
      organisationNumber,
      soleTrader: isSoleTrader(organisationNumber),
      contactName: text('contactName'),
      email: text('email'),
      phone: text('phone'),
      postcode: text('postcode'),
      currentSupplier: maybe('currentSupplier'),
      contractEnds: maybe('contractEnds'),
      message: maybe('message'),
    },
  };
}

/** The same, by the service's id. */
export const leadOfService = (
  service: ServiceId,
  answers: Values,
  company: Values,
  rest: Omit<NewLead, 'service' | 'answers' | 'company'>,
): NewLead => leadFrom(serviceById(service), answers, company, rest);

/** «Vem får vad?» (P3, P4): each supplier with the names of the questions whose answers it would get, and when it opens if it is closed. */
export function receiversOf(
  offered: readonly RegisteredSupplier[],
  service: Service,
  asked: readonly Question[],
  form: Form,
  locale: Locale,
  now: Temporal.Instant,
): Receiver[] {
  return offered.map((supplier) => {
    const allowed = new Set(fieldsFor(service.id, supplier).map((q) => q.id));
    const note = supplierById(supplier.id)?.note?.[locale];
    const opens = takesAt(supplier, now) === 'open' ? undefined : nextOpening(supplier, now);
    return {
      id: supplier.id,
      name: supplier.name,
      example: supplier.example,
      ...(note ? { note } : {}),
      ...(opens ? { opens: formatComing(opens, now, locale) } : {}),
      fields: asked.filter((q) => allowed.has(q.id)).map((q) => nameOf(q, locale)),
      // Ticked until somebody unticks it: the hidden marker tells a first look from an emptied list.
      ticked: form.suppliers ? form.suppliers.includes(supplier.id) : true,
    };
  });
}
