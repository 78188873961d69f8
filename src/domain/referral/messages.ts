// Long because it is mostly words: what each message to a supplier says, in both languages.
import {
  formatDate,
  formatValue,
  nameOf,
  questionsOf,
  type ServiceId,
  serviceById,
  type Values,
} from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { type Db, sql } from '#platform/db/index.ts';
import { controller } from '#policy/controller.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { cancelled, type Delivery, mailTo, oneByOne, type Rendered, type Renderer } from '../delivery/index.ts';
import { endpointsOf } from '../supplier/index.ts';
import { whenOpen } from './hours.ts';
import { referralMoves } from './referral.ts';

interface ToSupplier {
  readonly id: string;
  readonly reference: string;
  readonly service: ServiceId;
  readonly state: string;
  readonly locale: Locale;
  readonly createdAt: Temporal.Instant;
  readonly linkBegins: Temporal.Instant;
  readonly email: string | null;
  readonly restrictedAt: Temporal.Instant | null;
}

/** SQL: from when the link in the first message about a referral `r` is good: its supplier may have been closed when it was made. */
const linkBegins = sql<Temporal.Instant>`greatest(r.created_at, (select d.due_at from brokerage.routing_decision d
  where d.lead_id = r.lead_id and d.supplier_id = r.supplier_id))`;

async function load(db: Db, delivery: Delivery): Promise<ToSupplier | undefined> {
  const row = await db
    .selectFrom('brokerage.referral as r')
    .innerJoin('brokerage.supplier as s', 's.id', 'r.supplier_id')
    .innerJoin('brokerage.lead as l', 'l.id', 'r.lead_id')
    .select(linkBegins.as('linkBegins'))
    .select([
      'l.restricted_at as restrictedAt',
      'r.id',
      'r.lead_reference as reference',
      'r.service',
      'r.state',
      's.locale',
      'r.created_at as createdAt',
      's.email',
    ])
    .where('r.id', '=', delivery.referralId ?? '')
    .executeTakeFirst();
  return row as ToSupplier | undefined;
}

/** The link to a request: good for 30 days from the day it goes to its supplier, the same on every retry. */
function linkTo(ctx: Context, referral: Pick<ToSupplier, 'id' | 'locale'>, from: Temporal.Instant): string {
  const expires = addPeriod(from, retention['supplier-link'].period);
  return ctx.links.supplier(referral.locale, ctx.vault.sign({ kind: 'supplier', id: referral.id, expires }));
}

/** Mails whose link is good for 30 days of its own: the first may be over. */
const freshLinks: readonly string[] = ['supplier.link', 'supplier.reminder'];

/** Still to be answered or in play: anything else makes the mail about it pointless. */
const inPlay = (state: string) => (referralMoves.cancel.from as readonly string[]).includes(state);

interface Words {
  readonly subject: string;
  readonly preheader: string;
  readonly text: string;
  readonly button?: string;
}

/** A mail to the supplier about one request: never anything about the customer, since mail lies open on its way. */
export function about(words: (r: ToSupplier, service: string) => Words, holds: (state: string) => boolean): Renderer {
  return oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
    const referral = await load(db, delivery);
    if (!referral) return cancelled('gone');
    if (referral.restrictedAt) return cancelled('restricted');
    if (!holds(referral.state)) return cancelled('state-changed');
    if (!referral.email) return cancelled('no-address');
    const { locale } = referral;
    const service = serviceById(referral.service).name[locale];
    const { subject, preheader, text, button } = words(referral, service.toLowerCase());
    const sv = locale === 'sv';
    return mailTo(referral.email, {
      locale,
      subject,
      preheader,
      heading: subject,
      blocks: [
        { p: text },
        {
          facts: [
            { label: sv ? 'Förfrågan' : 'Request', value: referral.reference },
            { label: sv ? 'Tjänst' : 'Service', value: service },
            { label: sv ? 'Mottagen' : 'Received', value: formatDate(referral.createdAt, locale) },
          ],
        },
        ...(button
          ? [
              {
                button: {
                  label: button,
                  url: linkTo(
                    ctx,
                    referral,
                    freshLinks.includes(delivery.kind) ? delivery.createdAt : referral.linkBegins,
                  ),
                },
              },
            ]
          : []),
      ],
      footerReason: sv
        ? `Du får mejlet för att ni tar emot förfrågningar från ${controller.brand}. Svara på mejlet om något är fel.`
        : `You get this e-mail because you receive requests from ${controller.brand}. Answer it if something is wrong.`,
    });
  });
}

