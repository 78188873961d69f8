import type { sv } from './api.texts.sv.ts';

export const en = {
  problems: {
    unauthorized: {
      title: 'The key is missing or not valid',
      detail:
        'Send the intake key in the Authorization header, as “Bearer ak_…”. Whoever manages the console makes one under “Sources”.',
    },
    origin: {
      title: 'This site may not call from a browser',
      detail:
        'The site that the call comes from is not in the setting API_ORIGINS. Call from your server, or ask us to add the site.',
    },
    'not-found': { title: 'Not found', detail: 'There is no such address. All of them are in /api/v1/openapi.json.' },
    'not-allowed': {
      title: 'Another method',
      detail: 'The address exists, and takes what the header Allow lists.',
    },
    'media-type': {
      title: 'Not JSON',
      detail: 'Send the body as JSON in UTF-8, with the header Content-Type: application/json.',
    },
    'too-large': { title: 'Too large', detail: 'The body may be 64 kB at most.' },
    malformed: { title: 'Can’t be read', detail: 'The body is not valid JSON in UTF-8.' },
    'key-missing': {
      title: 'No idempotency key',
      detail:
        'Send the header Idempotency-Key with 8 to 200 characters: a new one for each request, and the same one when you try again.',
    },
    'key-reused': {
      title: 'The key has been used',
      detail: 'The same Idempotency-Key has been used for another request. Take a new key if this is a new request.',
    },
    invalid: {
      title: 'Something needs correcting',
      detail: 'The request is not stored. Correct what errors lists and send again.',
    },
    'rate-limited': {
      title: 'Too many requests',
      detail:
        'The request is not stored. Wait as long as the header Retry-After says and send again with the same Idempotency-Key.',
    },
    failed: {
      title: 'A fault of ours',
      detail:
        'Nothing is known to be stored. Send again with the same Idempotency-Key; if it fails again, write to us with the reference, which our log has.',
    },
    unavailable: {
      title: 'Could not be stored',
      detail: 'The request is not stored. Send again in a while with the same Idempotency-Key.',
    },
  },
  faults: {
    body: 'Send an object',
    service: 'Write one of the services',
    locale: 'Write sv or en',
    suppliers: 'Write at least one supplier, by the id that /api/v1/services/{service}/suppliers gives',
    told: 'Must be true: the customer is to have seen who gets what, and the policy, before the request is sent',
    company: 'Write an object with the questions about the company',
    answers: 'Write an object with the answers to the service’s questions',
    unknown: 'Unknown field, remove it',
    supplier: 'Does not take requests for this service right now',
  },
} satisfies typeof sv;
