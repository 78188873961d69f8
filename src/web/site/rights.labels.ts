import {
  type Field,
  formatDate,
  formatValue,
  nameOf,
  questionsOf,
  quoteFieldsOf,
  type ServiceId,
  services,
  type Value,
} from '#catalog/index.ts';
import { outcomeText } from '#domain/privacy/index.ts';
import { complaintLine, type Right, rights } from '#policy/rights.ts';
import type { Locale, Text } from '#policy/text.ts';
import { formatDateTime } from '../ui/format.ts';
import { rightsWords } from './rights.texts.ts';

const text = (sv: string, en: string): Text => ({ sv, en });

/** What stored columns are called, in the order and spelling of the export; one that is missing is called by its own name. */
const columns: Readonly<Record<string, Text>> = {
  id: text('Intern beteckning', 'Internal id'),
  reference: text('Beteckning', 'Reference'),
  service: text('Tjänst', 'Service'),
  source: text('Kom genom', 'Came by'),
  locale: text('Språk', 'Language'),
  state: text('Läge', 'State'),
  joinedTo: text('Hör ihop med', 'Joined to'),
  soleTrader: text('Enskild firma', 'Sole trader'),
  answers: text('Svar om behovet', 'Answers about the need'),
  ticked: text('Leverantörer du lät stå kvar', 'Suppliers you left ticked'),
  ip: text('IP-adress', 'IP address'),
  idempotencyKey: text('Formulärets engångsnummer', 'The form’s one-time number'),
  policyVersion: text('Policyns version', 'Version of the policy'),
  receivedAt: text('Kom in', 'Came in'),
  routedAt: text('Fördelades', 'Distributed'),
  firstQuoteAt: text('Första offerten', 'First quote'),
  chosenAt: text('Du valde', 'You chose'),
  closedAt: text('Avslutades', 'Closed'),
  closingReason: text('Varför den avslutades', 'Why it was closed'),
  clockRule: text('Regel som gäller', 'Rule that applies'),
  clockAt: text('När regeln gör något', 'When the rule acts'),
  noticeAt: text('Du får besked', 'You are told'),
  restrictedAt: text('Begränsad', 'Restricted'),
  fingerprints: text('Fingeravtryck av adress och nummer', 'Fingerprints of address and number'),
  request: text('Förfrågan', 'Request'),
  supplier: text('Leverantör', 'Supplier'),
  supplierId: text('Leverantör', 'Supplier'),
  supplierName: text('Leverantör', 'Supplier'),
  why: text('Varför', 'Why'),
  sent: text('Skickade uppgifter', 'Data sent'),
  sentAt: text('Skickat', 'Sent'),
  openedAt: text('Öppnat', 'Opened'),
  declineReason: text('Varför leverantören tackade nej', 'Why the supplier declined'),
  kind: text('Slag', 'Kind'),
  channel: text('Kanal', 'Channel'),
  audience: text('Till', 'To'),
  createdAt: text('Skapades', 'Made'),
  endedAt: text('Slutade', 'Ended'),
  expiresAt: text('Gäller till', 'Valid until'),
  usedAt: text('Användes', 'Used'),
  windowStart: text('Räknas från', 'Counted from'),
  hits: text('Antal försök', 'Number of attempts'),
  suppliersPassedOver: text('Leverantörer som inte fick förfrågan', 'Suppliers that did not get the request'),
  values: text('Innehåll', 'Contents'),
  quoteValues: text('Offerten', 'The quote'),
  recipients: text('Mottagare', 'Recipients'),
  reportedBy: text('Vem som berättade', 'Who reported it'),
  reportedAt: text('När det berättades', 'When it was reported'),
  outcome: text('Utfall', 'Outcome'),
  name: text('Namn', 'Name'),
  contractAt: text('Avtal', 'Contract'),
  eraseAt: text('Raderas', 'Erased'),
  body: text('Text', 'Text'),
  subject: text('Ärende', 'Subject'),
  recipient: text('Till', 'To'),
  at: text('När', 'When'),
  direction: text('Riktning', 'Direction'),
  report: text('Besked från operatören', 'Report from the carrier'),
  reportedOn: text('När beskedet kom', 'When the report came'),
  carrierId: text('Operatörens nummer', 'The carrier’s number'),
  ended: text('Hur det slutade', 'How it ended'),
  seconds: text('Sekunder', 'Seconds'),
  writtenAt: text('Skrevs', 'Written'),
  dueOn: text('Senast', 'By'),
  doneAt: text('Klart', 'Done'),
  askedAt: text('När du frågade', 'When you asked'),
  right: text('Rättighet', 'Right'),
  purpose: text('Ändamål', 'Purpose'),
  confirmedAt: text('Du bekräftade', 'You confirmed'),
  answeredAt: text('Vi svarade', 'We answered'),
  dueAt: text('Besvaras senast', 'To be answered by'),
  fields: text('Frågor som rättades', 'Questions that were corrected'),
  arrivedAt: text('Kom till oss', 'Reached us'),
  from: text('Från', 'From'),
  fromName: text('Avsändarens namn', 'Name of the sender'),
  bytes: text('Storlek i byte', 'Size in bytes'),
  fingerprint: text('Fingeravtryck', 'Fingerprint'),
  leadId: text('Förfrågan', 'Request'),
  email: text('E-post', 'E-mail'),
  interests: text('Tjänster du valt att läsa om', 'Services you have chosen to read about'),
  requestedAt: text('Du anmälde dig', 'You signed up'),
  mails: text('Mejl till dig', 'E-mails to you'),
  consent: text('Samtycke', 'Consent'),
  version: text('Version', 'Version'),
  text: text('Texten du såg', 'The text you saw'),
  textHash: text('Textens fingeravtryck', 'The text’s fingerprint'),
  givenAt: text('Du sa ja', 'You said yes'),
  recordedByUs: text('Antecknat av oss', 'Written down by us'),
};

