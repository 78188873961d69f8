import { stringify } from 'csv-stringify/sync';
import type { Activity, Register } from '#domain/privacy/index.ts';
import type { PdfPart } from '#platform/pdf.ts';
import type { Locale } from '#policy/text.ts';
import { registerWords } from './register.texts.ts';

/** What is said of an activity, label by label: the page, the CSV and the PDF say the same. */
export function linesOf(activity: Activity, locale: Locale): readonly (readonly [string, readonly string[]])[] {
  const t = registerWords(locale);
  return [
    [t.purpose, [`${activity.purpose}.`]],
    [t.basis, [`${activity.legalBasis} (${t.article(activity.article)}). ${activity.because}`]],
    [t.subjects, [activity.subjects]],
    [t.categories, activity.categories.map(({ name, what }) => `${name}: ${what}`)],
    [t.recipients, activity.recipients.map(({ name, kind, receives }) => `${name} (${kind}). ${receives}`)],
    [t.transfers, transferLines(activity, t)],
    [t.retention, activity.retention.map(({ what, period, ends }) => `${what}: ${period}. ${ends}`)],
    [t.promises, [activity.promises.join(', ')]],
  ];
}

/** "No" only where everybody who receives the data is stated. */
function transferLines({ transfers, unstated }: Activity, t: ReturnType<typeof registerWords>): string[] {
  const known = transfers.map((to) => `${to.name}, ${to.country}: ${to.safeguard}`);
  const unknown = unstated.length > 0 ? [t.unstated(unstated.map((name) => name.toLowerCase()).join(', '))] : [];
  return known.length + unknown.length === 0 ? [t.noTransfers] : [...known, ...unknown];
}

/** One row for each activity; a list within a cell is parted by lines. The mark at the beginning lets Excel see that it is UTF-8. */
export function registerCsv({ activities, locale }: Register): string {
  const t = registerWords(locale);
  const rows = activities.map((activity) => [
    activity.name,
    activity.inUse ? t.yes : t.no,
    ...linesOf(activity, locale).map(([, lines]) => lines.join('\n')),
  ]);
  const labels = activities[0] ? linesOf(activities[0], locale).map(([label]) => label) : [];
  return stringify([[t.activity, t.inUse, ...labels], ...rows], {
    bom: true,
    delimiter: ';',
    record_delimiter: 'windows',
  });
}

/** The register as the parts of a PDF. */
export function registerParts({ controller, activities, security, edition, locale }: Register): PdfPart[] {
  const t = registerWords(locale);
  return [
    { heading: t.title, level: 1 },
    { text: t.lead },
    { text: t.edition(edition), quiet: true },
    {
      facts: [
        [t.company, controller.name],
        [t.organisationNumber, controller.organisationNumber],
        [t.address, controller.address],
        [t.email, controller.email],
      ],
    },
    ...activities.flatMap((activity): PdfPart[] => [
      { heading: activity.name, level: 2 },
      ...(activity.inUse ? [] : [{ text: t.later, quiet: true }]),
      { facts: linesOf(activity, locale).map(([label, lines]) => [label, lines.join('\n')]) },
    ]),
    { heading: t.security, level: 2 },
    { list: security },
  ];
}
