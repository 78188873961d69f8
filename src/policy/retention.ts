// Longer than most files: one table of every period, kept in one place on purpose.
import type { Origin } from './ids.ts';
import type { Period } from './period.ts';
import type { Text } from './text.ts';

export { brokerageRules } from './brokerage-rules.ts';

export type RetentionSubject =
  | 'lead'
  | 'archive'
  | 'delivery'
  | 'parting'
  | 'traces'
  | 'backup'
  | 'erasure-ledger'
  | 'erasure-notice'
  | 'rights-case'
  | 'login-token'
  | 'quote-token'
  | 'receipt-token'
  | 'supplier-token'
  | 'session'
  | 'supplier-contact'
  | 'staff'
  | 'rate-limit'
  | 'idempotency'
  | 'correspondence'
  | 'mail-store'
  | 'submission'
  | 'subscriber'
  | 'consent'
  | 'suppression'
  | 'event'
  | 'audit'
  | 'caught-mail';

/** What a period is counted from. */
export type StartEvent =
  | 'lead.received'
  | 'lead.erased'
  | 'contract.reported'
  | 'brokerage.objected'
  | 'erasure.requested'
  | 'restriction.requested'
  | 'backup.made'
  | 'case.answered'
  | 'referral.sent'
  | 'link.sent'
  | 'session.started'
  | 'supplier-contact.removed'
  | 'staff.removed'
  | 'session.used'
  | 'window.opened'
  | 'form.sent'
  | 'correspondence.answered'
  | 'mail.received'
  | 'mail.erased'
  | 'submission.received'
  | 'submission.dealt'
  | 'newsletter.requested'
  | 'consent.withdrawn'
  | 'subscriber.erased'
  | 'service.last-used'
  | 'visit.recorded'
  | 'consent.answered'
  | 'mail.caught';

/** erase: the rows go. archive: moved to the archive, out of ordinary reach. expire: stops working, the row goes with the next sweep. keep: no end. */
export type RetentionAction = 'erase' | 'archive' | 'expire' | 'keep';

export interface RetentionRule {
  readonly id: string;
  readonly origin: Origin;
  readonly subject: RetentionSubject;
  /** What the rule is about and when it applies, as the policy page's first column. */
  readonly condition: Text;
  readonly startEvent: StartEvent;
  /** null: no end by time; `text` says what ends it. */
  readonly period: Period | null;
  readonly action: RetentionAction;
  /** Printed instead of the period where "at once" would mislead, because it is counted from the end of something else. */
  readonly duration?: Text;
  /** What the period is counted from and what happens then; the number itself is printed from `period`. */
  readonly text: Text;
  /** development: never in production. later: the product doesn't do this yet. Absent: now. */
  readonly status?: 'later' | 'development';
}

