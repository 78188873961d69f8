import { asForm, type Errors, type Field, parseFields, type Raw, type ServiceId, services } from '#catalog/index.ts';
import type { Text } from '#policy/text.ts';
import type { SupplierChange } from './actions.ts';
import type { RegisteredSupplier, Schedule } from './supplier.ts';

const t = (sv: string, en: string): Text => ({ sv, en });

const servicesField: Field = {
  id: 'services',
  kind: 'choices',
  label: t('Tjänster', 'Services'),
  hint: t('Utan tjänst får den inga förfrågningar.', 'Without a service it receives no requests.'),
  options: services.map(({ id, name }) => ({ id, label: name })),
};

const contactFields: readonly Field[] = [
  {
    id: 'supplierEmail',
    kind: 'email',
    label: t('E-post för förfrågningar', 'E-mail for requests'),
    hint: t('Hit går mejlen om förfrågningar. Visas för kunder.', 'Mail about requests goes here. Shown to customers.'),
    half: true,
    autocomplete: 'off',
  },
  {
    id: 'supplierPhone',
    kind: 'phone',
    label: t('Telefon', 'Phone'),
    hint: t('Visas för kunder som har valt den.', 'Shown to customers who have chosen it.'),
    half: true,
    autocomplete: 'off',
  },
  {
    id: 'supplierWebsite',
    kind: 'text',
    maxLength: 200,
    label: t('Webbplats', 'Website'),
    hint: t('Visas för kunder som har valt den.', 'Shown to customers who have chosen it.'),
    half: true,
    autocomplete: 'off',
  },
];

const localeField: Field = {
  id: 'locale',
  kind: 'choice',
  display: 'select',
  label: t('Språk i mejl', 'Language in e-mails'),
  half: true,
  required: true,
  options: [
    { id: 'sv', label: t('Svenska', 'Swedish') },
    { id: 'en', label: t('Engelska', 'English') },
  ],
};

/** What the operator may set about a supplier: the same questions in the console and, one by one, for the command. */
export const settingsFields: readonly Field[] = [
  {
    id: 'active',
    kind: 'yesno',
    label: t('Tar emot förfrågningar', 'Takes requests'),
    hint: t(
      'Nej: den visas inte i formuläret, och ingenting skickas. Det som redan skickats påverkas inte.',
      'No: it is not shown in the form, and nothing is sent. What has been sent already is not affected.',
    ),
    required: true,
  },
  servicesField,
  ...contactFields,
  localeField,
  {
    id: 'dailyCap',
    kind: 'integer',
    min: 0,
    max: 1_000_000,
    label: t('Högst per dag', 'At most per day'),
    hint: t('Tomt: ingen gräns. Dagen börjar vid midnatt.', 'Empty: no limit. The day begins at midnight.'),
    half: true,
  },
  {
    id: 'weight',
    kind: 'integer',
    min: 1,
    max: 100,
    label: t('Vikt', 'Weight'),
    hint: t(
      'Dess andel, 1–100, när fler passar än de fyra som en förfrågan går till.',
      'Its share, 1–100, when more fit than the four that a request goes to.',
    ),
    half: true,
    required: true,
  },
];

/** What a supplier that is added begins with. */
export const newSupplierFields: readonly Field[] = [
  { id: 'supplierName', kind: 'text', maxLength: 80, label: t('Namn', 'Name'), required: true, autocomplete: 'off' },
  servicesField,
  ...contactFields,
  localeField,
];

/** The address of a website as it is stored and shown; undefined for what can't be one. */
export function websiteFrom(text: string): string | undefined {
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (/[\s\p{C}@\\]/u.test(whole) || !URL.canParse(whole)) return undefined;
  const { hostname } = new URL(whole);
  return /^[^.]+(\.[^.]+)+$/.test(hostname) ? whole : undefined;
}

