import { services } from '#catalog/index.ts';
import type { Locale, Text } from '#policy/text.ts';

/** Every page a person can stand on, in both languages. What follows a colon is filled in by `path`. */
export const pages = {
  home: { sv: '/', en: '/en' },
  service: { sv: '/:service', en: '/en/:service' },
  policy: { sv: '/personuppgiftspolicy', en: '/en/privacy-policy' },
  policyEditions: { sv: '/personuppgiftspolicy/versioner', en: '/en/privacy-policy/editions' },
  promises: { sv: '/loften', en: '/en/promises' },
  register: { sv: '/behandlingsregister', en: '/en/processing-register' },
  consent: { sv: '/kakor', en: '/en/cookies' },
  contact: { sv: '/kontakt', en: '/en/contact' },
  api: { sv: '/api', en: '/en/api' },
  newsletter: { sv: '/nyhetsbrev', en: '/en/newsletter' },
  newsletterConfirm: { sv: '/nyhetsbrev/bekrafta/:token', en: '/en/newsletter/confirm/:token' },
  newsletterPreferences: { sv: '/nyhetsbrev/val/:token', en: '/en/newsletter/choices/:token' },
  newsletterPause: { sv: '/nyhetsbrev/val/:token/paus', en: '/en/newsletter/choices/:token/pause' },
  newsletterEnd: { sv: '/nyhetsbrev/avslut/:token', en: '/en/newsletter/end/:token' },
  newsletterDone: { sv: '/nyhetsbrev/klart/:kind', en: '/en/newsletter/done/:kind' },
  receipt: { sv: '/kvitto/:token', en: '/en/receipt/:token' },
  embed: { sv: '/embed/:service', en: '/en/embed/:service' },
  embedReceipt: { sv: '/embed/kvitto/:token', en: '/en/embed/receipt/:token' },

  mine: { sv: '/min-sida', en: '/en/my-page' },
  mineLinks: { sv: '/min-sida/lank', en: '/en/my-page/link' },
  mineLink: { sv: '/min-sida/lank/:token', en: '/en/my-page/link/:token' },
  mineLogout: { sv: '/min-sida/utloggning', en: '/en/my-page/logout' },
  mineQuotes: { sv: '/min-sida/offerter/:token', en: '/en/my-page/quotes/:token' },
  mineRequest: { sv: '/min-sida/forfragan/:reference', en: '/en/my-page/request/:reference' },
  mineChoice: { sv: '/min-sida/forfragan/:reference/val', en: '/en/my-page/request/:reference/choice' },
  mineQuestion: { sv: '/min-sida/forfragan/:reference/fraga', en: '/en/my-page/request/:reference/question' },
  mineOutcome: { sv: '/min-sida/forfragan/:reference/utfall', en: '/en/my-page/request/:reference/outcome' },
  mineClosing: { sv: '/min-sida/forfragan/:reference/avslut', en: '/en/my-page/request/:reference/closing' },

  mineArchived: { sv: '/min-sida/arkiv/:reference', en: '/en/my-page/archive/:reference' },
  mineData: { sv: '/min-sida/uppgifter', en: '/en/my-page/data' },
  mineDataFile: { sv: '/min-sida/uppgifter/fil/:format', en: '/en/my-page/data/file/:format' },
  mineCase: { sv: '/min-sida/arende/:token', en: '/en/my-page/case/:token' },
  mineAddress: { sv: '/min-sida/adress', en: '/en/my-page/address' },
  mineArchivedCorrection: {
    sv: '/min-sida/arkiv/:reference/rattelse',
    en: '/en/my-page/archive/:reference/correction',
  },
  mineArchivedRestriction: {
    sv: '/min-sida/arkiv/:reference/begransning',
    en: '/en/my-page/archive/:reference/restriction',
  },
  mineCorrection: { sv: '/min-sida/forfragan/:reference/rattelse', en: '/en/my-page/request/:reference/correction' },
  mineRestriction: {
    sv: '/min-sida/forfragan/:reference/begransning',
    en: '/en/my-page/request/:reference/restriction',
  },
  mineErasure: { sv: '/min-sida/radering', en: '/en/my-page/erasure' },
  mineFarewell: { sv: '/min-sida/klart/:kind', en: '/en/my-page/done/:kind' },
  mineNewsletter: { sv: '/min-sida/nyhetsbrev', en: '/en/my-page/newsletter' },
  mineObjection: { sv: '/min-sida/invandning', en: '/en/my-page/objection' },

  supplierErasure: { sv: '/leverantor/radering/:token', en: '/en/supplier/erasure/:token' },
  supplier: { sv: '/leverantor', en: '/en/supplier' },
  supplierLink: { sv: '/leverantor/lank/:token', en: '/en/supplier/link/:token' },
  supplierDone: { sv: '/leverantor/klart', en: '/en/supplier/done' },
  supplierLogout: { sv: '/leverantor/utloggning', en: '/en/supplier/logout' },
  supplierRequest: { sv: '/leverantor/forfragan/:id', en: '/en/supplier/request/:id' },
  supplierAnswer: { sv: '/leverantor/forfragan/:id/svar', en: '/en/supplier/request/:id/answer' },
  supplierQuote: { sv: '/leverantor/forfragan/:id/offert', en: '/en/supplier/request/:id/quote' },
  supplierOutcome: { sv: '/leverantor/forfragan/:id/utfall', en: '/en/supplier/request/:id/outcome' },

  console: { sv: '/konsol', en: '/en/console' },
  consoleEnter: { sv: '/konsol/in', en: '/en/console/enter' },
  consoleLink: { sv: '/konsol/lank/:token', en: '/en/console/link/:token' },
  consoleConfirm: { sv: '/konsol/bekrafta', en: '/en/console/confirm' },
  consoleCode: { sv: '/konsol/kod', en: '/en/console/code' },
  consoleKeys: { sv: '/konsol/nycklar', en: '/en/console/keys' },
  consoleLeave: { sv: '/konsol/ut', en: '/en/console/leave' },
  consoleLeads: { sv: '/konsol/forfragningar', en: '/en/console/requests' },
  consoleNewLead: { sv: '/konsol/forfragningar/ny', en: '/en/console/requests/new' },
  consoleBulk: { sv: '/konsol/forfragningar/urval', en: '/en/console/requests/selection' },
  consoleBulkDone: { sv: '/konsol/forfragningar/urval/klart', en: '/en/console/requests/selection/done' },
  consoleViews: { sv: '/konsol/forfragningar/vyer', en: '/en/console/requests/views' },
  consoleLead: { sv: '/konsol/forfragningar/:reference', en: '/en/console/requests/:reference' },
  consoleNotes: { sv: '/konsol/forfragningar/:reference/anteckningar', en: '/en/console/requests/:reference/notes' },
  consoleTasks: { sv: '/konsol/forfragningar/:reference/uppgifter', en: '/en/console/requests/:reference/tasks' },
  consoleMail: { sv: '/konsol/forfragningar/:reference/mejl', en: '/en/console/requests/:reference/mail' },
  consoleSms: { sv: '/konsol/forfragningar/:reference/sms', en: '/en/console/requests/:reference/text' },
  consoleSmsStop: {
    sv: '/konsol/forfragningar/:reference/sms/:id/stopp',
    en: '/en/console/requests/:reference/text-message/:id/stop',
  },
  consoleCall: { sv: '/konsol/forfragningar/:reference/samtal', en: '/en/console/requests/:reference/calls' },
  consoleDialling: {
    sv: '/konsol/forfragningar/:reference/uppringning',
    en: '/en/console/requests/:reference/dialling',
  },
  consoleCalls: { sv: '/konsol/ringlista', en: '/en/console/calls' },
  consoleQuote: { sv: '/konsol/forfragningar/:reference/offert/:id', en: '/en/console/requests/:reference/quote/:id' },
  consoleClosing: { sv: '/konsol/forfragningar/:reference/avslut', en: '/en/console/requests/:reference/closing' },
  consoleReopening: {
    sv: '/konsol/forfragningar/:reference/ateroppning',
    en: '/en/console/requests/:reference/reopening',
  },
  consoleOutcome: { sv: '/konsol/forfragningar/:reference/utfall', en: '/en/console/requests/:reference/outcome' },
  consoleAddition: {
    sv: '/konsol/forfragningar/:reference/leverantorer',
    en: '/en/console/requests/:reference/suppliers',
  },
  consoleWithdrawal: {
    sv: '/konsol/forfragningar/:reference/leverantorer/:id',
    en: '/en/console/requests/:reference/suppliers/:id',
  },
  consoleRestriction: {
    sv: '/konsol/forfragningar/:reference/begransning',
    en: '/en/console/requests/:reference/restriction',
  },
  consoleErasure: { sv: '/konsol/forfragningar/:reference/radering', en: '/en/console/requests/:reference/erasure' },
  consoleResending: { sv: '/konsol/utskick/:id/omsandning', en: '/en/console/deliveries/:id/resending' },
  consoleLive: { sv: '/konsol/handelser', en: '/en/console/events' },
  consoleSuppliers: { sv: '/konsol/leverantorer', en: '/en/console/suppliers' },
  consoleSupplier: { sv: '/konsol/leverantorer/:id', en: '/en/console/suppliers/:id' },
  consoleSupplierHours: { sv: '/konsol/leverantorer/:id/tider', en: '/en/console/suppliers/:id/hours' },
  consoleSupplierPauses: { sv: '/konsol/leverantorer/:id/pauser', en: '/en/console/suppliers/:id/pauses' },
  consoleSupplierChannel: { sv: '/konsol/leverantorer/:id/kanal', en: '/en/console/suppliers/:id/channel' },
  consoleSupplierTest: { sv: '/konsol/leverantorer/:id/prov', en: '/en/console/suppliers/:id/test' },
  consoleSupplierResending: { sv: '/konsol/leverantorer/:id/omsandning', en: '/en/console/suppliers/:id/resending' },
  consoleSupplierReminder: { sv: '/konsol/leverantorer/:id/paminnelse', en: '/en/console/suppliers/:id/reminder' },
  consoleSupplierRemoval: { sv: '/konsol/leverantorer/:id/borttagning', en: '/en/console/suppliers/:id/removal' },
  consolePrivacy: { sv: '/konsol/dataskydd', en: '/en/console/privacy' },
  consoleVerdicts: { sv: '/konsol/dataskydd/loften', en: '/en/console/privacy/promises' },
  consoleCertificates: { sv: '/konsol/dataskydd/intyg', en: '/en/console/privacy/certificates' },
  consoleCertificate: { sv: '/konsol/dataskydd/intyg/:id', en: '/en/console/privacy/certificates/:id' },
  consoleCases: { sv: '/konsol/arenden', en: '/en/console/cases' },
  consoleCase: { sv: '/konsol/arenden/:id', en: '/en/console/cases/:id' },
  consoleCaseAnswer: { sv: '/konsol/arenden/:id/svar', en: '/en/console/cases/:id/answer' },
  consoleCaseRefusal: { sv: '/konsol/arenden/:id/avslag', en: '/en/console/cases/:id/refusal' },
  consoleCaseCopy: { sv: '/konsol/arenden/:id/kopia', en: '/en/console/cases/:id/copy' },
  consoleCaseCorrection: {
    sv: '/konsol/arenden/:id/rattelse/:reference',
    en: '/en/console/cases/:id/correction/:reference',
  },
  consoleCaseErasure: { sv: '/konsol/arenden/:id/radering', en: '/en/console/cases/:id/erasure' },
  consoleCaseAddress: { sv: '/konsol/arenden/:id/adress', en: '/en/console/cases/:id/address' },
  consoleCaseRestriction: { sv: '/konsol/arenden/:id/begransning', en: '/en/console/cases/:id/restriction' },
  consoleArchive: { sv: '/konsol/arkiv', en: '/en/console/archive' },
  consoleTexts: { sv: '/konsol/texter', en: '/en/console/texts' },
  consoleText: { sv: '/konsol/texter/:key', en: '/en/console/texts/:key' },
  consoleTextDraft: { sv: '/konsol/texter/:key/utkast', en: '/en/console/texts/:key/draft' },
  consoleInbox: { sv: '/konsol/inkorg', en: '/en/console/inbox' },
  consoleInboxMail: { sv: '/konsol/inkorg/:id', en: '/en/console/inbox/:id' },
  consoleInboxSorting: { sv: '/konsol/inkorg/:id/sortering', en: '/en/console/inbox/:id/sorting' },
  consoleSubscribers: { sv: '/konsol/prenumeranter', en: '/en/console/subscribers' },
  consoleSubscriberNew: { sv: '/konsol/prenumeranter/ny', en: '/en/console/subscribers/new' },
  consoleSubscriberImport: { sv: '/konsol/prenumeranter/import', en: '/en/console/subscribers/import' },
  consoleSubscriberTemplate: { sv: '/konsol/prenumeranter/import/mall', en: '/en/console/subscribers/import/template' },
  consoleSubscriber: { sv: '/konsol/prenumerant/:id', en: '/en/console/subscriber/:id' },
  consoleSubscriberEnd: { sv: '/konsol/prenumerant/:id/avslut', en: '/en/console/subscriber/:id/end' },
  consoleResults: { sv: '/konsol/nyhetsbrev/resultat', en: '/en/console/newsletter/results' },
  consoleResultsFile: { sv: '/konsol/nyhetsbrev/resultat/fil', en: '/en/console/newsletter/results/file' },
  consoleCampaignResults: { sv: '/konsol/nyhetsbrev/:id/resultat', en: '/en/console/newsletter/:id/results' },
  consoleCampaignResultsFile: {
    sv: '/konsol/nyhetsbrev/:id/resultat/fil',
    en: '/en/console/newsletter/:id/results/file',
  },
  consoleCampaigns: { sv: '/konsol/nyhetsbrev', en: '/en/console/newsletter' },
  consoleSender: { sv: '/konsol/nyhetsbrev/avsandare', en: '/en/console/newsletter/sender' },
  consoleCampaign: { sv: '/konsol/nyhetsbrev/:id', en: '/en/console/newsletter/:id' },
  consoleCampaignLook: { sv: '/konsol/nyhetsbrev/:id/utseende', en: '/en/console/newsletter/:id/look' },
  consoleCampaignChecks: { sv: '/konsol/nyhetsbrev/:id/kontroll', en: '/en/console/newsletter/:id/checks' },
  consoleCampaignPlan: { sv: '/konsol/nyhetsbrev/:id/tid', en: '/en/console/newsletter/:id/time' },
  consoleCampaignBegin: { sv: '/konsol/nyhetsbrev/:id/utskick', en: '/en/console/newsletter/:id/sending' },
  consoleCampaignCopy: { sv: '/konsol/nyhetsbrev/:id/kopia', en: '/en/console/newsletter/:id/copy' },
  consoleCampaignDelete: { sv: '/konsol/nyhetsbrev/:id/borttagning', en: '/en/console/newsletter/:id/deletion' },
  consoleCampaignSending: { sv: '/konsol/nyhetsbrev/:id/gang', en: '/en/console/newsletter/:id/progress' },
  consoleCampaignPause: { sv: '/konsol/nyhetsbrev/:id/paus', en: '/en/console/newsletter/:id/pause' },
  consoleCampaignCancel: { sv: '/konsol/nyhetsbrev/:id/avbrott', en: '/en/console/newsletter/:id/cancellation' },
  consoleVisits: { sv: '/konsol/besok', en: '/en/console/visits' },
  consoleVisitsFile: { sv: '/konsol/besok/fil', en: '/en/console/visits/file' },
  consoleTrail: { sv: '/konsol/logg', en: '/en/console/log' },
  consoleSecurity: { sv: '/konsol/sakerhet', en: '/en/console/security' },
  consoleSessions: { sv: '/konsol/sakerhet/inloggningar', en: '/en/console/security/sessions' },
  consoleRecovery: { sv: '/konsol/sakerhet/koder', en: '/en/console/security/codes' },
  consoleSubmissions: { sv: '/konsol/inskickat', en: '/en/console/submissions' },
  consoleSubmission: { sv: '/konsol/inskickat/:id', en: '/en/console/submissions/:id' },
  consoleSources: { sv: '/konsol/kallor', en: '/en/console/sources' },
  consoleSource: { sv: '/konsol/kallor/:id', en: '/en/console/sources/:id' },
  consoleSourceFields: { sv: '/konsol/kallor/:id/falt', en: '/en/console/sources/:id/fields' },
  consoleSourceEnd: { sv: '/konsol/kallor/:id/avslut', en: '/en/console/sources/:id/end' },
  consolePeople: { sv: '/konsol/personal', en: '/en/console/people' },
  consolePerson: { sv: '/konsol/personal/:id', en: '/en/console/people/:id' },
  consoleInvitation: { sv: '/konsol/personal/:id/inbjudan', en: '/en/console/people/:id/invitation' },
  consoleRemoval: { sv: '/konsol/personal/:id/borttagning', en: '/en/console/people/:id/removal' },
} as const satisfies Record<string, Text>;

