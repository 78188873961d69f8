import { formatDate, type ServiceId, serviceById } from '#catalog/index.ts';
import { addPeriod } from '#platform/clock.ts';
import type { MailContent } from '#platform/mail/index.ts';
import { controller } from '#policy/controller.ts';
import { complaintLine } from '#policy/rights.ts';
import type { Locale } from '#policy/text.ts';
import type { Context } from '../context.ts';
import { cancelled, mailTo, oneByOne, type Rendered, type Renderer } from '../delivery/index.ts';
import { type LeadRule, leadById } from '../lead/index.ts';
import { confirmWords } from './case-words.ts';
import { caseById, unsealCase } from './cases.ts';
import { addressLinkPeriod } from './correct.ts';
import { noticeById } from './notices.ts';
import { post, recipientMessages, supplierFooter } from './recipient-messages.ts';

const nameOfService = (service: string, locale: Locale): string =>
  serviceById(service as ServiceId).name[locale].toLowerCase();

const because: Readonly<Record<LeadRule, { readonly sv: string; readonly en: string }>> = {
  'lead.no-quote': {
    sv: 'Ingen leverantör lämnade offert inom 30 dagar. Då raderar vi förfrågan, som vi har lovat.',
    en: 'No supplier gave a quote within 30 days. We then erase the request, as we have promised.',
  },
  'lead.no-contract': {
    sv: 'Det blev inget avtal som vi känner till inom tolv månader. Då raderar vi förfrågan, som vi har lovat.',
    en: 'There was no contract that we know of within twelve months. We then erase the request, as we have promised.',
  },
  'lead.objection': {
    sv: 'Du har avslutat förmedlingen. Inget mer skickas till någon leverantör.',
    en: 'You have ended the brokerage. Nothing more is sent to any supplier.',
  },
  'lead.erasure': {
    sv: 'Du har bett oss radera dina uppgifter.',
    en: 'You have asked us to erase your data.',
  },
  'lead.contract': { sv: '', en: '' },
  'lead.restricted': { sv: '', en: '' },
};

/** The last message about some requests of one person: the words are made before the data is gone (D3). */
export function erasedWords(
  ctx: Context,
  about: {
    readonly locale: Locale;
    readonly rule: LeadRule;
    readonly requests: readonly { readonly reference: string; readonly service: string }[];
    readonly erasureId: string;
  },
): MailContent {
  const { locale, requests, rule, erasureId } = about;
  const sv = locale === 'sv';
  const list = requests.map((r) => `${r.reference} (${nameOfService(r.service, locale)})`).join(', ');
  const one = requests.length === 1;
  const subject = sv
    ? `${one ? `Förfrågan ${requests[0]!.reference} är raderad` : 'Dina förfrågningar är raderade'}`
    : `${one ? `Request ${requests[0]!.reference} has been erased` : 'Your requests have been erased'}`;
  return {
    locale,
    subject,
    heading: subject,
    preheader: sv ? 'Det här är det sista meddelandet om den.' : 'This is the last message about it.',
    blocks: [
      { p: because[rule][locale] },
      {
        p: sv
          ? `Raderat: ${list}, med svar, offerter, filer, frågor och inloggningar. Leverantörer som fått uppgifterna får besked om det. Sparar någon av dem uppgifter är det på eget ansvar.`
          : `Erased: ${list}, with answers, quotes, files, questions and log-ins. Suppliers that had received the data are told. If one of them keeps data, it does so on its own responsibility.`,
      },
      {
        facts: [
          { label: sv ? 'Raderingens nummer' : 'Number of the erasure', value: erasureId },
          { label: sv ? 'Datum' : 'Date', value: formatDate(ctx.clock.now(), locale) },
        ],
      },
      {
        p: sv
          ? 'Numret säger inget om dig. Uppge det om du vill se beviset på raderingen. Din adress finns inte kvar hos oss när det här mejlet har kommit fram, om du inte har en annan förfrågan.'
          : 'The number says nothing about you. Give it if you want to see the proof of the erasure. Your address is not left with us when this e-mail has arrived, unless you have another request.',
      },
      {
        button: {
          label: sv ? 'Gör en ny förfrågan' : 'Make a new request',
          url: ctx.links.service(locale, requests[0]!.service as ServiceId),
        },
      },
      { p: [{ muted: complaintLine[locale] }] },
    ],
    footerReason: sv
      ? 'Du får mejlet för att du hade en förfrågan hos oss. Det kommer inga fler.'
      : 'You get this e-mail because you had a request with us. There will be no more.',
  };
}

