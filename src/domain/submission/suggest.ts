import type { Question, ServiceId } from '#catalog/index.ts';
import { fieldQuestions, mayJoin, otherTargets } from './reading.ts';
import { plain, type SentField } from './submission.ts';

/** What people call the company's questions in forms of their own, beside what we call them. */
const alsoCalled: Readonly<Record<string, string>> = {
  companyName:
    'företag, företagsnamn, företaget, bolag, bolagsnamn, firma, company, company name, business name, your-company, organisation',
  organisationNumber:
    'org nr, orgnr, org.nummer, organisationsnr, organisationsnummer, org number, company number, vat number, personnummer',
  contactName:
    'namn, ditt namn, kontaktperson, kontakt, för- och efternamn, förnamn, efternamn, name, your name, full name, first name, last name, contact, contact person',
  email: 'e-post, epost, e-postadress, epostadress, mejl, mail, mailadress, email, e-mail, email address, your-email',
  phone: 'telefon, telefonnummer, tel, mobil, mobilnummer, mobiltelefon, phone, phone number, mobile, your-phone',
  postcode: 'postnummer, postnr, postkod, zip, zip code, postal code, postcode',
  currentSupplier:
    'nuvarande leverantör, leverantör idag, dagens leverantör, leverantör i dag, current supplier, current provider',
  contractEnds:
    'avtal löper ut, avtalet slutar, bindningstid till, nuvarande avtal slutar, slutdatum, contract ends, contract end date',
  message:
    'meddelande, ditt meddelande, övrigt, kommentar, kommentarer, övrig information, message, your message, comments, your-message',
  suppliers: 'leverantörer, vilka leverantörer, skicka till, suppliers',
  told: 'samtycke, godkännande, jag godkänner, villkor, integritetspolicy, gdpr, acceptance, consent, terms, privacy policy',
  annualKwh: 'årsförbrukning, förbrukning, elförbrukning, förbrukning kwh, kwh per år, kwh, annual consumption',
  meters: 'antal anläggningar, antal mätare, anläggningar',
  priceArea: 'elområde, elprisområde, prisområde',
  installationId: 'anläggningsid, anläggnings id, anläggningsnummer',
  fuse: 'säkring, huvudsäkring, säkringsstorlek',
  employees: 'anställda, antal anställda',
  turnover: 'omsättning, årsomsättning, nettoomsättning',
  amount: 'belopp, lånebelopp, önskat belopp',
  months: 'löptid, löptid månader, återbetalningstid',
};

/** The names by which a target is known. */
const namesOf = (question: Question | { readonly id: string }): Set<string> =>
  new Set(
    [
      question.id,
      ...('label' in question ? [question.label.sv, question.label.en, question.short?.sv, question.short?.en] : []),
      ...(alsoCalled[question.id]?.split(', ') ?? []),
    ].flatMap((name) => (name ? [plain(name)] : [])),
  );

/** What each field probably answers, by its label or its name; a field that nothing fits has none. Each question is suggested once, unless it may be in several fields. */
export function suggest(
  service: ServiceId,
  fields: readonly Pick<SentField, 'key' | 'label'>[],
): Readonly<Record<string, string>> {
  const targets = [...fieldQuestions(service), ...otherTargets.map((id) => ({ id }))];
  const named = targets.map((target) => ({ target, names: namesOf(target) }));
  const taken = new Set<string>();
  const suggested: Record<string, string> = Object.create(null);
  for (const { key, label } of fields) {
    const words = [plain(label), plain(key)].filter(Boolean);
    const fits = named.find(
      ({ target, names }) =>
        words.some((word) => names.has(word)) && (!taken.has(target.id) || ('kind' in target && mayJoin(target))),
    );
    if (!fits) continue;
    taken.add(fits.target.id);
    suggested[key] = fits.target.id;
  }
  return suggested;
}
