import type { Text } from '#policy/text.ts';

/** What a template's placeholders may be filled with, each written `{name}` in its words. */
export const placeholders = ['name', 'company', 'service', 'reference', 'suppliers', 'staff', 'fill'] as const;
export type Placeholder = (typeof placeholders)[number];

export interface Template {
  /** What staff choose it by. */
  readonly name: Text;
  readonly subject: Text;
  readonly body: Text;
}

/** Left in a template for whoever sends it to write something in its place; a message that still has one is not sent. */
export const gap: Text = { sv: '[skriv här]', en: '[write here]' };

/** What e-mails to a customer are begun with, by id. Every sentence is about the customer's own open request (P5). */
export const mailTemplates = {
  looking: {
    name: { sv: 'Vi letar', en: 'We are looking' },
    subject: { sv: 'Så går det med förfrågan {reference}', en: 'How request {reference} is going' },
    body: {
      sv: `Hej {name}!

Förfrågan om {service} för {company} ligger hos {suppliers}. Vi väntar på offert, och du får ett mejl så snart det finns något att jämföra.

Har något ändrats, eller har du bråttom? Svara på det här mejlet, så ser vi till att de får veta det.

Hälsningar
{staff}`,
      en: `Hello {name},

The request about {service} for {company} is with {suppliers}. We are waiting for quotes, and you get an e-mail as soon as there is something to compare.

Has anything changed, or are you in a hurry? Answer this e-mail, and we will see to it that they know.

Kind regards
{staff}`,
    },
  },
  missing: {
    name: { sv: 'En uppgift saknas', en: 'Something is missing' },
    subject: { sv: 'Vi behöver en uppgift till förfrågan {reference}', en: 'We need a detail for request {reference}' },
    body: {
      sv: `Hej {name}!

För att leverantörerna ska kunna räkna på {service} för {company} behöver de veta en sak till:

{fill}

Svara på det här mejlet, så lägger vi till det i förfrågan. Går det inte att få fram är det också bra att veta.

Hälsningar
{staff}`,
      en: `Hello {name},

To quote for {service} for {company}, the suppliers need to know one more thing:

{fill}

Answer this e-mail, and we will add it to the request. If it can’t be found, that is good to know, too.

Kind regards
{staff}`,
    },
  },
  quotes: {
    name: { sv: 'Offerter väntar', en: 'Quotes are waiting' },
    subject: { sv: 'Dina offerter på {service} väntar', en: 'Your quotes for {service} are waiting' },
    body: {
      sv: `Hej {name}!

Det finns offerter att jämföra för {company}. På Min sida står de sida vid sida, med kostnaden per år först, och där ser du hur länge var och en gäller.

Vill du att vi går igenom dem tillsammans ringer vi gärna. Svara med en tid som passar.

Hälsningar
{staff}`,
      en: `Hello {name},

There are quotes to compare for {company}. My page shows them side by side, the cost per year first, and says how long each of them is valid.

If you would like to go through them together, we are happy to call. Answer with a time that suits you.

Kind regards
{staff}`,
    },
  },
  outcome: {
    name: { sv: 'Hur gick det?', en: 'How did it go?' },
    subject: { sv: 'Hur gick det med {service}?', en: 'How did it go with {service}?' },
    body: {
      sv: `Hej {name}!

Har {company} tecknat avtal med någon av leverantörerna, eller blev det inget? Bara du och leverantören vet, och vi frågar för att kunna avsluta förfrågan {reference} rätt.

Du svarar på Min sida, eller direkt på det här mejlet.

Hälsningar
{staff}`,
      en: `Hello {name},

Has {company} signed with one of the suppliers, or did nothing come of it? Only you and the supplier know, and we ask so that request {reference} can be closed as it should be.

You can answer on My page, or simply answer this e-mail.

Kind regards
{staff}`,
    },
  },
} as const satisfies Readonly<Record<string, Template>>;

export interface SmsTemplate {
  readonly name: Text;
  readonly body: Text;
}

/** What text messages are begun with. Short: each is paid for by the 160 letters, and says who writes, since nobody can answer it. */
export const smsTemplates = {
  quotes: {
    name: { sv: 'Offerter väntar', en: 'Quotes are waiting' },
    body: {
      sv: 'Hej {name}! Det finns offerter på {service} att jämföra på Min sida ({reference}). Frågor? Svara på vårt mejl. Hälsningar Allkontrakt',
      en: 'Hello {name}! There are quotes for {service} to compare on My page ({reference}). Questions? Answer our e-mail. Regards, Allkontrakt',
    },
  },
  missed: {
    name: { sv: 'Vi sökte dig', en: 'We tried to call' },
    body: {
      sv: 'Hej {name}! Vi sökte dig om förfrågan {reference} ({service}) och ringer igen. Mejla oss gärna en tid som passar. Hälsningar Allkontrakt',
      en: 'Hello {name}! We tried to call you about request {reference} ({service}) and will call again. Feel free to e-mail us a time that suits you. Regards, Allkontrakt',
    },
  },
  missing: {
    name: { sv: 'En uppgift saknas', en: 'Something is missing' },
    body: {
      sv: 'Hej {name}! Leverantörerna behöver veta en sak till för förfrågan {reference}: {fill} Svara på vårt mejl. Hälsningar Allkontrakt',
      en: 'Hello {name}! The suppliers need one more detail for request {reference}: {fill} Please answer our e-mail. Regards, Allkontrakt',
    },
  },
} as const satisfies Readonly<Record<string, SmsTemplate>>;

/** A template's words with its placeholders filled, each once: what fills one is not looked through for others. */
export const fillIn = (text: string, values: Readonly<Record<Placeholder, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    (placeholders as readonly string[]).includes(name) ? values[name as Placeholder] : whole,
  );
