import { categories } from '#policy/categories.ts';
import { controller, controllerAddress } from '#policy/controller.ts';
import { durationText } from '#policy/duration.ts';
import { processorsIn } from '#policy/processors.ts';
import { legalBases, type Purpose, type PurposeId, purposeIds, purposes } from '#policy/purposes.ts';
import { type Engaged, mustBeStated, optional, type RecipientId, recipients } from '#policy/recipients.ts';
import { type RetentionRule, retention } from '#policy/retention.ts';
import type { Locale, Text } from '#policy/text.ts';

/** A processing activity, as article 30.1 asks for it, in one language. */
export interface Activity {
  readonly id: PurposeId;
  readonly name: string;
  readonly purpose: string;
  /** Name and article of the GDPR, and why it holds. */
  readonly legalBasis: string;
  readonly article: string;
  readonly because: string;
  readonly subjects: string;
  readonly categories: readonly { readonly name: string; readonly what: string }[];
  readonly recipients: readonly { readonly name: string; readonly kind: string; readonly receives: string }[];
  /** Of what is stated: nothing leaves the EU and the EEA when this and `unstated` are both empty. */
  readonly transfers: readonly { readonly name: string; readonly country: string; readonly safeguard: string }[];
  /** What nobody is stated for, so that nobody can say where it goes. Empty in production. */
  readonly unstated: readonly string[];
  readonly retention: readonly {
    readonly rule: string;
    readonly what: string;
    readonly period: string;
    readonly ends: string;
  }[];
  readonly promises: readonly string[];
  /** False: the product doesn't do this yet. */
  readonly inUse: boolean;
}

export interface Register {
  readonly locale: Locale;
  readonly edition: string;
  readonly controller: {
    readonly name: string;
    readonly organisationNumber: string;
    readonly address: string;
    readonly email: string;
  };
  readonly activities: readonly Activity[];
  /** Article 30.1 g, the same for every activity. */
  readonly security: readonly string[];
}

/** Whose data it is (art. 30.1 c). */
const subjects: Readonly<Record<PurposeId, Text>> = {
  brokerage: { sv: 'Den som gör en förfrågan för ett företag', en: 'Those who make a request for a company' },
  'customer-access': { sv: 'Den som gör en förfrågan för ett företag', en: 'Those who make a request for a company' },
  archive: { sv: 'Den vars förfrågan lett till avtal', en: 'Those whose request has led to a contract' },
  'supplier-access': { sv: 'Leverantörernas kontaktpersoner', en: 'The suppliers’ contact persons' },
  'staff-access': { sv: 'Vår egen personal', en: 'Our own staff' },
  security: { sv: 'Den som skickar ett formulär eller loggar in', en: 'Those who send a form or log in' },
  rights: { sv: 'Den som använder en rättighet eller skriver till oss', en: 'Those who use a right or write to us' },
  newsletter: { sv: 'Prenumeranter', en: 'Subscribers' },
  suppression: { sv: 'Den som tackat nej till utskick', en: 'Those who have said no to mailings' },
  analytics: { sv: 'Besökare på sajten', en: 'Visitors to the site' },
};

/** Technical and organisational measures, each of which the product itself enforces. */
const security: readonly Text[] = [
  {
    sv: 'Arkivet är skilt från det övriga. Att läsa där kräver en egen roll och ett angivet skäl, och varje läsning loggas.',
    en: 'The archive is apart from the rest. Reading it takes a role of its own and a stated reason, and every reading is logged.',
  },
  {
    sv: 'Varje leverantör får bara de fält som är uppräknade för tjänsten. Andra spärras när det skickas.',
    en: 'Each supplier receives only the fields listed for the service. Others are blocked on sending.',
  },
  {
    sv: 'Länkar och sessioner gäller en kort tid och sparas så att de inte går att läsa ut och använda.',
    en: 'Links and sessions are valid for a short time and stored so that they can’t be read out and used.',
  },
  {
    sv: 'Loggar innehåller inga personuppgifter: listan över vad som får stå där är stängd.',
    en: 'Logs hold no personal data: the list of what may stand there is closed.',
  },
  {
    sv: 'Radering sker automatiskt när tiden är ute, söks igenom efteråt och bevisas i en kedja där ändringar märks.',
    en: 'Erasure happens by itself when the time is up, is checked by a search and is proven in a chain where changes show.',
  },
  {
    sv: 'Säkerhetskopior är krypterade. En återläst kopia rensas innan någon kan läsa den.',
    en: 'Backups are encrypted. A restored backup is cleaned before anyone can read it.',
  },
  { sv: 'Trafiken är krypterad (HTTPS).', en: 'Traffic is encrypted (HTTPS).' },
];