const tables: Readonly<Record<string, Text>> = {
  'brokerage.question': text('Dina frågor till oss', 'Your questions to us'),
  'brokerage.note': text('Våra anteckningar', 'Our notes'),
  'brokerage.task': text('Det vi ska göra', 'What we are to do'),
  'brokerage.call': text('Samtal med dig', 'Calls with you'),
  'brokerage.message': text('Det vi skrivit till dig', 'What we have written to you'),
  'brokerage.submission': text('Från formulär på andra sajter', 'From forms on other sites'),
  'brokerage.mail_in': text('Mejl till oss', 'E-mails to us'),
  'brokerage.mail_file': text('Bifogade filer', 'Attached files'),
  'brokerage.outcome': text('Hur det gick', 'How it went'),
  'brokerage.quote': text('Offerter', 'Quotes'),
  'brokerage.quote_file': text('Bifogade offerter', 'Attached quotes'),
  'brokerage.delivery': text('Meddelanden om dig', 'Messages about you'),
  'brokerage.referral': text('Leverantörer som valts', 'Suppliers chosen'),
  'brokerage.routing_decision': text('Urvalet av leverantörer', 'The choice of suppliers'),
  'access.login_link': text('Inloggningslänkar', 'Log-in links'),
  'access.login_request': text('Önskade inloggningslänkar', 'Log-in links asked for'),
  'access.session': text('Inloggningar', 'Log-ins'),
  'access.rate_limit': text('Räknare mot missbruk', 'Counters against abuse'),
  'privacy.suppression': text('Spärr mot utskick', 'Block against mailings'),
  'caught.sms': text('Sms fångade i testmiljö', 'Text messages caught in a test environment'),
  'newsletter.subscriber': text('Nyhetsbrevet', 'The newsletter'),
  'newsletter.consent': text('Bevis på ditt samtycke', 'The proof of your consent'),
  'newsletter.link': text('Länkar som bekräftar anmälan', 'Links that confirm the sign-up'),
  'newsletter.sign_up': text('Anmälan på väg', 'A sign-up on its way'),
  'caught.mail': text('Mejl fångade i testmiljö', 'E-mails caught in a test environment'),
};

/** What a table of the export is called. */
export const tableName = (table: string, locale: Locale): string => tables[table]?.[locale] ?? table;

const camel = (key: string): string => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A question or quote field of the service, or of any service when it isn't known which. */
function fieldOf(key: string, service: string | undefined): Field | undefined {
  const known = services.filter(({ id }) => service === undefined || id === (service as ServiceId));
  return known.flatMap((one) => [...questionsOf(one), ...quoteFieldsOf(one)]).find(({ id }) => id === key);
}

/** A stored value as text: times in Swedish time, answers as their question has them. A personal number is masked (D6); the JSON has it whole. */
function shown(field: Field | undefined, value: unknown, locale: Locale): string {
  if (value === null || value === undefined || value === '') return '–';
  if (field && isPlain(value)) return formatValue(field, value as Value, locale);
  if (typeof value === 'boolean') return locale === 'sv' ? (value ? 'ja' : 'nej') : value ? 'yes' : 'no';
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    return formatDateTime(Temporal.Instant.from(value), locale);
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ') || '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
const isPlain = (value: unknown): boolean => typeof value !== 'object' || Array.isArray(value);

/** A stored row as labels and values; what lies within an answer is set out on lines of its own. */
export function heldLines(
  row: Readonly<Record<string, unknown>>,
  locale: Locale,
  service = typeof row.service === 'string' ? row.service : undefined,
): [label: string, value: string][] {
  return Object.entries(row).flatMap(([key, value]): [string, string][] => {
    const name = camel(key);
    const inner = [value].flat().filter((one) => one !== null && typeof one === 'object');
    if (inner.length > 0) return inner.flatMap((one) => heldLines(one as Record<string, unknown>, locale, service));
    const field = columns[name] ? undefined : fieldOf(name, service);
    const label = columns[name]?.[locale] ?? (field ? nameOf(field, locale) : key);
    if (name === 'service') return [[label, services.find(({ id }) => id === value)?.name[locale] ?? String(value)]];
    return [[label, shown(field, value, locale)]];
  });
}

/** A case as it is shown: which right and when, and how it stands, with its deadline or its answer (P27). */
export function caseFacts(cases: readonly Readonly<Record<string, unknown>>[], locale: Locale): [string, string][] {
  const t = rightsWords(locale);
  const day = (value: unknown) => formatDate(Temporal.Instant.from(String(value)), locale);
  return cases.map((c) => {
    const name = (rights as Readonly<Record<string, Right>>)[String(c.right)]?.name[locale] ?? String(c.right);
    const purpose = t.casePurpose[String(c.purpose)];
    const closed = { state: String(c.state), outcome: c.outcome === null ? null : String(c.outcome) };
    const what = outcomeText(closed)?.[locale] ?? '';
    const head = t.caseHead(purpose ? `${name} (${purpose})` : name, day(c.openedAt));
    if (closed.state === 'refused') return [head, `${t.refused(day(c.closedAt), what)} ${complaintLine[locale]}`];
    if (closed.state === 'answered') return [head, t.answered(day(c.closedAt), what)];
    if (c.confirmedAt) return [head, t.open(day(c.dueAt))];
    return [head, c.purpose === 'email' ? t.unconfirmedAddress : t.unconfirmed(day(c.dueAt))];
  });
}