export const pick = (r: ToSupplier, sv: Words, en: Words): Words => (r.locale === 'sv' ? sv : en);

const referralMail = about(
  (r, service) =>
    pick(
      r,
      {
        subject: `Ny förfrågan om ${service}, ${r.reference}`,
        preheader: 'Öppna länken för att se uppgifterna och lämna offert.',
        text: 'Ett företag vill ha en offert och har godkänt att ni får förfrågan. Öppna länken för att se uppgifterna, tacka ja eller nej och lämna offert. Länken är er och gäller i 30 dagar.',
        button: 'Öppna förfrågan',
      },
      {
        subject: `New request for ${service}, ${r.reference}`,
        preheader: 'Open the link to see the answers and give a quote.',
        text: 'A company wants a quote and has approved that you get the request. Open the link to see the answers, accept or decline and give a quote. The link is yours and is valid for 30 days.',
        button: 'Open the request',
      },
    ),
  inPlay,
);

/** The allow-listed answers, labelled, as the supplier's own system receives them (P4). */
export function webhookData(referral: { service: ServiceId; locale: Locale; payload: Values }) {
  return questionsOf(serviceById(referral.service))
    .filter((q) => referral.payload[q.id] !== undefined)
    .map((q) => ({
      id: q.id,
      label: nameOf(q, referral.locale),
      value: referral.payload[q.id],
      text: formatValue(q, referral.payload[q.id]!, referral.locale),
    }));
}

const referralWebhook: Renderer = async (ctx, db, deliveries) => {
  const ids = deliveries.flatMap((d) => (d.referralId ? [d.referralId] : []));
  const rows = await db
    .selectFrom('brokerage.referral as r')
    .innerJoin('brokerage.lead as l', 'l.id', 'r.lead_id')
    .select([
      'r.id',
      'r.lead_reference',
      'r.supplier_id',
      'r.service',
      'r.locale',
      'r.state',
      'r.payload',
      'r.policy_version',
      'r.created_at',
      'l.restricted_at as restrictedAt',
    ])
    .select(linkBegins.as('linkBegins'))
    .where('r.id', 'in', ids)
    .execute();
  const byId = new Map(rows.map((r) => [r.id, r]));
  const endpoints = await endpointsOf(ctx, db, [...new Set(rows.map((r) => r.supplier_id))]);
  return new Map(
    deliveries.map((d): [string, Rendered] => {
      const r = byId.get(d.referralId ?? '');
      const endpoint = r && endpoints.get(r.supplier_id);
      if (!r) return [d.id, cancelled('gone')];
      if (r.restrictedAt) return [d.id, cancelled('restricted')];
      if (!inPlay(r.state)) return [d.id, cancelled('state-changed')];
      if (!endpoint) return [d.id, cancelled('no-endpoint')];
      const referral = {
        id: r.id,
        service: r.service as ServiceId,
        locale: r.locale as Locale,
        payload: r.payload as Values,
      };
      const body = JSON.stringify({
        type: 'referral.created',
        timestamp: r.created_at.toString(),
        data: {
          referral: r.id,
          reference: r.lead_reference,
          service: r.service,
          policyVersion: r.policy_version,
          link: linkTo(ctx, referral, r.linkBegins),
          answers: webhookData(referral),
        },
      });
      return [d.id, { kind: 'webhook', url: endpoint.url, secrets: endpoint.secrets, body }];
    }),
  );
};

