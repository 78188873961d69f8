import type { sv } from './sending.texts.sv.ts';

const number = (n: number) => new Intl.NumberFormat('en').format(n);

export const en: typeof sv = {
  title: 'The mailing',
  progress: (done, all) => `${number(done)} of ${number(all)}`,
  done: 'Done',
  left: 'Left',
  pace: 'Pace now',
  perSecond: (n) => `${number(Math.round(n * 10) / 10)} a second`,
  ready: 'Done in',
  minutes: (n) => (n <= 1 ? 'about a minute' : `about ${number(n)} minutes`),
  again: 'Tried again',
  againAt: (n, at) => `${number(n)}, the next ${at}`,
  outcomes: 'How it has gone',
  outcome: {
    sent: 'Sent',
    delayed: 'Attempts put off',
    refused: 'Refused by the recipient’s server',
    bounced: 'No such address, the subscription ended',
    failed: 'Given up after the last attempt',
    spared: 'Ended or paused before it left',
  },
  waits: (at) => `Waiting until ${at}, and then trying again. Nobody’s attempts are spent.`,
  reason: {
    connect: 'The mail server does not answer.',
    timeout: 'The mail server answers too slowly.',
    dns: 'The mail server’s name is not found.',
    tls: 'There was no encrypted connection to be had to the mail server.',
    authentication: 'The mail server does not accept our password.',
    protocol: 'The mail server answers in a way that we don’t understand.',
    'sender-refused': 'The mail server takes nothing from our address just now.',
    'recipient-refused': 'The mail server puts all recipients off just now.',
    'message-refused':
      'The mail server refuses one recipient after another, and nobody is counted as refused. Look over the letter and the settings of the mail server.',
    'recipients-unknown':
      'The mail server says of too many that there is no such address, and no subscription has ended for it. Look over the settings of the mail server.',
    'bad-header':
      'The letter can’t be sent as it is written. Its subject may have characters that don’t work, or the key for DKIM is wrong.',
  },
  otherReason: 'The mail server takes nothing just now.',
  pause: 'Pause',
  resume: 'Go on',
  cancel: 'Cancel',
  did: {
    paused: 'Paused. What the mail server already had in hand has arrived.',
    resumed: 'It goes on to those who are left.',
    cancelled: 'Cancelled. Those who were left don’t get the letter.',
  },
  notAllowed: 'That was not possible, because things have changed. This is how they stand.',
  question: {
    title: 'Cancel the mailing?',
    text: (left, sent) =>
      `${number(left)} will then never get the letter, and it can’t be undone. ${number(sent)} have got it already. If you only want to stop for a while: pause it instead.`,
    yes: 'Cancel for good',
    no: 'Back',
  },
};