/** Addresses without a language: files, machines, development. */
export const endpoints = {
  file: '/fil/:token',
  newsletterOneClick: '/nyhetsbrev/ett-klick/:token',
  newsletterLink: '/nyhetsbrev/l/:token',
  newsletterImage: '/nyhetsbrev/bild/:id',
  consentAnswer: '/samtycke',
  visits: '/besok',
  consoleElse: '/konsol/*',
  consoleElseEn: '/en/console/*',
  embedLoader: '/embed/v1.js',
  google: '/besok/google',
  registerFile: '/behandlingsregister/fil/:format',
  exportSchema: '/schema/personuppgifter.json',
  apiLeads: '/api/v1/leads',
  apiSuppliers: '/api/v1/services/:service/suppliers',
  apiDescription: '/api/v1/openapi.json',
  elementorHook: '/hooks/elementor/:secret',
  cf7Hook: '/hooks/cf7/:secret',
  gravityHook: '/hooks/gravity/:secret',
  bounces: '/hooks/bounces/:secret',
  callEnded: '/hooks/46elks/call/:token',
  smsReport: '/hooks/46elks/sms/:token',
  consoleChallenge: '/konsol/utmaning',
  devMail: '/dev/mail',
  devMailJson: '/dev/mail.json',
  devMailItem: '/dev/mail/:id',
  health: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
  assets: '/assets/*',
} as const;

