import { formatDate } from '#catalog/index.ts';
import type { MailContent } from '#platform/mail/index.ts';
import { controller } from '#policy/controller.ts';
import { complaintLine, type Right, rights } from '#policy/rights.ts';
import type { Locale, Text } from '#policy/text.ts';
import type { Context } from '../context.ts';

/** Why a right can be refused (art. 12.5, 15.4, 17.3, 18, 21.1). */
export const refusals = ['not-identified', 'unfounded', 'others-rights', 'legal-claims', 'legal-obligation'] as const;
export type Refusal = (typeof refusals)[number];

const reasons: Readonly<Record<Refusal, Text>> = {
  'not-identified': {
    sv: 'Vi har inte kunnat bekräfta att det är du.',
    en: 'We have not been able to confirm that it is you.',
  },
  unfounded: {
    sv: 'Begäran är uppenbart ogrundad eller orimlig.',
    en: 'The request is manifestly unfounded or excessive.',
  },
  'others-rights': {
    sv: 'Det skulle påverka andras rättigheter.',
    en: 'It would adversely affect the rights of others.',
  },
  'legal-claims': {
    sv: 'Uppgifterna behövs för rättsliga anspråk.',
    en: 'The data is needed for legal claims.',
  },
  'legal-obligation': { sv: 'Lagen kräver att vi sparar uppgifterna.', en: 'The law requires us to keep the data.' },
};

/** What whoever is refused is told: why, and how to complain (P29). */
export const refusalText = (reason: Refusal): Text => ({
  sv: `${reasons[reason].sv} ${complaintLine.sv}`,
  en: `${reasons[reason].en} ${complaintLine.en}`,
});

/** What can have become of a case that was not refused. */
export const outcomes = [
  'done',
  'nothing-held',
  'restricted',
  'lifted',
  'erased',
  'ended',
  'replaced',
  'lapsed',
] as const;
export type Outcome = (typeof outcomes)[number];

const said: Readonly<Record<Outcome, Text>> = {
  done: { sv: 'Det du bad om är gjort.', en: 'What you asked for has been done.' },
  'nothing-held': {
    sv: 'Vi har inga uppgifter om dig utöver det här ärendet, och adressen försvinner ur det nu.',
    en: 'We hold no data about you except this case, and the address leaves it now.',
  },
  restricted: {
    sv: 'Uppgifterna är begränsade: de sparas men används inte. Leverantörer som fått dem får veta det.',
    en: 'The data is restricted: it is kept but not used. Suppliers that have received it are told.',
  },
  lifted: {
    sv: 'Begränsningen är hävd, och uppgifterna används som förut. Leverantörer som fått dem får veta det.',
    en: 'The restriction is lifted, and the data is used as before. Suppliers that have received it are told.',
  },
  erased: { sv: 'Uppgifterna raderas nu.', en: 'The data is being erased now.' },
  ended: {
    sv: 'Förmedlingen har upphört, och uppgifterna raderas nu.',
    en: 'The brokerage has ended, and the data is being erased now.',
  },
  replaced: {
    sv: 'En nyare begäran om samma sak har ersatt den här.',
    en: 'A newer request for the same has replaced this one.',
  },
  lapsed: {
    sv: 'Adressen bekräftades inte i tid, så inget har ändrats.',
    en: 'The address was not confirmed in time, so nothing has been changed.',
  },
};

/** What became of a case, for its person; undefined while it is open. */
export function outcomeText(closed: { readonly state: string; readonly outcome: string | null }): Text | undefined {
  if (closed.state === 'refused') return reasons[closed.outcome as Refusal];
  return closed.state === 'answered' ? (said[closed.outcome as Outcome] ?? said.done) : undefined;
}

const doneBy: Readonly<Record<string, Text>> = {
  access: {
    sv: 'Allt vi har om dig finns på Min sida, under Dina uppgifter, att läsa och ladda ner. Du loggar in med en länk till den här adressen.',
    en: 'Everything we hold about you is on My page, under Your data, to read and download. You log in with a link to this address.',
  },
  portability: {
    sv: 'Filen med allt du lämnat finns på Min sida, under Dina uppgifter, att ladda ner. Du loggar in med en länk till den här adressen.',
    en: 'The file with everything you have given us is on My page, under Your data, to download. You log in with a link to this address.',
  },
  rectification: {
    sv: 'Uppgifterna är rättade. Leverantörer som fått dem får veta vad som rättats.',
    en: 'The data is corrected. Suppliers that have received it are told what was corrected.',
  },
};

const nameOf = (right: string): Text => (rights as Readonly<Record<string, Right>>)[right]?.name ?? rights.access.name;

