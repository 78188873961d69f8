import { formatValue, nameOf, type ServiceId, type Values } from '#catalog/index.ts';
import type { Db } from '#platform/db/index.ts';
import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import { archivedOf } from '../archive/index.ts';
import type { Context } from '../context.ts';
import { cancelled, type Delivery, mailTo, oneByOne, type Rendered, type Renderer } from '../delivery/index.ts';
import { readableStates } from '../referral/index.ts';
import { endpointsOf, fieldsFor } from '../supplier/index.ts';
import { caseById, type RightsCase } from './cases.ts';

export const supplierFooter = (sv: boolean) =>
  sv
    ? `Du får mejlet för att ni tar emot förfrågningar från ${controller.brand}. Svara på mejlet om något är fel.`
    : `You get this e-mail because you receive requests from ${controller.brand}. Answer it if something is wrong.`;

/** A webhook to a supplier about a request; cancelled when it has no endpoint any more. */
export const post = async (
  ctx: Context,
  db: Db,
  supplierId: string,
  type: string,
  timestamp: Temporal.Instant,
  data: object,
): Promise<Rendered> => {
  const endpoint = (await endpointsOf(ctx, db, [supplierId])).get(supplierId);
  if (!endpoint) return cancelled('no-endpoint');
  const body = JSON.stringify({ type, timestamp: timestamp.toString(), data });
  return { kind: 'webhook', url: endpoint.url, secrets: endpoint.secrets, body };
};

/** What a supplier has received, as it stands: one of its referrals, or its part in an archived request. */
interface Received {
  readonly referral: string;
  readonly reference: string;
  readonly service: ServiceId;
  readonly supplierId: string;
  readonly locale: Locale;
  readonly email: string | null;
  readonly restricted: boolean;
  /** What it may know now; undefined once it is out: then it is told what is wrong, and not what is right. */
  readonly answers: Values | undefined;
}

async function receivedOf(
  ctx: Context,
  db: Db,
  delivery: Delivery,
  about: RightsCase | undefined,
): Promise<Received | undefined> {
  if (delivery.referralId === null) return archivedPart(ctx, db, delivery, about);
  const row = await db
    .selectFrom('brokerage.referral as r')
    .innerJoin('brokerage.supplier as s', 's.id', 'r.supplier_id')
    .innerJoin('brokerage.lead as l', 'l.id', 'r.lead_id')
    .select(['r.id', 'r.lead_reference', 'r.service', 'r.payload', 'r.state', 'r.supplier_id', 's.locale', 's.email'])
    .select('l.restricted_at')
    .where('r.id', '=', delivery.referralId)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    referral: row.id,
    reference: row.lead_reference,
    service: row.service as ServiceId,
    supplierId: row.supplier_id,
    locale: row.locale as Locale,
    email: row.email,
    restricted: row.restricted_at !== null,
    answers: (readableStates as readonly string[]).includes(row.state) ? (row.payload as Values) : undefined,
  };
}

/** Of an archived request only the supplier that the contract is with is still a party, and the answers are no longer kept. */
async function archivedPart(ctx: Context, db: Db, { supplierId }: Delivery, about: RightsCase | undefined) {
  if (!about?.emailKey || !supplierId) return undefined;
  const all = await archivedOf(ctx, db, about.emailKey, 'correction');
  const own = all.find(({ id, recipients }) => {
    const among = recipients.some((r) => r.supplierId === supplierId);
    return about.leadId === null ? among : id === about.leadId;
  });
  const part = own?.recipients.find((r) => r.supplierId === supplierId);
  const supplier = await db
    .selectFrom('brokerage.supplier')
    .select(['email', 'locale'])
    .where('id', '=', supplierId)
    .executeTakeFirst();
  if (!own || !part || !supplier) return undefined;
  const { companyName, organisationNumber, contactName, phone, email } = own;
  const kept = { companyName, contactName, phone, email, ...(organisationNumber ? { organisationNumber } : {}) };
  const known = Object.fromEntries(Object.entries(kept).filter(([id]) => part.fields.includes(id)));
  return {
    referral: part.referralId,
    reference: own.reference,
    service: own.service,
    supplierId,
    locale: supplier.locale as Locale,
    email: supplier.email,
    restricted: own.restrictedAt !== null,
    answers: own.supplierId === supplierId ? known : undefined,
  };
}

/** The questions of a correction that the supplier may be told of: those it may have been given (P4). */
const correctedOf = (received: Received, about: RightsCase | undefined) =>
  fieldsFor(received.service, { id: received.supplierId }).filter(({ id }) => about?.fields?.includes(id));