/** Every period of the product. Whoever needs a number reads it here: `retention['login-link'].period`. */
export const retention = {
  'lead.no-quote': {
    id: 'lead.no-quote',
    origin: 'P10',
    subject: 'lead',
    condition: { sv: 'En förfrågan som inte har fått någon offert', en: 'A request that has received no quote' },
    startEvent: 'lead.received',
    period: 'P30D',
    action: 'erase',
    text: {
      sv: 'Räknas från förfrågan. Sedan raderas den. En offert som kommer senare ändrar inte det.',
      en: 'Counted from the request. Then it is erased. A quote that comes later doesn’t change that.',
    },
  },
  'lead.no-contract': {
    id: 'lead.no-contract',
    origin: 'P11',
    subject: 'lead',
    condition: {
      sv: 'En förfrågan som fått offert men inte lett till avtal med någon föreslagen leverantör',
      en: 'A request that has received a quote but led to no contract with any suggested supplier',
    },
    startEvent: 'lead.received',
    period: 'P12M',
    action: 'erase',
    text: {
      sv: 'Räknas från förfrågan. Sedan raderas den. Har varken du eller leverantören berättat om ett avtal räknar vi det som att det inte blev något.',
      en: 'Counted from the request. Then it is erased. If neither you nor the supplier has told us of a contract, we take it that there was none.',
    },
  },
  'lead.contract': {
    id: 'lead.contract',
    origin: 'P9',
    subject: 'lead',
    condition: { sv: 'En förfrågan som lett till avtal', en: 'A request that has led to a contract' },
    startEvent: 'contract.reported',
    period: 'PT0S',
    action: 'archive',
    text: {
      sv: 'Arkiveras när avtalet har rapporterats, minskad till det som behövs. I arkivet kan vår vanliga personal inte läsa den.',
      en: 'Archived once the contract has been reported, reduced to what is needed. In the archive our ordinary staff can’t read it.',
    },
  },
  'archive.contract': {
    id: 'archive.contract',
    origin: 'D1',
    subject: 'archive',
    condition: { sv: 'En arkiverad förfrågan', en: 'An archived request' },
    startEvent: 'contract.reported',
    period: 'P24M',
    action: 'erase',
    text: {
      sv: 'Räknas från att avtalet rapporterades. Sedan raderas den.',
      en: 'Counted from when the contract was reported. Then it is erased.',
    },
  },
  'lead.objection': {
    id: 'lead.objection',
    origin: 'P8',
    subject: 'lead',
    condition: {
      sv: 'En förfrågan där du invänder mot förmedlingen',
      en: 'A request where you object to the brokerage',
    },
    startEvent: 'brokerage.objected',
    period: 'PT0S',
    action: 'erase',
    text: {
      sv: 'Förmedlingen upphör, det som väntar på att skickas stoppas, mottagarna får besked och uppgifterna raderas.',
      en: 'The brokerage ends, what is waiting to be sent is stopped, the recipients are told and the data is erased.',
    },
  },
  'lead.erasure': {
    id: 'lead.erasure',
    origin: 'P28',
    subject: 'lead',
    condition: { sv: 'En förfrågan som du ber oss radera', en: 'A request that you ask us to erase' },
    startEvent: 'erasure.requested',
    period: 'PT0S',
    action: 'erase',
    text: {
      sv: 'Räknas från att du bett om det. De som fått uppgifterna får besked.',
      en: 'Counted from when you asked for it. Those who received the data are told.',
    },
  },
  'lead.restricted': {
    id: 'lead.restricted',
    origin: 'P28',
    subject: 'lead',
    condition: {
      sv: 'En förfrågan vars uppgifter du har bett oss begränsa',
      en: 'A request whose data you have asked us to restrict',
    },
    startEvent: 'restriction.requested',
    period: null,
    action: 'keep',
    text: {
      sv: 'Sparas men används inte, tills du häver begränsningen eller ber oss radera. Då gäller tiderna ovan igen, räknade från förfrågan.',
      en: 'Kept but not used, until you lift the restriction or ask us to erase. Then the times above apply again, counted from the request.',
    },
  },
  delivery: {
    id: 'delivery',
    origin: 'P13',
    subject: 'delivery',
    condition: { sv: 'Uppgiften om vad varje leverantör fick', en: 'The record of what each supplier was sent' },
    startEvent: 'lead.erased',
    period: 'PT0S',
    action: 'erase',
    duration: { sv: 'lika länge som förfrågan', en: 'as long as the request' },
    text: { sv: 'Raderas tillsammans med förfrågan.', en: 'Erased together with the request.' },
  },
  parting: {
    id: 'parting',
    origin: 'D3',
    subject: 'parting',
    condition: {
      sv: 'Det sista meddelandet om att en förfrågan är raderad',
      en: 'The last message, saying that a request has been erased',
    },
    startEvent: 'lead.erased',
    period: 'P4D',
    action: 'erase',
    text: {
      sv: 'Ligger krypterat tills det gått fram, som längst så här länge. Sedan finns inget kvar av det.',
      en: 'Lies encrypted until it has arrived, for this long at most. Then nothing of it is left.',
    },
  },
  traces: {
    id: 'traces',
    origin: 'P30',
    subject: 'traces',
    condition: {
      sv: 'Spår av raderade uppgifter i databasens filer',
      en: 'Traces of erased data in the files of the database',
    },
    startEvent: 'lead.erased',
    period: 'P1D',
    action: 'erase',
    text: {
      sv: 'Går inte att läsa i tjänsten. Filerna skrivs om varje natt, så att inget blir liggande.',
      en: 'Can’t be read in the service. The files are rewritten every night, so that nothing is left lying.',
    },
  },
  backup: {
    id: 'backup',
    origin: 'P30',
    subject: 'backup',
    condition: { sv: 'En säkerhetskopia', en: 'A backup' },
    startEvent: 'backup.made',
    period: 'P35D',
    action: 'erase',
    text: {
      sv: 'Räknas från att den gjordes. Sedan tas den bort, och programmet läser aldrig tillbaka en äldre. Den är krypterad, och läses den tillbaka rensas den från allt som raderats sedan dess innan någon kan läsa den.',
      en: 'Counted from when it was made. Then it is removed, and the software never restores an older one. It is encrypted, and if it is restored, everything erased since is cleaned from it before anyone can read it.',
    },
  },
  'erasure-ledger': {
    id: 'erasure-ledger',
    origin: 'P30',
    subject: 'erasure-ledger',
    condition: {
      sv: 'Listan över vad som raderats, som nummer och fingeravtryck',
      en: 'The list of what has been erased, as numbers and fingerprints',
    },
    startEvent: 'lead.erased',
    period: 'P36D',
    action: 'erase',
    text: {
      sv: 'Räknas från det dygn då det raderades. Listan ligger utanför databasen, så att en säkerhetskopia kan rensas, och sparas något längre än kopiorna.',
      en: 'Counted from the day of the erasure. The list lies outside the database, so that a backup can be cleaned, and is kept a little longer than the backups.',
    },
  },
  'erasure-notice': {
    id: 'erasure-notice',
    origin: 'P28',
    subject: 'erasure-notice',
    condition: {
      sv: 'Beskedet till en leverantör om att uppgifter har raderats',
      en: 'The notice to a supplier that data has been erased',
    },
    startEvent: 'lead.erased',
    period: 'P12M',
    action: 'erase',
    text: {
      sv: 'Räknas från raderingen. Där står förfrågans nummer, vilken leverantör det gäller och om den har bekräftat, inget om dig.',
      en: 'Counted from the erasure. It holds the number of the request, which supplier it is about and whether it has confirmed, and nothing about you.',
    },
  },
  'rights-case': {
    id: 'rights-case',
    origin: 'P27',
    subject: 'rights-case',
    condition: {
      sv: 'Vem som har använt en rättighet, som fingeravtryck',
      en: 'Who has used a right, as a fingerprint',
    },
    startEvent: 'case.answered',
    period: 'P1M',
    action: 'erase',
    text: {
      sv: 'Räknas från vårt svar. Till dess har vi också, krypterad, adressen som svaret går till. Sedan finns bara kvar att ärendet fanns och när det besvarades.',
      en: 'Counted from our answer. Until then we also have, encrypted, the address that the answer goes to. Then all that is left is that there was a case, and when it was answered.',
    },
  },
  correspondence: {
    id: 'correspondence',
    origin: 'product',
    subject: 'correspondence',
    condition: {
      sv: 'Mejl till oss som inte hör till en förfrågan, också om dina rättigheter, när vi har tagit hand om dem',
      en: 'E-mails to us that don’t belong to a request, also those about your rights, once we have dealt with them',
    },
    startEvent: 'correspondence.answered',
    period: 'P1M',
    action: 'erase',
    text: {
      sv: 'Räknas från att vi tog hand om mejlet. Sedan raderas det. Ett mejl som hör till en förfrågan raderas tillsammans med den.',
      en: 'Counted from when we dealt with the e-mail. Then it is erased. An e-mail that belongs to a request is erased together with it.',
    },
  },
  'correspondence.waiting': {
    id: 'correspondence.waiting',
    origin: 'product',
    subject: 'correspondence',
    condition: {
      sv: 'Mejl till oss som ingen har tagit hand om',
      en: 'E-mails to us that nobody has dealt with',
    },
    startEvent: 'mail.received',
    period: 'P90D',
    action: 'erase',
    text: {
      sv: 'Räknas från att vi hämtade mejlet. Sedan raderas det.',
      en: 'Counted from when we fetched the e-mail. Then it is erased.',
    },
  },
  'submission.waiting': {
    id: 'submission.waiting',
    origin: 'product',
    subject: 'submission',
    condition: {
      sv: 'Det du skrivit i ett formulär på en annan sajt och som vi inte har kunnat läsa som en förfrågan',
      en: 'What you wrote in a form on another site that we have not been able to read as a request',
    },
    startEvent: 'submission.received',
    period: 'P14D',
    action: 'erase',
    text: {
      sv: 'Räknas från att det kom. Till dess kan en handläggare göra en förfrågan av det eller slänga det. Sedan raderas det.',
      en: 'Counted from when it came. Until then a case worker may make a request of it or throw it away. Then it is erased.',
    },
  },
  'submission.dealt': {
    id: 'submission.dealt',
    origin: 'product',
    subject: 'submission',
    condition: {
      sv: 'Fingeravtrycket av det du skrivit i ett formulär på en annan sajt, när det blivit en förfrågan eller slängts',
      en: 'The fingerprint of what you wrote in a form on another site, once it has become a request or been thrown away',
    },
    startEvent: 'submission.dealt',
    period: 'P1D',
    action: 'erase',
    text: {
      sv: 'Räknas från dess. Det gör att samma sak som skickas två gånger inte blir två förfrågningar. Det du skrev finns inte kvar i det.',
      en: 'Counted from then. Because of it the same thing sent twice does not become two requests. What you wrote is not left in it.',
    },
  },
  'mail-store': {
    id: 'mail-store',
    origin: 'P30',
    subject: 'mail-store',
    condition: { sv: 'Ett raderat mejl på mejlservern', en: 'An erased e-mail on the mail server' },
    startEvent: 'mail.erased',
    period: 'P1D',
    action: 'erase',
    text: {
      sv: 'Raderas också på mejlservern, som längst så här långt efteråt. Svarar servern inte försöker vi igen tills den gör det.',
      en: 'Erased on the mail server, too, this long afterwards at most. If the server doesn’t answer, we try again until it does.',
    },
  },
  'login-link': {
    id: 'login-link',
    origin: 'D9',
    subject: 'login-token',
    condition: { sv: 'Länken för att logga in på «Min sida»', en: 'The link for logging in to “My page”' },
    startEvent: 'link.sent',
    period: 'PT10M',
    action: 'expire',
    text: {
      sv: 'Räknas från att länken skickades. Den går att använda en gång.',
      en: 'Counted from when the link was sent. It can be used once.',
    },
  },
  'quote-link': {
    id: 'quote-link',
    origin: 'D9',
    subject: 'quote-token',
    condition: {
      sv: 'Länken i mejlet om en offert, som visar jämförelsen utan kontaktuppgifter',
      en: 'The link in the e-mail about a quote, which shows the comparison without contact details',
    },
    startEvent: 'link.sent',
    period: 'P7D',
    action: 'expire',
    text: {
      sv: 'Räknas från att länken skickades. Den går bara att läsa med.',
      en: 'Counted from when the link was sent. It is for reading only.',
    },
  },
  'receipt-link': {
    id: 'receipt-link',
    origin: 'product',
    subject: 'receipt-token',
    condition: { sv: 'Länken till kvittot på en förfrågan', en: 'The link to the receipt for a request' },
    startEvent: 'form.sent',
    period: 'P1D',
    action: 'expire',
    text: { sv: 'Räknas från förfrågan.', en: 'Counted from the request.' },
  },
  'customer-session': {
    id: 'customer-session',
    origin: 'product',
    subject: 'session',
    condition: { sv: 'Din inloggning på «Min sida»', en: 'Your log-in to “My page”' },
    startEvent: 'session.started',
    period: 'PT12H',
    action: 'expire',
    text: {
      sv: 'Räknas från att du loggade in, även om sidan används. Loggar du ut slutar den genast.',
      en: 'Counted from when you logged in, even while the page is in use. If you log out, it ends at once.',
    },
  },
  'supplier-link': {
    id: 'supplier-link',
    origin: 'product',
    subject: 'supplier-token',
    condition: { sv: 'Leverantörens länk till en förfrågan', en: 'The supplier’s link to a request' },
    startEvent: 'referral.sent',
    period: 'P30D',
    action: 'expire',
    text: {
      sv: 'Räknas från att förfrågan skickades till leverantören.',
      en: 'Counted from when the request was sent to the supplier.',
    },
  },
  'supplier-session': {
    id: 'supplier-session',
    origin: 'product',
    subject: 'session',
    condition: { sv: 'Leverantörens inloggning', en: 'The supplier’s log-in' },
    startEvent: 'session.started',
    period: 'PT8H',
    action: 'expire',
    text: { sv: 'Räknas från att länken öppnades.', en: 'Counted from when the link was opened.' },
  },
  'supplier-contact': {
    id: 'supplier-contact',
    origin: 'product',
    subject: 'supplier-contact',
    condition: { sv: 'En leverantörs kontaktperson', en: 'A supplier’s contact person' },
    startEvent: 'supplier-contact.removed',
    period: 'PT0S',
    action: 'erase',
    duration: { sv: 'så länge uppdraget varar', en: 'as long as the task lasts' },
    text: {
      sv: 'Raderas när personen inte längre tar emot förfrågningar för leverantören.',
      en: 'Erased when the person no longer receives requests for the supplier.',
    },
  },
  'staff-account': {
    id: 'staff-account',
    origin: 'product',
    subject: 'staff',
    condition: { sv: 'Ett konto för vår personal', en: 'An account of our staff' },
    startEvent: 'staff.removed',
    period: 'PT0S',
    action: 'erase',
    duration: { sv: 'så länge personen arbetar i tjänsten', en: 'as long as the person works in the service' },
    text: {
      sv: 'Raderas när någon tar bort kontot. I händelseloggen står kvar ett nummer utan namn.',
      en: 'Erased when somebody removes the account. A number without a name stays in the event log.',
    },
  },
  'staff-invitation': {
    id: 'staff-invitation',
    origin: 'product',
    subject: 'login-token',
    condition: { sv: 'Inbjudan till någon i vår personal', en: 'An invitation to one of our staff' },
    startEvent: 'link.sent',
    period: 'P3D',
    action: 'expire',
    text: {
      sv: 'Räknas från att den skickades. Den går att använda en gång.',
      en: 'Counted from when it was sent. It can be used once.',
    },
  },
  'staff-link': {
    id: 'staff-link',
    origin: 'product',
    subject: 'login-token',
    condition: { sv: 'Länken för personalen att logga in', en: 'The link for staff to log in' },
    startEvent: 'link.sent',
    period: 'PT10M',
    action: 'expire',
    text: {
      sv: 'Räknas från att den skickades. Den går att använda en gång och räcker inte: en säkerhetsnyckel eller en kod krävs också.',
      en: 'Counted from when it was sent. It can be used once and is not enough: a passkey or a code is needed, too.',
    },
  },
  'staff-session': {
    id: 'staff-session',
    origin: 'product',
    subject: 'session',
    condition: { sv: 'Personalens inloggning', en: 'A log-in of our staff' },
    startEvent: 'session.started',
    period: 'PT12H',
    action: 'expire',
    text: {
      sv: 'Räknas från inloggningen, även om den används.',
      en: 'Counted from the log-in, even while it is in use.',
    },
  },
  'staff-idle': {
    id: 'staff-idle',
    origin: 'product',
    subject: 'session',
    condition: { sv: 'Personalens inloggning som inte används', en: 'A log-in of our staff that is not in use' },
    startEvent: 'session.used',
    period: 'PT1H',
    action: 'expire',
    text: { sv: 'Räknas från att den senast användes.', en: 'Counted from when it was last used.' },
  },
  'rate-limit': {
    id: 'rate-limit',
    origin: 'product',
    subject: 'rate-limit',
    condition: {
      sv: 'Räknare som bromsar missbruk, per IP-adress och e-postadress',
      en: 'Counters that slow down abuse, per IP address and e-mail address',
    },
    startEvent: 'window.opened',
    period: 'PT24H',
    action: 'erase',
    text: {
      sv: 'Räknas från att räknaren började. Adresserna sparas bara som fingeravtryck.',
      en: 'Counted from when the counter began. The addresses are stored as fingerprints only.',
    },
  },
  idempotency: {
    id: 'idempotency',
    origin: 'product',
    subject: 'idempotency',
    condition: {
      sv: 'Formulärets engångsnummer, så att ett dubbelklick inte blir två förfrågningar',
      en: 'The form’s one-time number, so that a double click doesn’t become two requests',
    },
    startEvent: 'lead.erased',
    period: 'PT0S',
    action: 'erase',
    duration: { sv: 'lika länge som förfrågan', en: 'as long as the request' },
    text: { sv: 'Raderas tillsammans med förfrågan.', en: 'Erased together with the request.' },
  },
  audit: {
    id: 'audit',
    origin: 'D5',
    subject: 'audit',
    condition: {
      sv: 'Händelselogg och sammanräkningar, utan personuppgifter',
      en: 'Event log and counts, without personal data',
    },
    startEvent: 'lead.received',
    period: null,
    action: 'keep',
    text: {
      sv: 'Där finns bara nummer utan innebörd, antal och tider.',
      en: 'It holds only meaningless numbers, counts and times.',
    },
  },
  'subscriber.unconfirmed': {
    id: 'subscriber.unconfirmed',
    origin: 'P14',
    subject: 'subscriber',
    condition: {
      sv: 'En anmälan till nyhetsbrevet som inte har bekräftats',
      en: 'A newsletter sign-up that hasn’t been confirmed',
    },
    startEvent: 'newsletter.requested',
    period: 'P7D',
    action: 'erase',
    text: {
      sv: 'Räknas från anmälan. Sedan raderas den.',
      en: 'Counted from the sign-up. Then it is erased.',
    },
  },
  'subscriber.withdrawn': {
    id: 'subscriber.withdrawn',
    origin: 'P17',
    subject: 'subscriber',
    condition: { sv: 'En prenumeration du avslutar', en: 'A subscription you end' },
    startEvent: 'consent.withdrawn',
    period: 'PT0S',
    action: 'erase',
    text: {
      sv: 'Dina uppgifter raderas direkt och mejl som väntar skickas inte. Det gör de också när din mejlserver säger att adressen inte finns.',
      en: 'Your data is erased immediately and waiting e-mails are not sent. So it is when your mail server says that there is no such address.',
    },
  },
  'subscriber.inactive': {
    id: 'subscriber.inactive',
    origin: 'P18',
    subject: 'subscriber',
    condition: {
      sv: 'En prenumeration när du slutat använda tjänsten',
      en: 'A subscription when you have stopped using the service',
    },
    startEvent: 'service.last-used',
    period: 'P24M',
    action: 'erase',
    text: {
      sv: 'Räknas från att din senaste förfrågan kom eller stängdes, eller från anmälan om den är senare. Det märks på ett fingeravtryck av adressen, som vi inte sparar i förfrågan. Sedan raderas den.',
      en: 'Counted from when your last request came or was closed, or from the sign-up if that is later. We notice by a fingerprint of the address that is not stored with the request. Then it is erased.',
    },
  },
  'consent.proof': {
    id: 'consent.proof',
    origin: 'P15',
    subject: 'consent',
    condition: { sv: 'Beviset på ditt samtycke', en: 'The proof of your consent' },
    startEvent: 'subscriber.erased',
    period: 'PT0S',
    action: 'erase',
    duration: { sv: 'lika länge som prenumerationen', en: 'as long as the subscription' },
    text: { sv: 'Raderas tillsammans med prenumerationen.', en: 'Erased together with the subscription.' },
  },
  'preferences-link': {
    id: 'preferences-link',
    origin: 'product',
    subject: 'subscriber',
    condition: { sv: 'Länken till dina val för nyhetsbrevet', en: 'The link to your choices for the newsletter' },
    startEvent: 'link.sent',
    period: 'P30D',
    action: 'expire',
    text: {
      sv: 'Räknas från att vi skickade den. Länken som avslutar prenumerationen gäller så länge den finns.',
      en: 'Counted from when we sent it. The link that ends the subscription works as long as there is one.',
    },
  },
  'subscriber.suppressed': {
    id: 'subscriber.suppressed',
    origin: 'D4',
    subject: 'suppression',
    condition: {
      sv: 'En adress som tackat nej eller som inte finns, som fingeravtryck',
      en: 'An address that has said no or doesn’t exist, as a fingerprint',
    },
    startEvent: 'consent.withdrawn',
    period: null,
    action: 'keep',
    text: {
      sv: 'Sparas tills du själv anmäler dig igen och bekräftar det, så att vi inte råkar mejla dig.',
      en: 'Kept until you sign up again yourself and confirm it, so that we don’t e-mail you by mistake.',
    },
  },
  'event.analytics': {
    id: 'event.analytics',
    origin: 'P24',
    subject: 'event',
    condition: { sv: 'Besöksdata', en: 'Visit data' },
    startEvent: 'visit.recorded',
    period: 'P26M',
    action: 'erase',
    text: {
      sv: 'Räknas för varje händelse från när den skedde. Ett nytt besök förlänger inte tiden.',
      en: 'Counted for each event from when it happened. A new visit doesn’t prolong the time.',
    },
  },
  'consent.asked': {
    id: 'consent.asked',
    origin: 'P23',
    subject: 'consent',
    condition: {
      sv: 'Kakan som minns ditt svar om besöksstatistik',
      en: 'The cookie that remembers your answer about visit statistics',
    },
    startEvent: 'consent.answered',
    period: 'P12M',
    action: 'expire',
    text: {
      sv: 'Sedan frågar vi igen, och numret i kakan blir ett nytt. Vi frågar också om orden ändras.',
      en: 'Then we ask again, and the number in the cookie becomes a new one. We also ask if the words change.',
    },
  },
  'consent.choice': {
    id: 'consent.choice',
    origin: 'P15',
    subject: 'consent',
    condition: { sv: 'Vad någon svarade om besöksstatistik', en: 'What somebody answered about visit statistics' },
    startEvent: 'consent.answered',
    period: 'P38M',
    action: 'erase',
    text: {
      sv: 'Svaret, orden det gavs på, tiden och ett slumpat nummer. Så länge som något som mätts efter ett ja kan finnas kvar.',
      en: 'The answer, the words it was given to, the time and a random number. As long as anything that was measured after a yes may still be there.',
    },
  },
  'ip.analytics': {
    id: 'ip.analytics',
    origin: 'P21',
    subject: 'event',
    condition: { sv: 'IP-adressen i statistiken', en: 'The IP address in the statistics' },
    startEvent: 'visit.recorded',
    period: 'PT0S',
    action: 'erase',
    duration: { sv: 'sparas inte', en: 'not stored' },
    text: {
      sv: 'Används i minnet och släpps. Den sparas aldrig.',
      en: 'Used in memory and dropped. It is never stored.',
    },
  },
  'caught-mail': {
    id: 'caught-mail',
    origin: 'product',
    subject: 'caught-mail',
    condition: {
      sv: 'Mejl som fångas i en testmiljö i stället för att skickas',
      en: 'E-mails that are caught in a test environment instead of being sent',
    },
    startEvent: 'mail.caught',
    period: 'P7D',
    action: 'erase',
    text: { sv: 'Räknas från att mejlet fångades.', en: 'Counted from when the e-mail was caught.' },
    status: 'development',
  },
} as const satisfies Readonly<Record<string, RetentionRule>>;

export type RetentionRuleId = keyof typeof retention;
export const retentionRules: readonly RetentionRule[] = Object.values(retention);

/** The clocks of a request and of everything that lives and dies with it: one of them always runs. */
export const leadClocks = [
  'lead.no-quote',
  'lead.no-contract',
  'lead.contract',
  'lead.objection',
  'lead.erasure',
  'lead.restricted',
] as const;
