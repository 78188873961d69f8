import type { PersonalCategory } from './categories.ts';

/** What a form or API field holds. null: nothing about a person. */
export type FieldUse = PersonalCategory | null;

/** Names of the form and API fields outside the catalogue's questions and quote fields. An unlisted name fails the build (P2). */
export const formFields: Readonly<Record<string, FieldUse>> = {
  // Plumbing of every form: the idempotency key, a field only robots fill in, which step, which button, a link's secret.
  idempotencyKey: null,
  website: null,
  step: null,
  // Whether the visit may be measured, and the page to come back to.
  measure: null,
  back: null,
  action: null,
  token: 'credentials',
  // The request: which suppliers were left ticked.
  suppliers: 'answers',
  // The console's door, and its accounts: where to go on to, what a key answered, codes, and who somebody is.
  next: null,
  credential: 'credentials',
  code: 'credentials',
  recoveryCode: 'credentials',
  keyId: null,
  sessionId: null,
  personName: 'staff',
  staffEmail: 'staff',
  locale: 'staff',
  roles: 'staff',
  // A system that sends requests: what it is called.
  sourceName: null,
  sourceKind: null,
  // Which field of a form answers which question, and whom the form names.
  fieldKey: null,
  fieldTarget: null,
  receivers: null,
  formTold: null,
  toldWords: null,
  submissionId: null,
  // The console's work: what is looked for, noted and to be done.
  q: 'contact',
  state: null,
  service: null,
  supplier: null,
  restricted: null,
  actor: null,
  act: null,
  subject: null,
  day: null,
  // The privacy room: why the archive is read and which request, and the number of an erasure.
  caseRight: null,
  caseEmail: 'contact',
  caseChannel: null,
  ground: null,
  scope: null,
  format: null,
  readReason: null,
  reference: null,
  number: null,
  lead: null,
  received: null,
  viewId: null,
  viewName: 'staff',
  leadSource: null,
  mailId: null,
  customerLanguage: null,
  told: null,
  reportedBy: null,
  note: 'messages',
  task: 'messages',
  taskDue: null,
  taskId: null,
  taskKind: null,
  // The inbox: what a mail is, and which right it asks for.
  kind: null,
  right: null,
  noteId: null,
  // A text of ours in both languages, and which version it was written from.
  textSv: null,
  textEn: null,
  versionSv: null,
  versionEn: null,
  textLocale: null,
  version: null,
  // What is written to a customer.
  template: null,
  messageSubject: 'messages',
  messageBody: 'messages',
  // A supplier in the console: who it is, what it takes, when, and how it is reached.
  supplierName: null,
  supplierEmail: 'supplier-contact',
  supplierPhone: 'supplier-contact',
  supplierWebsite: null,
  services: null,
  active: null,
  dailyCap: null,
  weight: null,
  openDays: null,
  opensAt: null,
  closesAt: null,
  pauseFrom: null,
  pauseTo: null,
  pauseId: null,
  webhookUrl: null,
  referralId: null,
  deliveryId: null,
  // A call: how it went and what comes next, and where one of ours is called first.
  callOutcome: 'messages',
  callNote: 'messages',
  nextStep: 'messages',
  nextOn: null,
  staffPhone: 'staff',
  // The newsletter: the box in the request form, and what a subscriber chooses. Staff say where they were asked.
  newsletter: 'subscription',
  wording: null,
  language: 'subscription',
  interests: 'subscription',
  askedBy: null,
  // A newsletter as it is written: words of ours, whom it goes to, its pictures, how it is looked at, and when it leaves.
  campaignName: null,
  campaignLanguage: null,
  campaignSubject: null,
  preheader: null,
  campaignBody: null,
  segmentLocale: null,
  segmentInterest: null,
  image: null,
  imageAlt: null,
  removeImage: null,
  insert: null,
  caret: null,
  view: null,
  startsOn: null,
  startsAt: null,
  people: null,
  // «Min sida» and the supplier's page.
  quoteId: null,
  outcome: 'quotes',
  objection: null,
  restriction: null,
  newEmail: 'contact',
  reason: 'quotes',
  question: 'messages',
  file: 'quotes',
};

/** What stands around the answers of a request that comes by the API. The answers themselves are the catalogue's. */
export const apiFields: Readonly<Record<string, FieldUse>> = {
  service: null,
  locale: null,
  suppliers: 'answers',
  told: null,
  company: 'company',
  answers: 'answers',
};

/** The catalogue's company and contact questions by name. Every other question of a service is 'answers', every quote field 'quotes'. */
export const commonQuestions: Readonly<Record<string, PersonalCategory>> = {
  companyName: 'company',
  organisationNumber: 'organisation-number',
  contactName: 'identity',
  email: 'contact',
  phone: 'contact',
  postcode: 'company',
  currentSupplier: 'company',
  contractEnds: 'company',
  message: 'answers',
};

export type FieldPlace = 'form' | 'common-question' | 'service-question' | 'quote-field';

/** The use of a field by where it stands; undefined when it isn't declared, which the law test refuses. */
export function fieldUse(name: string, place: FieldPlace): FieldUse | undefined {
  if (place === 'service-question') return 'answers';
  if (place === 'quote-field') return 'quotes';
  const list: Readonly<Record<string, FieldUse>> = place === 'form' ? formFields : commonQuestions;
  return Object.hasOwn(list, name) ? list[name] : undefined;
}

/**
 * The only keys a log line may have. Ids are opaque; `path` is the route's pattern, never the address that was asked for.
 * Nothing on the list can hold a word somebody typed (P30, D6).
 */
export const logKeys = [
  ...(['level', 'time', 'msg', 'event', 'version', 'role', 'pid', 'port', 'host'] as const),
  ...(['leadId', 'referralId', 'quoteId', 'deliveryId', 'supplierId', 'jobId', 'requestId'] as const),
  ...([
    'state',
    'from',
    'to',
    'kind',
    'channel',
    'audience',
    'lane',
    'outcome',
    'reason',
    'attempt',
    'number',
  ] as const),
  ...(['method', 'path', 'status', 'ms', 'bytes', 'count', 'lag'] as const),
  ...(['service', 'locale', 'queue', 'job', 'loop', 'migration', 'signal'] as const),
  ...(['err', 'head'] as const),
] as const;

/** What is logged of an error under `err`: never its message or stack, which may quote what somebody typed. */
export const errorKeys = ['name', 'code'] as const;
export type LogKey = (typeof logKeys)[number];

const loggable: ReadonlySet<string> = new Set(logKeys);

/** Whether a key may appear in a log line. */
export function isLoggable(key: string): key is LogKey {
  return loggable.has(key);
}
