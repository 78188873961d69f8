import { type Cost, commonQuoteFields, parseQuote, type ServiceId, serviceById, type Values } from '#catalog/index.ts';
import { isPdf, mostFileBytes } from '#domain/quote/index.ts';
import { stockholmDate } from '#platform/clock.ts';
import type { Face } from './face.ts';
import { explained, rawOf, textsOf } from './forms.ts';
import type { Visit } from './sitemap.ts';
import { supplierWords } from './supplier/supplier.texts.ts';

/** What a quote states, as its form asks: the service's own fields first. */
export const quoteFormFields = (service: ServiceId) => [...serviceById(service).quoteFields, ...commonQuoteFields];

/** The customer's cost by the common formula, reckoned on what this supplier was told and nothing else. */
export function costFor(referral: { readonly service: ServiceId; readonly payload: Values }, values: Values): Cost {
  const binding = typeof values.bindingMonths === 'number' ? values.bindingMonths : 0;
  return serviceById(referral.service).cost(referral.payload, values, Math.max(12, binding));
}

/** A quote as it was sent: by its supplier, or by one of ours for it. The same fields, checks and limits. */
export async function readQuote(
  { ctx }: Pick<Face, 'ctx'>,
  { locale }: Pick<Visit, 'locale'>,
  referral: { readonly service: ServiceId; readonly payload: Values },
  data: FormData,
) {
  const fields = quoteFormFields(referral.service);
  const raw = rawOf(fields, textsOf(data));
  const { values, errors } = parseQuote(serviceById(referral.service), raw, stockholmDate(ctx.clock.now()));
  const cost = costFor(referral, values);
  const file = await readPdf(data.get('file'));
  const { texts, faults } = explained(fields, errors, locale);
  const t = supplierWords(locale).quote;
  const fileError = file === 'too-big' ? t.fileTooBig : file === 'not-pdf' ? t.fileNotPdf : undefined;
  const all = fileError ? [...faults, { field: 'file', label: t.file, message: fileError }] : faults;
  return {
    raw,
    values,
    cost,
    errors: texts,
    faults: all,
    fileError,
    file: typeof file === 'string' ? undefined : file,
  };
}

async function readPdf(entry: FormDataEntryValue | null): Promise<Uint8Array | undefined | 'too-big' | 'not-pdf'> {
  if (!(entry instanceof File) || entry.size === 0) return undefined;
  if (entry.size > mostFileBytes) return 'too-big';
  const bytes = new Uint8Array(await entry.arrayBuffer());
  return isPdf(bytes) ? bytes : 'not-pdf';
}
