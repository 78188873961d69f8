import type { sv } from './newsletter.texts.sv.ts';

export const en: typeof sv = {
  title: 'The newsletter',
  description: 'Sign up for the newsletter. You confirm through a link in an e-mail and can stop whenever you want.',
  lead: 'About your company’s contracts: what changes, and what is worth comparing. Nothing is sent until you have confirmed through a link in an e-mail.',
  homeLead: 'Write your address, and we e-mail you a link to confirm by.',
  form: 'Sign up',
  name: 'Name',
  email: 'E-mail',
  agree: 'This is what you say yes to',
  already:
    'Do you subscribe already and want to change something? Sign the address up again, and we e-mail you a link to your choices.',
  errors: {
    email: 'Write a complete e-mail address, such as name@company.com',
    tooMany: 'Many sign-ups have come from here in a short time. Wait a while and try again.',
    honeypot:
      'A hidden field was filled in, so the sign-up was not accepted. That is usually because of automatic filling. Try again.',
  },
  asked: {
    title: 'Look in your inbox',
    lead: 'We have e-mailed the address you wrote. Open the link in the e-mail to go on.',
    text: 'No e-mail? Look among the spam and check the address.',
    again: 'Write the address again',
    receipt:
      'About the newsletter you get an e-mail of its own. It doesn’t begin until you have confirmed through the link there.',
  },
  confirm: {
    title: 'Do you want the newsletter?',
    lead: 'Press the button, and the sign-up is confirmed.',
    button: 'Confirm the sign-up',
    not: 'Don’t want it? Close the page, and the sign-up is erased by itself.',
  },
  gone: {
    title: 'The link no longer works',
    lead: 'It has been used already, is too old, or belongs to a subscription that has ended.',
    button: 'To the newsletter',
  },
  done: {
    confirmed: {
      title: 'Thank you, you subscribe now',
      lead: 'We have e-mailed a link to your choices. Every newsletter has a link that ends it.',
    },
    ended: {
      title: 'The subscription has ended',
      lead: 'Your data is erased, and waiting e-mails are not sent.',
      kept: 'All that is left is a fingerprint of the address, so that we don’t e-mail it by mistake. It disappears if you sign up again yourself and confirm it.',
    },
    home: 'To the home page',
  },
  choices: {
    title: 'Your choices for the newsletter',
    lead: (email: string) => `It is sent to ${email}.`,
    language: 'Language',
    swedish: 'Swedish',
    english: 'English',
    interests: 'What do you want to read about?',
    interestsHint: 'Leave everything empty to read about all services.',
    save: 'Save',
    saved: 'Your choices are saved.',
    bad: 'Choose a language.',
    held: 'This is what we have about you',
    since: 'You confirmed',
    said: 'You said yes to',
    goes: 'Erased unless you use the service',
    never: 'Not while it is paused',
    pause: 'Pause',
    pauseText: 'We keep the subscription but send nothing and don’t use it, until you say so.',
    paused: 'Paused. Nothing is sent until you go on.',
    resume: 'Go on',
    end: 'End it',
    endText: 'Your data is erased at once.',
  },
  end: {
    title: 'End the newsletter?',
    lead: 'Your data is erased at once, and waiting e-mails are not sent. All that is left is a fingerprint of the address, so that we don’t e-mail it by mistake.',
    button: 'End the newsletter',
    keep: 'Keep it',
  },
  mine: {
    title: 'The newsletter',
    subscribed: 'You subscribe with the same address that you are logged in with.',
    waiting: 'You have signed up but not confirmed. The link is in the e-mail we sent.',
    paused: 'The subscription is paused.',
    none: 'You don’t subscribe with this address.',
    choices: 'Your choices',
    ask: 'Sign up',
  },
};