/** Three days before (D3): what is about to happen, and what the customer can do. */
const erasureNotice = oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
  const lead = await leadById(db, delivery.leadId);
  if (lead?.restrictedAt) return cancelled('restricted');
  if (!lead?.clockAt) return cancelled('gone');
  if (lead.clockRule !== 'lead.no-quote' && lead.clockRule !== 'lead.no-contract') return cancelled('state-changed');
  const { locale } = lead;
  const sv = locale === 'sv';
  const service = nameOfService(lead.service, locale);
  const day = formatDate(lead.clockAt, locale);
  const noQuote = lead.clockRule === 'lead.no-quote';
  const why = lead.joinedTo
    ? sv
      ? 'Den lades ihop med en annan förfrågan från samma företag och behövs inte längre.'
      : 'It was merged with another request from the same company and is no longer needed.'
    : lead.state === 'closed'
      ? sv
        ? 'Den är avslutad och behövs inte längre.'
        : 'It has ended and is no longer needed.'
      : noQuote
        ? sv
          ? 'Ingen leverantör har lämnat offert.'
          : 'No supplier has given a quote.'
        : sv
          ? 'Vi känner inte till att det blev något avtal. Blev det ett, berätta det på Min sida, så arkiveras förfrågan i stället.'
          : 'We don’t know of any contract. If there was one, tell us on My page, and the request is archived instead.';
  const subject = sv ? `Förfrågan ${lead.reference} raderas ${day}` : `Request ${lead.reference} is erased on ${day}`;
  return mailTo(lead.email, {
    locale,
    subject,
    heading: subject,
    preheader: sv ? `Den gäller ${service}.` : `It is about ${service}.`,
    blocks: [
      { p: why },
      {
        p: [
          sv ? 'Du behöver inte göra något. ' : 'You need not do anything. ',
          { gone: sv ? `Allt om den raderas ${day}` : `Everything about it is erased on ${day}` },
          sv ? ', och ett sista mejl bekräftar det.' : ', and a last e-mail confirms it.',
        ],
      },
      {
        button: {
          label: sv ? 'Gör en ny förfrågan' : 'Make a new request',
          url: ctx.links.service(locale, lead.service),
        },
      },
      {
        p: [
          {
            link: {
              label: sv ? 'Öppna förfrågan på Min sida' : 'Open the request on My page',
              url: ctx.links.request(locale, lead.reference),
            },
          },
        ],
      },
    ],
    footerReason: sv
      ? 'Du får mejlet för att du har en förfrågan hos oss.'
      : 'You get this e-mail because you have a request with us.',
  });
});