export type PageName = keyof typeof pages;
export type EndpointName = keyof typeof endpoints;

type Names<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;
type Args<P extends string> = [Names<P>] extends [never] ? [] : [Readonly<Record<Names<P>, string>>];

const fill = (pattern: string, params: Readonly<Record<string, string>> = {}) =>
  pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

/** The address of a page: `path('receipt', 'sv', { token })`. `service` takes the slug in the same language. */
export function path<N extends PageName>(name: N, locale: Locale, ...args: Args<(typeof pages)[N]['sv']>): string {
  return fill(pages[name][locale], args[0]);
}

/** The address of something without a language: `endpoint('file', { token })`. */
export function endpoint<N extends EndpointName>(name: N, ...args: Args<(typeof endpoints)[N]>): string {
  return fill(endpoints[name], args[0]);
}

/** The language an address belongs to. */
export const localeOf = (address: string): Locale => (/^\/en(\/|$)/.test(address) ? 'en' : 'sv');

/** Whether an address is one of those that stand in a frame on somebody else's page. Nothing else may be framed. */
export const isEmbedded = (address: string): boolean => /^(\/en)?\/embed\//.test(address);

const other = { sv: 'en', en: 'sv' } as const;

function match(pattern: string, address: string): Record<string, string> | undefined {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  const found = new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`).exec(address);
  return found ? Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ''])) : undefined;
}

/** Whether an address is a page of the site that anybody may open, without a token or a log-in. */
export const isOpenPage = (address: string): boolean =>
  openPages.some((name) => Object.values(pages[name]).includes(address as never)) ||
  services.some(({ slug }) => [`/${slug.sv}`, `/en/${slug.en}`].includes(address));

const openPages = [
  ...(['home', 'policy', 'policyEditions', 'promises', 'register', 'contact', 'api', 'newsletter', 'mine'] as const),
] satisfies readonly PageName[];

/** The same page in the other language, given a path without query; the other language's home, or its console's, for a path that isn't a page's. */
export function otherLanguage(address: string): string {
  const from = localeOf(address);
  const to = other[from];
  const service = services.find(({ slug }) => path('service', from, { service: slug[from] }) === address);
  if (service) return path('service', to, { service: service.slug[to] });
  for (const [name, patterns] of Object.entries(pages)) {
    const params = name === 'service' ? undefined : match(patterns[from], address);
    // Still encoded as they were in the address: don't encode twice.
    if (params) return patterns[to].replace(/:(\w+)/g, (_, param: string) => params[param] ?? '');
  }
  return path(address.startsWith(`${pages.console[from]}/`) ? 'console' : 'home', to);
}

/**
 * What a page is called in statistics: its pattern, so that no token, reference or number of anybody's is in it; a service's page by its address.
 * @returns undefined for an address that is no page's
 */
export function nameOfPage(address: string): string | undefined {
  const locale = localeOf(address);
  if (services.some(({ slug }) => path('service', locale, { service: slug[locale] }) === address)) return address;
  const found = Object.entries(pages).find(
    ([name, patterns]) => name !== 'service' && match(patterns[locale], address) !== undefined,
  );
  return found?.[1][locale];
}
