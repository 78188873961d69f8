import { services } from '#catalog/index.ts';
import type { PersonExport } from '#domain/privacy/index.ts';
import type { PdfPart } from '#platform/pdf.ts';
import type { Locale } from '#policy/text.ts';
import { formatDateTime } from '../ui/format.ts';
import { caseFacts, heldLines, tableName } from './rights.labels.ts';
import { rightsWords } from './rights.texts.ts';

type Row = Readonly<Record<string, unknown>>;

const when = (text: string, locale: Locale): string => formatDateTime(Temporal.Instant.from(text), locale);

/** Everything that is held about a person as the parts of a PDF: data, who has got it, times, purposes and clocks (art. 15). */
export function exportParts(data: PersonExport, locale: Locale): PdfPart[] {
  const t = rightsWords(locale);
  const { controller } = data;
  const rows = (list: readonly Row[]): PdfPart[] => list.map((row) => ({ facts: heldLines(row, locale) }));
  const tables = Object.entries(data.tables).filter(([, list]) => list.length > 0);
  return [
    { heading: t.title, level: 1 },
    { text: t.lead },
    { text: t.made(when(data.madeAt, locale), data.policyVersion), quiet: true },
    {
      text: `${controller.name}, ${controller.organisationNumber}, ${controller.address}, ${controller.email}`,
      quiet: true,
    },
    ...(data.requests.length + data.archived.length === 0 ? [{ text: t.none }] : []),
    ...data.requests.flatMap((request) => requestParts(request, locale)),
    ...(data.archived.length > 0 ? [{ heading: t.archived, level: 2 } as const, ...rows(data.archived)] : []),
    { heading: t.cases, level: 2 },
    ...(data.cases.length > 0 ? [{ facts: caseFacts(data.cases, locale) }] : [{ text: t.noCases }]),
    { heading: t.rest, level: 2 },
    ...tables.flatMap(([table, list]): PdfPart[] => [{ heading: tableName(table, locale), level: 3 }, ...rows(list)]),
    { heading: t.purposes, level: 2 },
    {
      facts: data.purposes.map((p) => [
        p.name[locale],
        `${p.what[locale]}. ${p.legalBasis[locale]} (${p.article}). ${p.because[locale]}`,
      ]),
    },
    { heading: t.use, level: 2 },
    { facts: data.rights.map((r) => [`${r.name[locale]} (${r.article})`, `${r.what[locale]} ${r.how[locale]}`]) },
    { heading: t.withheld, level: 2 },
    { facts: data.withheld.map(({ column, why }) => [column, why[locale]]) },
    { heading: t.complain, level: 2 },
    { text: data.complaint[locale] },
  ];
}

function requestParts(request: PersonExport['requests'][number], locale: Locale): PdfPart[] {
  const t = rightsWords(locale);
  const { service, reference, clock, recipients, held } = request;
  const name = services.find(({ id }) => id === service)?.name[locale] ?? service;
  return [
    { heading: t.request(name, reference), level: 2 },
    {
      facts: [
        [t.whatHappens, clock.what[locale]],
        [t.when, clock.at ? when(clock.at, locale) : t.paused],
        [t.promise, clock.promise],
      ],
    },
    { heading: t.recipients, level: 3 },
    ...(recipients.length === 0 ? [{ text: t.nobody }] : []),
    ...recipients.flatMap((r): PdfPart[] => [
      { text: `${r.supplier}. ${r.sentAt ? t.sent(when(r.sentAt, locale)) : t.notSent}` },
      { facts: heldLines(r.sent ?? {}, locale, service) },
    ]),
    { heading: t.held, level: 3 },
    { facts: heldLines(held, locale) },
  ];
}
