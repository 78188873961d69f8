import type { sv } from './request.texts.sv.ts';

export const en = {
  services: 'Services',
  start: 'Start',
  steps: { need: 'Needs', company: 'Company', send: 'Send' },
  company: 'Which company, and whom do we reach?',
  companyLead: 'The suppliers need to know whom they are quoting.',
  toCompany: 'Continue to the company',
  toReview: 'Continue to “Who gets what?”',
  send: 'Send request',
  sending: 'Sending …',
  back: 'Back',
  edit: 'Change',
  nothingStored: 'Nothing is stored yet. That happens only when you press “Send request” in step 3.',
  goodToKnow: 'Good to know',
  haveReady: 'Have at hand',
  goesTo: 'Goes to',
  goesToValue: 'Those you approve in step 3',
  withoutQuote: 'Without a quote',
  withoutQuoteValue: (period: string) => `Erased after ${period}`,
  order: 'Order',
  orderValue: 'Lowest cost per year first. Commission never affects it.',
  excludes: 'Not included',
  ratherMail: 'Rather e-mail? Write to',
  ratherMailEnd: 'and we enter the request for you and note that it came by e-mail.',
  who: 'Who gets what?',
  whoLead: (n: number, service: string) =>
    n === 1
      ? `One supplier with us takes requests for ${service}. It gets exactly the answers listed here, and nothing more.`
      : `${n} suppliers with us take requests for ${service}. Untick those you don’t want to ask. They get exactly the answers listed here, and nothing more.`,
  whoMost: (most: number) =>
    `A request goes to at most ${most}. If you leave more ticked they take turns, and “My page” shows which it was and why.`,
  whoNone:
    'No supplier can receive requests about this right now. E-mail us and we will get back to you when it works.',
  yourAnswers: 'Your answers',
  willBeStored: 'The request is stored now. Without a quote it is',
  erasedOn: (date: string) => `erased on ${date}`,
  toldBefore: 'We tell you three days before.',
  errors: {
    tickOne: 'Leave at least one supplier ticked',
    suppliers: 'Suppliers',
    tooFast: 'That was very fast. Read it through once more and then send it.',
    stale: 'The form has been open for a long time. Your answers are still here: read them through and send again.',
    honeypot:
      'A hidden field was filled in, so the request was not sent. Automatic form filling usually causes that. Send again, or e-mail us.',
    wording:
      'The text by the box about the newsletter has changed since you opened the page. Read it, tick it again if you want it, and send.',
    rateLimited:
      'Many requests have come from here in a short time. Your answers are still here: wait a while and send again, or e-mail us.',
    keyReused:
      'This request has already been sent with other answers. Want to send one more? Press “Send request” again.',
    unavailable:
      'The request could not be stored right now. Your answers are still here: try again in a while. Nothing has been sent.',
  },
  receipt: {
    title: 'Thank you, the request is stored',
    joinedTitle: 'The company already has an open request',
    lead: (reference: string) => `Keep the number: ${reference}. The receipt also comes by e-mail.`,
    joinedSame: (reference: string, date: string) =>
      `We merged it with ${reference} from ${date}, since it is about the same service. Suppliers you added now get it, too.`,
    joinedOther: (date: string) =>
      `A colleague sent a request about the same service on ${date}. We merged them, so that the suppliers don’t get it twice. Ask your colleague, or e-mail us about the quotes.`,
    happens: 'What happens now?',
    sent: 'Request stored',
    forwarded: 'Forwarded to',
    forwardedNow: 'Now',
    held: 'Sent when they open',
    forwardedLater: 'When somebody can receive it',
    quotes: 'The quotes come to My page',
    quotesText: 'You get an e-mail when there is something to compare.',
    quotesWhen: 'Then',
    gone: (date: string) => `Erased ${date}`,
    goneWhen: 'If no quote comes',
    goneText: 'We tell you three days before.',
    mine: 'Open My page',
    mineText: 'Enter your e-mail address there, and we e-mail a link that logs you in.',
    another: 'Ask about something else',
    print: 'Print the receipt',
    reference: 'Number',
    service: 'Service',
    received: 'Received',
    ticked: 'Suppliers you approved',
  },
} satisfies typeof sv;