/** Reads settings as they were written, whole or, for the command, some of them: what no field asks about is not changed. */
export function readSettings(
  fields: readonly Field[],
  raw: Raw,
  today: Temporal.PlainDate,
): { readonly change: SupplierChange; readonly name: string } | { readonly errors: Errors } {
  const { values, errors } = parseFields(fields, raw, { today });
  const website = typeof values.supplierWebsite === 'string' ? websiteFrom(values.supplierWebsite) : null;
  const all: Errors =
    website === undefined
      ? {
          ...errors,
          supplierWebsite: t('Skriv adressen som www.foretaget.se', 'Write the address like www.company.com'),
        }
      : errors;
  if (Object.keys(all).length > 0) return { errors: all };
  const asked = new Set(fields.map(({ id }) => id));
  const given = <T>(id: string, name: string, value: T) => (asked.has(id) ? { [name]: value } : {});
  return {
    name: String(values.supplierName ?? ''),
    change: {
      ...given('active', 'active', values.active),
      ...given('services', 'services', (values.services ?? []) as readonly ServiceId[]),
      ...given('supplierEmail', 'email', values.supplierEmail ?? null),
      ...given('supplierPhone', 'phone', values.supplierPhone ?? null),
      ...given('supplierWebsite', 'website', website ?? null),
      ...given('locale', 'locale', values.locale),
      ...given('dailyCap', 'dailyCap', values.dailyCap ?? null),
      ...given('weight', 'weight', values.weight),
    },
  };
}

/** Settings as the form that asks for them would have sent them. */
export const settingsOf = (s: RegisteredSupplier): Raw =>
  asForm({
    active: s.active,
    services: s.services,
    locale: s.locale,
    weight: s.weight,
    ...(s.email === null ? {} : { supplierEmail: s.email }),
    ...(s.phone === null ? {} : { supplierPhone: s.phone }),
    ...(s.website === null ? {} : { supplierWebsite: s.website }),
    ...(s.dailyCap === null ? {} : { dailyCap: s.dailyCap }),
  });

const clock = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/;

/** Hours as they were written: "8.00" → "08:00"; "24:00" is the end of a day. Undefined for what is no time. */
export function timeFrom(text: string): string | undefined {
  if (/^24[:.]00$/.test(text.trim())) return '24:00';
  const [, hours, minutes] = clock.exec(text.trim()) ?? [];
  return hours && minutes ? `${hours.padStart(2, '0')}:${minutes}` : undefined;
}

/** Days and hours as they were written. Both times left empty: the whole day. */
export function readHours(
  days: readonly string[],
  opens: string,
  closes: string,
): { readonly hours: Omit<Schedule, 'pauses'> } | { readonly errors: Errors } {
  const openDays = [1, 2, 3, 4, 5, 6, 7].filter((day) => days.includes(String(day)));
  const whole = opens.trim() === '' && closes.trim() === '';
  const [from, to] = [timeFrom(opens), closes.trim() === '00:00' ? '24:00' : timeFrom(closes)];
  const errors: Record<string, Text> = {};
  if (openDays.length === 0)
    errors.openDays = t(
      'Välj minst en dag. Ska den inte få något alls, stäng av den i stället',
      'Choose at least one day. If it is to receive nothing at all, switch it off instead',
    );
  const wrong = t('Skriv tiden som 08:00, eller lämna båda tomma', 'Write the time like 08:00, or leave both empty');
  if (!whole && (!from || from === '24:00')) errors.opensAt = wrong;
  if (!whole && !to) errors.closesAt = wrong;
  else if (!whole && from && to && to <= from)
    errors.closesAt = t('Sluta senare på dagen än du börjar', 'End later in the day than you begin');
  if (Object.keys(errors).length > 0) return { errors };
  return { hours: { openDays, opensAt: whole ? null : from!, closesAt: whole ? null : to! } };
}

/** A pause as it was written: two days, the first and the last. */
export function readPause(
  from: string,
  to: string,
  today: Temporal.PlainDate,
): { readonly pause: { readonly from: string; readonly to: string } } | { readonly errors: Errors } {
  const { values, errors } = parseFields(pauseFields, { pauseFrom: from, pauseTo: to }, { today });
  if (Object.keys(errors).length > 0) return { errors };
  const pause = { from: String(values.pauseFrom), to: String(values.pauseTo) };
  if (pause.to < pause.from)
    return { errors: { pauseTo: t('Välj samma dag eller en senare', 'Choose the same day or a later one') } };
  return { pause };
}

export const pauseFields: readonly Field[] = [
  { id: 'pauseFrom', kind: 'date', label: t('Från och med', 'From and including'), required: true },
  { id: 'pauseTo', kind: 'date', future: true, label: t('Till och med', 'To and including'), required: true },
];