/** The answer to a case: what was done, or why not, and how to complain (P29). */
export function answerWords(
  ctx: Context,
  closed: {
    readonly id: string;
    readonly right: string;
    readonly purpose: string | null;
    readonly state: string;
    readonly outcome: string | null;
    readonly openedAt: Temporal.Instant;
    readonly closedAt: Temporal.Instant | null;
  },
  locale: Locale,
): MailContent {
  if (closed.purpose === 'email' && closed.outcome === 'done') return movedWords(locale);
  const sv = locale === 'sv';
  const name = nameOf(closed.right)[locale];
  const refused = closed.state === 'refused';
  const own = closed.outcome === 'done' ? doneBy[closed.right] : undefined;
  const subject = refused
    ? sv
      ? `Vi kan inte göra det du bad om: ${name.toLowerCase()}`
      : `We can’t do what you asked for: ${name.toLowerCase()}`
    : sv
      ? `Svar på ditt ärende: ${name.toLowerCase()}`
      : `Answer to your case: ${name.toLowerCase()}`;
  const readable = own && (closed.right === 'access' || closed.right === 'portability');
  return {
    locale,
    subject,
    heading: subject,
    preheader: sv ? 'Så klagar du om du tycker att vi gör fel.' : 'How to complain if you think we are wrong.',
    blocks: [
      { p: (own ?? outcomeText(closed) ?? said.done)[locale] },
      {
        facts: [
          { label: sv ? 'Ärende' : 'Case', value: closed.id },
          { label: sv ? 'Kom in' : 'Received', value: formatDate(closed.openedAt, locale) },
          {
            label: sv ? 'Besvarat' : 'Answered',
            value: formatDate(closed.closedAt ?? ctx.clock.now(), locale),
          },
        ],
      },
      ...(readable
        ? [{ button: { label: sv ? 'Öppna Min sida' : 'Open My page', url: ctx.links.mine(locale) } } as const]
        : []),
      { p: complaintLine[locale] },
    ],
    footerReason: because(locale),
  };
}

const because = (locale: Locale): string =>
  locale === 'sv'
    ? `Du får mejlet för att någon har använt en rättighet hos ${controller.brand} med din adress.`
    : `You get this e-mail because somebody has used a right at ${controller.brand} with your address.`;

/** Asks whoever has the address whether it was they who asked, before anything is handed out or changed. */
export function confirmWords(
  asked: { readonly right: string; readonly purpose: string | null; readonly dueAt: Temporal.Instant },
  locale: Locale,
  url: string,
): MailContent {
  const sv = locale === 'sv';
  const address = asked.purpose === 'email';
  const name = nameOf(asked.right)[locale].toLowerCase();
  const subject = address
    ? sv
      ? 'Bekräfta din nya e-postadress'
      : 'Confirm your new e-mail address'
    : sv
      ? `Bekräfta ditt ärende: ${name}`
      : `Confirm your case: ${name}`;
  const due = formatDate(asked.dueAt, locale);
  const text = address
    ? sv
      ? 'Någon som är inloggad på Min sida vill att vi använder den här adressen i stället för den vi har. Inget ändras förrän du bekräftar.'
      : 'Somebody who is logged in on My page wants us to use this address instead of the one we have. Nothing is changed until you confirm.'
    : sv
      ? `Vi har fått en begäran som gäller din adress: ${name}. Bekräfta att det är du, så att ingen annan får ut eller ändrar dina uppgifter. Du får svar senast ${due}.`
      : `We have received a request about your address: ${name}. Confirm that it is you, so that nobody else gets or changes your data. You get an answer by ${due}.`;
  return {
    locale,
    subject,
    heading: subject,
    preheader: sv ? 'Öppna länken och tryck på knappen där.' : 'Open the link and press the button there.',
    blocks: [
      { p: text },
      { button: { label: sv ? 'Bekräfta' : 'Confirm', url } },
      {
        p: [
          {
            muted: sv
              ? `Länken gäller till ${due}. Var det inte du? Då behöver du inte göra något.`
              : `The link is valid until ${due}. Wasn’t it you? Then you need not do anything.`,
          },
        ],
      },
      { p: [{ muted: complaintLine[locale] }] },
    ],
    footerReason: because(locale),
  };
}

/** To the address that was: somebody who has got into another's log-in must not be able to take it over in silence. */
export function movedWords(locale: Locale): MailContent {
  const sv = locale === 'sv';
  const subject = sv ? 'Din e-postadress hos oss är ändrad' : 'Your e-mail address with us has been changed';
  return {
    locale,
    subject,
    heading: subject,
    preheader: sv ? 'Vi skriver inte mer till den här adressen.' : 'We don’t write to this address any more.',
    blocks: [
      {
        p: sv
          ? 'Dina förfrågningar hör nu ihop med en annan adress, som är bekräftad. Den här adressen finns inte längre i dem.'
          : 'Your requests now belong to another address, which has been confirmed. This address is no longer in them.',
      },
      {
        p: sv
          ? `Var det inte du? Skriv till ${controller.email} så snart du kan.`
          : `Wasn’t it you? Write to ${controller.email} as soon as you can.`,
      },
      { p: [{ muted: complaintLine[locale] }] },
    ],
    footerReason: because(locale),
  };
}
