import type { sv } from './reference.texts.sv.ts';

export const en = {
  title: 'Requests from other systems',
  lead: 'Send requests here from a form of your own, a customer system or an app. The questions, the rules and the promises are those of the form on the site.',
  contents: 'Contents',
  description: 'Machine-readable description, OpenAPI 3.1',
  key: 'Key',
  keyText: [
    'Each system has an intake key of its own. It is made in the console under “Sources”, shown once, and can be changed without a break: the old one works beside the new one for a day.',
    'Send it in the Authorization header. Keep it on a server, never in a page that others can read. If a web page is to call directly, its site must be in the setting API_ORIGINS.',
  ],
  send: 'Send a request',
  sendText:
    'The answer 201 means that the request is stored. It goes on to the suppliers, and the customer gets a receipt by e-mail. An example:',
  answer: 'The answer',
  again: 'Try again',
  againText: [
    'You make up Idempotency-Key yourself: new for each request, the same when you try again. The same key with the same content gives the same answer and no new request. The same key with other content gives 409.',
    'If you get no answer, 429 or 503, just send again. The key is kept as a fingerprint.',
  ],
  told: 'What the customer is to see',
  toldText: [
    'The customer chooses which suppliers get the request, and is to see who gets what before it is sent. Fetch the suppliers and the text like this, show them, and let the customer untick:',
    'With “told”: true you say that you have done so and linked to the policy. It is written in the event log.',
  ],
  problems: 'Errors',
  problemsText:
    'Errors follow RFC 9457. Each field that needs correcting is in errors, with a JSON pointer. Write sv first in Accept-Language to get them in Swedish.',
  limits: 'Limits',
  limitsText: (perHour: number) =>
    `At most ${perHour} requests an hour for each key, and ten a day to the same e-mail address. The body may be 64 kB at most.`,
  company: 'About the company',
  companyText: 'The same questions for every service, under company.',
  services: 'The services',
  servicesText: 'Each service has questions of its own, under answers.',
  head: { field: 'Field', type: 'Type', about: 'What' },
  required: 'required',
  onlyIf: (field: string, values: string) => `Only if ${field} is ${values}.`,
  example: 'Example',
  types: {
    integer: 'whole number',
    number: 'number',
    text: 'text',
    boolean: 'true or false',
    date: 'date, YYYY-MM-DD',
    months: 'list of twelve numbers',
    list: 'list of',
  },
  upTo: (n: string) => `${n} characters at most`,
  between: (min: string, max: string) => `${min} to ${max}`,
} satisfies typeof sv;
