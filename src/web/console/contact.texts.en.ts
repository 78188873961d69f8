import type { ContactWords } from './contact.texts.sv.ts';

export const en: ContactWords = {
  contact: 'Contact',
  mail: 'E-mail',
  only: 'About this request only.',
  over: 'The request is closed, merged or restricted. We may then not contact the customer about it.',
  templates: 'Begin with a template',
  blank: 'Empty',
  preview: 'Preview',
  change: 'Change',
  back: 'To the request',
  stale: 'The page had been open for too long. Read through it and go on again.',
  faults: {
    empty: 'Write something.',
    'too-long': 'Shorten the text.',
    'several-lines': 'Write the subject on a single line.',
    gap: 'Replace what stands in square brackets.',
  },
  mailPage: {
    title: (company) => `E-mail ${company}`,
    to: (name, address) => `To ${name}, ${address}`,
    language: { sv: 'The customer reads Swedish.', en: 'The customer reads English.' },
    subject: 'Subject',
    body: 'Message',
    bodyHint: 'An empty line begins a new paragraph. The button to My page and the footer are added by themselves.',
    ready: 'This is what the e-mail looks like',
    frame: 'The e-mail as it will look',
    send: 'Send the e-mail',
    kept: 'The customer may get to read it in a copy of their data. It is erased with the request.',
  },
  wrote: { mail: 'E-mail to the customer' },
  done: { mailed: 'The e-mail is on its way.' },
};