/** What is said to a supplier: the number, and where to look; nothing about the customer. */
const mailAbout = (words: (received: Received, about: RightsCase | undefined) => Words | string): Renderer =>
  oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
    const about = delivery.subjectId ? await caseById(db, delivery.subjectId) : undefined;
    const received = await receivedOf(ctx, db, delivery, about);
    if (!received) return cancelled('gone');
    if (!received.email) return cancelled('no-address');
    const made = words(received, about);
    if (typeof made === 'string') return cancelled(made);
    const sv = received.locale === 'sv';
    const { subject, text, facts = [] } = made;
    return mailTo(received.email, {
      locale: received.locale,
      subject,
      heading: subject,
      preheader: text,
      blocks: [{ p: text }, { facts: [{ label: sv ? 'Förfrågan' : 'Request', value: received.reference }, ...facts] }],
      footerReason: supplierFooter(sv),
    });
  });

interface Words {
  readonly subject: string;
  readonly text: string;
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
}

const rectified = mailAbout((received, about) => {
  if (received.restricted) return 'restricted';
  const { locale, reference, answers } = received;
  const sv = locale === 'sv';
  const names = correctedOf(received, about).map((question) => nameOf(question, locale));
  const where = answers
    ? sv
      ? 'Kunden har rättat uppgifter som ni har fått. Öppna förfrågan med länken ni fick när den kom, och rätta dem hos er också. Gäller länken inte längre kan ni svara på mejlet.'
      : 'The customer has corrected data that you have received. Open the request with the link you got when it came, and correct it with you, too. If the link is no longer valid, answer this e-mail.'
    : sv
      ? 'Kunden har rättat uppgifter som ni har fått. Ni är inte längre med i förfrågan, så de nya får ni inte: radera de gamla, om ni inte har en egen rättslig grund att spara dem.'
      : 'The customer has corrected data that you have received. You are no longer part of the request, so you don’t get the new data: erase the old, unless you have a legal basis of your own to keep it.';
  return {
    subject: sv ? `Uppgifter har rättats i förfrågan ${reference}` : `Data has been corrected in request ${reference}`,
    text: where,
    facts: [{ label: sv ? 'Rättat' : 'Corrected', value: names.join(', ') }],
  };
});

const restrictedWords: Readonly<Record<'on' | 'off', Readonly<Record<Locale, (reference: string) => Words>>>> = {
  on: {
    sv: (reference) => ({
      subject: `Använd inte uppgifterna i förfrågan ${reference}`,
      text: 'Kunden har bett att uppgifterna begränsas. Spara dem om ni måste, men använd dem inte och kontakta inte kunden om förfrågan förrän ni får besked.',
    }),
    en: (reference) => ({
      subject: `Don’t use the data of request ${reference}`,
      text: 'The customer has asked for its data to be restricted. Keep it if you must, but don’t use it and don’t contact the customer about the request until you hear from us.',
    }),
  },
  off: {
    sv: (reference) => ({
      subject: `Uppgifterna i förfrågan ${reference} får användas igen`,
      text: 'Kunden har hävt begränsningen. Förfrågan gäller som förut.',
    }),
    en: (reference) => ({
      subject: `The data of request ${reference} may be used again`,
      text: 'The customer has lifted the restriction. The request stands as before.',
    }),
  },
};

const restricted = mailAbout(({ restricted: on, locale, reference }) =>
  restrictedWords[on ? 'on' : 'off'][locale](reference),
);

/** What was corrected and nothing else; a supplier that is out hears which answers are wrong, and not what they should be. */
const rectifiedWebhook = oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
  const about = delivery.subjectId ? await caseById(db, delivery.subjectId) : undefined;
  const received = await receivedOf(ctx, db, delivery, about);
  if (!received) return cancelled('gone');
  if (received.restricted) return cancelled('restricted');
  const { referral, reference, service, supplierId, locale, answers } = received;
  const corrected = correctedOf(received, about);
  const data = {
    referral,
    reference,
    service,
    fields: corrected.map(({ id }) => id),
    answers: corrected.flatMap((question) => {
      if (!answers) return [];
      const value = answers[question.id];
      const text = value === undefined ? '' : formatValue(question, value, locale);
      return [{ id: question.id, label: nameOf(question, locale), value: value ?? null, text }];
    }),
  };
  return post(ctx, db, supplierId, 'lead.rectified', delivery.createdAt, data);
});

const restrictedWebhook = oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
  const about = delivery.subjectId ? await caseById(db, delivery.subjectId) : undefined;
  const received = await receivedOf(ctx, db, delivery, about);
  if (!received) return cancelled('gone');
  const { referral, reference, supplierId } = received;
  return post(ctx, db, supplierId, 'lead.restricted', delivery.createdAt, {
    referral,
    reference,
    restricted: received.restricted,
  });
});

/** Art. 19, by kind: what suppliers are told when data they have received is corrected or restricted. */
export const recipientMessages = {
  'supplier.rectified': rectified,
  'supplier.rectified.webhook': rectifiedWebhook,
  'supplier.restricted': restricted,
  'supplier.restricted.webhook': restrictedWebhook,
} satisfies Record<string, Renderer>;
