import type { Locale, Text } from '#policy/text.ts';
import { type Editable, type Edited, filled, saying, sayingBoth } from '../text/index.ts';
import { mailTemplates, type SmsTemplate, smsTemplates, type Template } from './templates.ts';

/**
 * What the mails to customers say in words of their own. What they must say (who writes, why, how to end it, when data disappears, what
 * the order of quotes rests on) stands in `customer-mails.ts` and is not edited.
 */
const mailWords = {
  'received.subject': { sv: 'Vi har tagit emot förfrågan {reference}', en: 'We have received request {reference}' },
  'received.sent': {
    sv: 'Den går nu till {suppliers}. Du får ett mejl när det finns något att jämföra.',
    en: 'It now goes to {suppliers}. You get an e-mail when there is something to compare.',
  },
  'received.held': {
    sv: 'Till {suppliers} går den {when}, när de öppnar.',
    en: 'To {suppliers} it goes {when}, when they open.',
  },
  'received.waiting': {
    sv: 'Ingen leverantör kan ta emot den just nu. Vi försöker varje timme, och du behöver inte göra något.',
    en: 'No supplier can receive it right now. We try every hour, and you need not do anything.',
  },
  'received.joined': {
    sv: 'Företaget hade redan en öppen förfrågan om samma tjänst, {reference}. Vi lade ihop dem, så att leverantörerna inte får den två gånger. Leverantörer som du lade till får den också.',
    en: 'The company already had an open request about the same service, {reference}. We merged them, so that the suppliers don’t get it twice. Suppliers you added get it, too.',
  },
  'received.colleague': {
    sv: 'En kollega har redan en öppen förfrågan om samma tjänst. Vi lade ihop dem, så att leverantörerna inte får den två gånger. Fråga kollegan eller svara på mejlet om offerterna.',
    en: 'A colleague already has an open request about the same service. We merged them, so that the suppliers don’t get it twice. Ask your colleague, or answer this e-mail, about the quotes.',
  },
  'quotes.one': { sv: '{supplier} har lämnat offert på {service}', en: '{supplier} has quoted for {service}' },
  'quotes.many': {
    sv: 'Nu finns {count} offerter på {service}',
    en: 'There are now {count} quotes for {service}',
  },
  'quotes.intro': { sv: 'Förfrågan {reference}.', en: 'Request {reference}.' },
  'chosen.subject': { sv: 'Du valde {supplier}', en: 'You chose {supplier}' },
  'chosen.body': {
    sv: '{supplier} vet att du valt dem och hör av sig. Avtalet tecknar ni direkt med varandra; vi är inte part i det. De andra har fått veta att det inte blev de.',
    en: '{supplier} knows that you chose them and gets in touch. You sign the contract directly with each other; we are not a party to it. The others have learnt that it was not they.',
  },
  'lost.subject': { sv: 'Det blev inget avtal med {supplier}', en: 'There was no contract with {supplier}' },
  'lost.others': {
    sv: '{supplier} har meddelat att det inte blev något avtal. De andra offerterna är öppna igen, så du kan välja en av dem.',
    en: '{supplier} has told us that there was no contract. The other quotes are open again, so you can choose one of them.',
  },
  'lost.none': {
    sv: '{supplier} har meddelat att det inte blev något avtal. Någon annan öppen offert finns inte. På Min sida ser du vilka som fått förfrågan.',
    en: '{supplier} has told us that there was no contract. There is no other open quote. My page shows who has received the request.',
  },
  'outcome.subject': { sv: 'Hur gick det med {service}?', en: 'How did it go with {service}?' },
  'outcome.body': {
    sv: 'Förfrågan {reference} har öppna offerter. Blev det avtal med någon? Bara du och leverantören vet. Hör vi inget räknar vi det som att det inte blev något.',
    en: 'Request {reference} has open quotes. Did you sign with anyone? Only you and the supplier know. If we hear nothing, we take it that there was no contract.',
  },
} as const satisfies Readonly<Record<string, Text>>;
export type MailWord = keyof typeof mailWords;