/** Art. 19, to a supplier that had received the request: its number, and nothing about the customer. */
const supplierErased = oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
  const notice = await noticeById(db, delivery.subjectId ?? '');
  if (!notice) return cancelled('gone');
  if (notice.acknowledgedAt) return cancelled('acknowledged');
  if (!notice.email) return cancelled('no-address');
  const locale = notice.locale as Locale;
  const sv = locale === 'sv';
  // Taken back from this supplier, and not erased: the request goes on with the others.
  const back = notice.erasureId === null;
  const subject = sv ? `Radera förfrågan ${notice.reference}` : `Erase request ${notice.reference}`;
  const token = ctx.vault.sign({
    kind: 'erasure-notice',
    id: notice.id,
    expires: addPeriod(notice.madeAt, 'P90D'),
  });
  return mailTo(notice.email, {
    locale,
    subject,
    heading: subject,
    preheader: back
      ? sv
        ? 'Den är återtagen från er.'
        : 'It has been taken back from you.'
      : sv
        ? 'Den är raderad hos oss.'
        : 'It has been erased with us.',
    blocks: [
      {
        p: sv
          ? `${back ? 'Kunden vill inte längre ha offert från er.' : 'Förfrågan är raderad hos oss.'} Lämna ingen offert och kontakta inte kunden om den. Radera det ni fått, om ni inte har en egen rättslig grund att spara det, och bekräfta med knappen.`
          : `${back ? 'The customer no longer wants a quote from you.' : 'The request has been erased with us.'} Don’t quote and don’t contact the customer about it. Erase what you received, unless you have a legal basis of your own to keep it, and confirm with the button.`,
      },
      {
        facts: [
          { label: sv ? 'Förfrågan' : 'Request', value: notice.reference },
          { label: sv ? 'Tjänst' : 'Service', value: serviceById(notice.service as ServiceId).name[locale] },
        ],
      },
      { button: { label: sv ? 'Bekräfta' : 'Confirm', url: ctx.links.erasure(locale, token) } },
    ],
    footerReason: supplierFooter(sv),
  });
});

const supplierErasedWebhook = oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
  const notice = await noticeById(db, delivery.subjectId ?? '');
  if (!notice) return cancelled('gone');
  const { referralId: referral, reference, service } = notice;
  return post(ctx, db, notice.supplierId, 'lead.erased', notice.madeAt, { referral, reference, service });
});

/** Tells us of a case that a person must answer; its number says nothing about whose it is. */
const staffCase = oneByOne(async (_ctx, db, delivery): Promise<Rendered> => {
  const found = await db
    .selectFrom('privacy.rights_case')
    .select(['id', 'right_id', 'due_at'])
    .where('id', '=', delivery.subjectId ?? '')
    .executeTakeFirst();
  if (!found) return cancelled('gone');
  const subject = `Rättighetsärende att besvara senast ${formatDate(found.due_at, 'sv')}`;
  return mailTo(controller.email, {
    locale: 'sv',
    subject,
    heading: subject,
    preheader: 'Ett ärende väntar på en människa.',
    blocks: [
      {
        facts: [
          { label: 'Ärende', value: found.id },
          { label: 'Rättighet', value: found.right_id },
        ],
      },
      { p: 'Besvara det i konsolen, under Rättigheter. Den som får nej ska få veta varför, och hur man klagar.' },
    ],
    footerReason: 'Driftmeddelande.',
  });
});

/** The link by which a person confirms that a case is its own. Nothing of the case is in it but its number. */
const confirmCase = oneByOne(async (ctx, db, delivery): Promise<Rendered> => {
  const found = await caseById(db, delivery.subjectId ?? '');
  if (!found) return cancelled('gone');
  const to = unsealCase(ctx, found);
  if (!to || found.confirmedAt) return cancelled('state-changed');
  const locale = found.locale as Locale;
  const expires = found.purpose === 'email' ? addPeriod(found.openedAt, addressLinkPeriod) : found.dueAt;
  const url = ctx.links.rightsCase(locale, ctx.vault.sign({ kind: 'case', id: found.id, expires }));
  return mailTo(to.newEmail ?? to.email, confirmWords({ ...found, dueAt: expires }, locale, url));
});

/** What the domain sends about the policy at work, by kind. */
export const privacyMessages = {
  'customer.erasure-notice': erasureNotice,
  // Always sealed: the dispatcher opens it, and no renderer is asked.
  'customer.erased': oneByOne(async () => cancelled('gone')),
  'supplier.erased': supplierErased,
  'supplier.erased.webhook': supplierErasedWebhook,
  ...recipientMessages,
  'customer.case': confirmCase,
  // Always sealed, like the last message.
  'customer.case-answer': oneByOne(async () => cancelled('gone')),
  'staff.case': staffCase,
} satisfies Record<string, Renderer>;