const ours: Text = { sv: 'vi själva', en: 'ourselves' };
const notYet: Text = { sv: 'används inte än', en: 'not in use yet' };
const unstated: Text = { sv: 'inte angivet', en: 'not stated' };
const kinds: Readonly<Record<'controller' | 'processor' | 'own', Text>> = {
  own: { sv: 'ingen anlitad', en: 'nobody engaged' },
  controller: { sv: 'eget ansvar', en: 'controller' },
  processor: { sv: 'personuppgiftsbiträde', en: 'processor' },
};

/**
 * The register of processing activities (art. 30), from the policy's own data and whoever is engaged.
 * @param edition of the policy that it is made from
 * @param suppliers names of those that may receive requests
 */
export function registerOf(
  locale: Locale,
  from: { readonly edition: string; readonly engaged: readonly Engaged[]; readonly suppliers: readonly string[] },
): Register {
  const processors = processorsIn(locale, from.engaged);
  const named = (id: RecipientId) =>
    id === 'suppliers'
      ? from.suppliers
      : processors
          .filter((one) => one.kind === id)
          .map(({ name, country, own }) => (own ? ours[locale] : `${name}, ${country}`));
  const isUnstated = (id: RecipientId) =>
    (mustBeStated as readonly RecipientId[]).includes(id) && named(id).length === 0;
  const activity = (id: PurposeId): Activity => {
    const purpose: Purpose = purposes[id];
    const basis = legalBases[purpose.basis];
    const receiving = purpose.recipients.filter(
      (to) => !(optional as readonly RecipientId[]).includes(to) || named(to).length > 0,
    );
    return {
      id,
      name: purpose.name[locale],
      purpose: purpose.what[locale],
      legalBasis: basis.name[locale],
      article: basis.article,
      because: purpose.because[locale],
      subjects: subjects[id][locale],
      categories: purpose.categories.map((one) => ({
        name: categories[one].name[locale],
        what: categories[one].what[locale],
      })),
      recipients: receiving.map((to) => ({
        name: [recipients[to].name[locale], isUnstated(to) ? unstated[locale] : named(to).join('; ')]
          .filter(Boolean)
          .join(': '),
        kind: processors.some((one) => one.kind === to && one.own)
          ? kinds.own[locale]
          : kinds[recipients[to].kind][locale],
        receives: recipients[to].receives[locale],
      })),
      transfers: processors.flatMap(({ kind, name, outsideEea }) =>
        outsideEea && receiving.includes(kind) ? [{ name, ...outsideEea }] : [],
      ),
      unstated: receiving.filter(isUnstated).map((to) => recipients[to].name[locale]),
      retention: purpose.retention.map((ruleId) => {
        const rule: RetentionRule = retention[ruleId];
        return {
          rule: ruleId,
          what:
            rule.status === 'later' && purpose.inUse
              ? `${rule.condition[locale]} (${notYet[locale]})`
              : rule.condition[locale],
          period: durationText(rule, locale),
          ends: rule.text[locale],
        };
      }),
      promises: purpose.promises,
      inUse: purpose.inUse,
    };
  };
  return {
    locale,
    edition: from.edition,
    controller: {
      name: controller.name,
      organisationNumber: controller.organisationNumber,
      address: controllerAddress,
      email: controller.email,
    },
    activities: purposeIds.map(activity),
    security: security.map((one) => one[locale]),
  };
}