const mails: Readonly<Record<string, Text>> = {
  received: { sv: 'Bekräftelse', en: 'Receipt' },
  quotes: { sv: 'Offerter har kommit', en: 'Quotes have come' },
  chosen: { sv: 'Bekräftelse av valet', en: 'Confirmation of the choice' },
  lost: { sv: 'Det blev inget avtal', en: 'There was no contract' },
  outcome: { sv: 'Fråga om utfallet', en: 'Question about the outcome' },
};
const partsOfMails: Readonly<Record<string, Text>> = {
  subject: { sv: 'ämne', en: 'subject' },
  sent: { sv: 'vart den gick', en: 'where it went' },
  held: { sv: 'till dem som har stängt', en: 'to those that are closed' },
  waiting: { sv: 'när ingen kan ta emot den', en: 'when nobody can receive it' },
  joined: { sv: 'hopslagen med en egen', en: 'merged with one of their own' },
  colleague: { sv: 'hopslagen med en kollegas', en: 'merged with a colleague’s' },
  one: { sv: 'ämne, en offert', en: 'subject, one quote' },
  many: { sv: 'ämne, flera offerter', en: 'subject, several quotes' },
  intro: { sv: 'första raden', en: 'first line' },
  body: { sv: 'text', en: 'text' },
  others: { sv: 'text, andra offerter finns', en: 'text, there are other quotes' },
  none: { sv: 'text, ingen annan offert', en: 'text, no other quote' },
};
const titled = (whole: Text | undefined, part: Text | undefined): Text => ({
  sv: `${whole?.sv}: ${part?.sv}`,
  en: `${whole?.en}: ${part?.en}`,
});
const isSubject = (part: string) => part === 'subject' || part === 'one' || part === 'many';
const wordOf = (word: MailWord): Editable => {
  const [mail = '', part = ''] = word.split('.');
  const subject = isSubject(part);
  return {
    ...{ key: `mail.${word}`, group: 'mail', label: titled(mails[mail], partsOfMails[part]), words: mailWords[word] },
    kind: subject ? 'line' : 'paragraphs',
    most: subject ? 120 : 1500,
  };
};

const templatePart = (id: string, part: 'subject' | 'body', { name, [part]: words }: Template): Editable => ({
  ...{ key: `letter.${id}.${part}`, group: 'letter', label: titled(name, partsOfMails[part]), words },
  kind: part === 'subject' ? 'line' : 'paragraphs',
  most: part === 'subject' ? 150 : 5000,
});

const smsPart = (id: string, { name, body }: SmsTemplate): Editable => ({
  ...{ key: `sms.${id}`, group: 'sms', label: name, words: body },
  kind: 'line',
  most: 450,
});

/** Words of the mails to customers that can be edited, and of the templates that staff begin mails and text messages with. */
export const mailTexts: readonly Editable[] = [
  ...(Object.keys(mailWords) as MailWord[]).map(wordOf),
  ...Object.entries(mailTemplates).flatMap(([id, template]) => [
    templatePart(id, 'subject', template),
    templatePart(id, 'body', template),
  ]),
  ...Object.entries(smsTemplates).map(([id, template]) => smsPart(id, template)),
];

/** Says words of a mail as they are now, with their places filled. */
export type Say = (word: MailWord, values?: Readonly<Record<string, string>>) => string;

export const sayIn =
  (edited: Edited, locale: Locale): Say =>
  (word, values = {}) =>
    filled(saying(edited, wordOf(word), locale), values);

/** A template in the words of now. */
export const templateIn = (edited: Edited, id: keyof typeof mailTemplates): Template => ({
  name: mailTemplates[id].name,
  subject: sayingBoth(edited, templatePart(id, 'subject', mailTemplates[id])),
  body: sayingBoth(edited, templatePart(id, 'body', mailTemplates[id])),
});

/** What a text message begins with, in the words of now. */
export const smsTemplateIn = (edited: Edited, id: keyof typeof smsTemplates): Text =>
  sayingBoth(edited, smsPart(id, smsTemplates[id]));
