import type { Origin } from './ids.ts';
import type { Text } from './text.ts';

/** Where a kind of personal data comes from (P6). */
export type Source = 'you' | 'you-and-supplier' | 'supplier' | 'product';

export interface Category {
  readonly name: Text;
  /** Exactly what it holds. */
  readonly what: Text;
  readonly source: Source;
  readonly origin: Origin;
  /** False: not collected yet; the policy page says so. */
  readonly inUse: boolean;
}

/** The kinds of personal data. The list is closed (P2): what fits nowhere here must not be collected. */
export const categories = {
  identity: {
    name: { sv: 'Namn', en: 'Name' },
    what: { sv: 'Namnet på den vi ska kontakta', en: 'The name of the person we are to contact' },
    source: 'you',
    origin: 'P2',
    inUse: true,
  },
  contact: {
    name: { sv: 'Kontaktuppgifter', en: 'Contact details' },
    what: { sv: 'E-postadress och telefonnummer', en: 'E-mail address and phone number' },
    source: 'you',
    origin: 'P2',
    inUse: true,
  },
  company: {
    name: { sv: 'Företaget', en: 'The company' },
    what: {
      sv: 'Företagets namn och postnummer, nuvarande leverantör och när det avtalet kan upphöra',
      en: 'The company’s name and postcode, its current supplier and when that contract can end',
    },
    source: 'you',
    origin: 'P2',
    inUse: true,
  },
  'organisation-number': {
    name: { sv: 'Organisationsnummer', en: 'Organisation number' },
    what: {
      sv: 'För enskild firma är numret ett personnummer. Då visar vi det maskerat och skriver det aldrig i en webbadress eller en logg',
      en: 'For a sole trader the number is a personal identity number. We then show it masked and never put it in a web address or a log',
    },
    source: 'you',
    origin: 'D6',
    inUse: true,
  },
  answers: {
    name: { sv: 'Svar om behovet', en: 'Answers about the need' },
    what: {
      sv: 'Svaren på tjänstens frågor och det du själv skriver i fritext',
      en: 'The answers to the service’s questions and what you write in free text',
    },
    source: 'you',
    origin: 'P2',
    inUse: true,
  },
  ip: {
    name: { sv: 'IP-adress', en: 'IP address' },
    what: { sv: 'Adressen som förfrågan skickades från', en: 'The address the request was sent from' },
    source: 'you',
    origin: 'P2',
    inUse: true,
  },
  messages: {
    name: { sv: 'Kontakten mellan oss', en: 'Our correspondence' },
    what: {
      sv: 'Frågor och mejl till oss om din förfrågan eller ditt ärende, våra svar och det vi antecknar om den',
      en: 'Questions and e-mails to us about your request or your case, our answers and what we note about it',
    },
    source: 'you',
    origin: 'P5',
    inUse: true,
  },
  quotes: {
    name: { sv: 'Offerter och utfall', en: 'Quotes and outcome' },
    what: {
      sv: 'Leverantörens svar och offert, vad du valde och om det blev ett avtal',
      en: 'The supplier’s answer and quote, what you chose and whether it became a contract',
    },
    source: 'you-and-supplier',
    origin: 'P12',
    inUse: true,
  },
  credentials: {
    name: { sv: 'Inloggning', en: 'Log-in' },
    what: {
      sv: 'Länkar och sessioner, sparade så att de inte går att läsa ut och använda',
      en: 'Links and sessions, stored so that they can’t be read out and used',
    },
    source: 'product',
    origin: 'D9',
    inUse: true,
  },
  'supplier-contact': {
    name: { sv: 'Leverantörens kontaktpersoner', en: 'The suppliers’ contact persons' },
    what: {
      sv: 'Namn, e-postadress och telefonnummer till den som tar emot förfrågningar hos en leverantör',
      en: 'Name, e-mail address and phone number of the person who receives requests at a supplier',
    },
    source: 'supplier',
    origin: 'P12',
    inUse: true,
  },
  staff: {
    name: { sv: 'Vår personal', en: 'Our staff' },
    what: {
      sv: 'Namn, e-postadress, språk och roller hos den som arbetar i tjänsten, vad hens inloggning har för webbläsare och vad hen kallar sina vyer',
      en: 'Name, e-mail address, language and roles of those who work in the service, which browser their log-in has and what they call their views',
    },
    source: 'you',
    origin: 'product',
    inUse: true,
  },
  subscription: {
    name: { sv: 'Prenumeration', en: 'Subscription' },
    what: {
      sv: 'Namn, e-postadress, språk, de tjänster du själv valt att läsa om, och beviset på samtycket: texten du såg, tiden och var. Stod din adress i en lista som vi fått in på annat håll än sajten: också vad listan säger om var och när du sa ja',
      en: 'Name, e-mail address, language, the services you have chosen to read about yourself, and the proof of consent: the text you saw, the time and where. If your address stood in a list that reached us otherwise than by the site: also what the list says of where and when you said yes',
    },
    source: 'you',
    origin: 'P14',
    inUse: true,
  },
  suppression: {
    name: { sv: 'Spärrad adress', en: 'Blocked address' },
    what: {
      sv: 'Ett nyckelberoende fingeravtryck av e-postadressen, aldrig adressen själv',
      en: 'A keyed fingerprint of the e-mail address, never the address itself',
    },
    source: 'product',
    origin: 'D4',
    inUse: true,
  },
  device: {
    name: { sv: 'Besöksdata', en: 'Visit data' },
    what: {
      sv: 'Webbläsare, enhet och skärm, land och region, sidan på vår sajt, varifrån du kom och språk',
      en: 'Browser, device and screen, country and region, the page on our site, where you came from and language',
    },
    source: 'product',
    origin: 'P20',
    inUse: true,
  },
} as const satisfies Readonly<Record<string, Category>>;

export type PersonalCategory = keyof typeof categories;
export const personalCategories = Object.keys(categories) as readonly PersonalCategory[];