/** What the domain sends to suppliers, by kind. */
export const supplierMessages = {
  'supplier.referral': whenOpen(referralMail),
  'supplier.referral.webhook': whenOpen(referralWebhook),
  'supplier.link': referralMail,
  'supplier.reminder': about(
    (r, service) =>
      pick(
        r,
        {
          subject: `Påminnelse: förfrågan om ${service} väntar på svar, ${r.reference}`,
          preheader: 'Lämna offert, eller tacka nej så vet kunden.',
          text: 'Kunden väntar fortfarande på er. Öppna länken och lämna offert, eller tacka nej så att kunden vet. Länken är er och gäller i 30 dagar.',
          button: 'Öppna förfrågan',
        },
        {
          subject: `Reminder: the request for ${service} awaits your answer, ${r.reference}`,
          preheader: 'Give a quote, or decline so that the customer knows.',
          text: 'The customer is still waiting for you. Open the link and give a quote, or decline so that the customer knows. The link is yours and is valid for 30 days.',
          button: 'Open the request',
        },
      ),
    (state) => state === 'sent' || state === 'accepted',
  ),
  'supplier.chosen': about(
    (r, service) =>
      pick(
        r,
        {
          subject: `Kunden valde er offert på ${service}, ${r.reference}`,
          preheader: 'Hör av er och teckna avtal direkt med kunden.',
          text: 'Kunden har valt er. Hör av er och teckna avtal direkt med varandra. Rapportera sedan hur det gick med samma länk.',
          button: 'Öppna förfrågan',
        },
        {
          subject: `The customer chose your quote for ${service}, ${r.reference}`,
          preheader: 'Get in touch and sign directly with the customer.',
          text: 'The customer has chosen you. Get in touch and sign directly with each other. Then report how it went with the same link.',
          button: 'Open the request',
        },
      ),
    (state) => state === 'chosen',
  ),
  'supplier.passed-over': about(
    (r, service) =>
      pick(
        r,
        {
          subject: `Den här gången blev det inte ni, ${r.reference}`,
          preheader: `Tack för er tid med förfrågan om ${service}.`,
          text: `Kunden har valt en annan leverantör för förfrågan om ${service}. Tack för er tid. Radera de uppgifter ni inte måste spara.`,
        },
        {
          subject: `This time it was not you, ${r.reference}`,
          preheader: `Thank you for your time with the request for ${service}.`,
          text: `The customer has chosen another supplier for the request for ${service}. Thank you for your time. Erase the data you don’t have to keep.`,
        },
      ),
    (state) => state === 'passed-over',
  ),
  'supplier.closed': about(
    (r, service) =>
      pick(
        r,
        {
          subject: `Förfrågan är avslutad, ${r.reference}`,
          preheader: `Kunden har avslutat förfrågan om ${service}.`,
          text: `Kunden har avslutat förfrågan om ${service}. Lämna ingen offert och kontakta inte kunden om den. Radera de uppgifter ni inte måste spara.`,
        },
        {
          subject: `The request is closed, ${r.reference}`,
          preheader: `The customer has closed the request for ${service}.`,
          text: `The customer has closed the request for ${service}. Don’t quote and don’t contact the customer about it. Erase the data you don’t have to keep.`,
        },
      ),
    (state) => state === 'cancelled',
  ),
  'supplier.outcome-reminder': about(
    (r, service) =>
      pick(
        r,
        {
          subject: `Hur gick det med ${service}, ${r.reference}?`,
          preheader: 'Berätta om det blev avtal.',
          text: 'Er offert har varit öppen en tid. Berätta om det blev avtal eller inte. Hör vi inget räknar vi det som att det inte blev något.',
          button: 'Berätta hur det gick',
        },
        {
          subject: `How did it go with ${service}, ${r.reference}?`,
          preheader: 'Tell us whether there was a contract.',
          text: 'Your quote has been open for a while. Tell us whether there was a contract or not. If we hear nothing, we take it that there was none.',
          button: 'Tell us how it went',
        },
      ),
    (state) => state === 'quoted' || state === 'chosen',
  ),
} satisfies Record<string, Renderer>;
