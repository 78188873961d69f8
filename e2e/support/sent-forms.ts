/**
 * Posts as form plugins make them, after the plugins' own source: Elementor Pro's webhook action with and without «Advanced Data», the add-on
 * that passes Contact Form 7 on, and Gravity Forms' webhooks with all fields. The people are invented.
 */
export interface SentForm {
  readonly type: string;
  readonly body: string;
}

/** PHP's http_build_query, which WordPress makes a body of. */
const query = (tree: object, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([name, value]): [string, string][] => {
    const path = prefix ? `${prefix}[${name}]` : name;
    return typeof value === 'object' && value !== null ? query(value, path) : [[path, String(value)]];
  });
export const asForm = (tree: object): SentForm => ({
  type: 'application/x-www-form-urlencoded',
  body: new URLSearchParams(query(tree)).toString(),
});
export const asJson = (tree: object): SentForm => ({
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(tree),
});

export const visitTraces = {
  ip: '203.0.113.77',
  agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)',
  page: 'https://www.allkontrakt.example/juridik/?utm_source=kanarie',
};

const answers = {
  name: { title: 'Namn', value: 'Sigrid Solberg' },
  company: { title: 'Företag', value: 'Solbergs Såg AB' },
  orgnr: { title: 'Org.nr', value: '559900-0006' },
  email: { title: 'E-post', value: 'sigrid@solbergs.example' },
  phone: { title: 'Telefon', value: '070-174 06 44' },
  zip: { title: 'Postnummer', value: '352 30' },
  field_ab12: { title: 'Vad gäller det?', value: 'Arbetsrätt' },
  field_cd34: { title: 'En gång eller löpande?', value: 'Löpande' },
  hours: { title: 'Uppskattat behov', value: '7,5 timmar' },
  cover: { title: 'Har du rättsskydd i försäkringen?', value: 'Nej' },
  message: { title: 'Meddelande', value: 'Ring gärna\r\nefter lunch.' },
  ok: { title: 'Samtycke', value: 'on' },
} as const;
type Name = keyof typeof answers;
export type Changes = Partial<Record<Name, string>>;

const changed = (changes: Changes) =>
  Object.entries(answers).map(([id, { title, value }]) => ({ id, title, value: changes[id as Name] ?? value }));

/** «Advanced Data» on. */
export const elementorAdvanced = (changes: Changes = {}): SentForm =>
  asForm({
    form: { id: '3f2a1bc', name: 'Juridik' },
    fields: Object.fromEntries(
      changed(changes).map(({ id, title, value }) => [
        id,
        { id, type: 'text', title, value, raw_value: value, required: '0' },
      ]),
    ),
    meta: {
      date: { title: 'Datum', value: '12 mars 2026' },
      time: { title: 'Tid', value: '09:14' },
      page_url: { title: 'Page URL', value: visitTraces.page },
      user_agent: { title: 'User Agent', value: visitTraces.agent },
      remote_ip: { title: 'Remote IP', value: visitTraces.ip },
      credit: { title: 'Powered by', value: 'Elementor' },
    },
  });

/** Without it: each field by its label, and one without a label by what Elementor calls it. */
export const elementorSimple = (changes: Changes = {}): SentForm =>
  asForm({
    ...Object.fromEntries(changed(changes).map(({ title, value }) => [title, value])),
    'No Label field_ef56': '',
    Datum: '12 mars 2026',
    Tid: '09:14',
    'Page URL': visitTraces.page,
    'User Agent': visitTraces.agent,
    'Remote IP': visitTraces.ip,
    'Powered by': 'Elementor',
    form_id: '3f2a1bc',
    form_name: 'Juridik',
  });

const said = (changes: Changes, id: Name): string => changes[id] ?? answers[id].value;

/** Names of Contact Form 7's own; boxes and menus are lists. */
export const cf7 = (changes: Changes = {}): SentForm =>
  asJson({
    'your-name': said(changes, 'name'),
    'your-company': said(changes, 'company'),
    orgnr: said(changes, 'orgnr'),
    'your-email': said(changes, 'email'),
    'your-phone': said(changes, 'phone'),
    postnummer: said(changes, 'zip'),
    'menu-arende': [said(changes, 'field_ab12')],
    'radio-omfattning': [said(changes, 'field_cd34')],
    timmar: said(changes, 'hours'),
    rattsskydd: [said(changes, 'cover')],
    'your-message': said(changes, 'message'),
    'acceptance-1': '1',
    _remote_ip: visitTraces.ip,
    _user_agent: visitTraces.agent,
    _url: visitTraces.page,
    'g-recaptcha-response': 'x',
  });

/** An entry: fields by number, parts of a name and boxes of a list by number within it. */
export const gravity = (changes: Changes = {}): SentForm => {
  const [first = '', ...rest] = said(changes, 'name').split(' ');
  return asJson({
    id: '4711',
    form_id: '3',
    date_created: '2026-03-12 08:14:00',
    is_starred: 0,
    ip: visitTraces.ip,
    source_url: visitTraces.page,
    user_agent: visitTraces.agent,
    currency: 'SEK',
    payment_status: null,
    status: 'active',
    '1.3': first,
    '1.6': rest.join(' '),
    '2': said(changes, 'company'),
    '3': said(changes, 'orgnr'),
    '4': said(changes, 'email'),
    '5': said(changes, 'phone'),
    '6': said(changes, 'zip'),
    '7': said(changes, 'field_ab12'),
    '8': said(changes, 'field_cd34'),
    '9': said(changes, 'hours'),
    '10': said(changes, 'cover'),
    '11': said(changes, 'message'),
    '12.1': 'Jag vet vem som får uppgifterna',
  });
};

/** Which field answers what, in each of them. */
export const mappings = {
  elementor: {
    ...{ name: 'contactName', company: 'companyName', orgnr: 'organisationNumber', email: 'email', phone: 'phone' },
    ...{ zip: 'postcode', field_ab12: 'matter', field_cd34: 'extent', hours: 'hours', cover: 'legalCover' },
    ...{ message: 'message', ok: 'told' },
  },
  cf7: {
    ...{ 'your-name': 'contactName', 'your-company': 'companyName', orgnr: 'organisationNumber' },
    ...{ 'your-email': 'email', 'your-phone': 'phone', postnummer: 'postcode', 'menu-arende': 'matter' },
    ...{ 'radio-omfattning': 'extent', timmar: 'hours', rattsskydd: 'legalCover', 'your-message': 'message' },
    'acceptance-1': 'told',
  },
  gravity: {
    ...{ '1.3': 'contactName', '1.6': 'contactName', '2': 'companyName', '3': 'organisationNumber', '4': 'email' },
    ...{
      '5': 'phone',
      '6': 'postcode',
      '7': 'matter',
      '8': 'extent',
      '9': 'hours',
      '10': 'legalCover',
      '11': 'message',
    },
    '12.1': 'told',
  },
} as const;
