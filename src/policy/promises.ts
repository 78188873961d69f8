import { brokerageRules } from './brokerage-rules.ts';
import { controller } from './controller.ts';
import type { DecisionId, PromiseId } from './ids.ts';
import { type Period, periodCount, periodText } from './period.ts';
import { type RetentionRuleId, retention } from './retention.ts';
import { rightsDeadline } from './rights.ts';
import type { Locale, Text } from './text.ts';

export type PromiseGroup = 'brokerage' | 'newsletter' | 'analytics' | 'rights';

export const promiseGroups: Readonly<Record<PromiseGroup, Text>> = {
  brokerage: { sv: 'Förmedling', en: 'Brokerage' },
  newsletter: { sv: 'Nyhetsbrev', en: 'Newsletter' },
  analytics: { sv: 'Besöksstatistik', en: 'Visit statistics' },
  rights: { sv: 'Dina rättigheter', en: 'Your rights' },
};

export interface Vow {
  readonly group: PromiseGroup;
  readonly text: Text;
}

/** "30 dagar", from the rule that has the number. */
function after(id: RetentionRuleId, locale: Locale): string {
  const { period } = retention[id];
  if (period === null) throw new Error(`${id} has no period`);
  return periodText(period, locale);
}

/** "14, 30 och 90 dagar" */
function days(periods: readonly Period[], locale: Locale): string {
  const counts = periods.slice(0, -1).map(periodCount).join(', ');
  const last = periods.at(-1);
  return `${counts} ${locale === 'sv' ? 'och' : 'and'} ${last ? periodText(last, locale) : ''}`;
}

const reminders = brokerageRules.outcomeReminders;
const notice = brokerageRules.erasureNotice.before;

function vow(group: PromiseGroup, sv: string, en: string): Vow {
  return { group, text: { sv, en } };
}

/** Everything we have promised, in plain words, one sentence or two each. The page «Löften» lists them by id. */
export const promises: Readonly<Record<PromiseId, Vow>> = {
  P1: vow(
    'brokerage',
    `Ett namn, ett organisationsnummer och en adress, lika överallt: ${controller.name}, ${controller.organisationNumber}.`,
    `One name, one organisation number and one address, the same everywhere: ${controller.name}, ${controller.organisationNumber}.`,
  ),
  P2: vow(
    'brokerage',
    'Vi samlar bara in namn, e-post, telefon, IP-adress och de svar som behövs för att jämföra tjänsten.',
    'We only collect name, e-mail, phone, IP address and the answers needed to compare the service.',
  ),
  P3: vow(
    'brokerage',
    'Förfrågan går bara till leverantörer av tjänsten du valt. Du ser vilka innan du skickar, och kan bocka av var och en.',
    'The request goes only to suppliers of the service you chose. You see which before sending, and can untick each one.',
  ),
  P4: vow(
    'brokerage',
    'Varje leverantör får bara de fält som hör till tjänsten. Aldrig IP-adressen.',
    'Each supplier receives only the fields that belong to the service. Never the IP address.',
  ),
  P5: vow(
    'brokerage',
    'Vi hör av oss med e-post, sms och telefon bara om din egen öppna förfrågan. Reklam kommer aldrig med sms eller telefon.',
    'We contact you by e-mail, text message and phone only about your own open request. Marketing never comes by text message or phone.',
  ),
  P6: vow(
    'brokerage',
    'Vi noterar om förfrågan kom med formulär, e-post, telefon eller från en annan sajt eller ett annat system, och hämtar inget från andra källor utan att du själv lämnar det.',
    'We record whether the request came by form, e-mail, phone or from another site or system, and fetch nothing from other sources unless you provide it yourself.',
  ),
  P7: vow(
    'brokerage',
    'Varje behandling har en rättslig grund: förmedlingen avtal, nyhetsbrevet samtycke, statistiken berättigat intresse. Att lagra eller läsa något på din enhet kräver samtycke.',
    'Every processing activity has a legal basis: brokerage contract, newsletter consent, statistics legitimate interest. Storing or reading anything on your device takes consent.',
  ),
  P8: vow(
    'brokerage',
    'Invänder du mot förmedlingen upphör den. Det som väntar på att skickas stoppas, mottagarna får besked och uppgifterna raderas.',
    'If you object to the brokerage, it ends. What is waiting to be sent is stopped, the recipients are told and the data is erased.',
  ),
  P9: vow(
    'brokerage',
    'En pågående förfrågan sparas. Leder den till avtal arkiveras den, och då läser bara arkivarien den, med angivet skäl och en rad i loggen varje gång.',
    'An active request is kept. If it leads to a contract it is archived, and then only the archivist reads it, with a stated reason and a log line each time.',
  ),
  P10: vow(
    'brokerage',
    `Ingen offert inom ${after('lead.no-quote', 'sv')}: förfrågan raderas. En senare offert ändrar inte det.`,
    `No quote within ${after('lead.no-quote', 'en')}: the request is erased. A later quote doesn’t change that.`,
  ),
  P11: vow(
    'brokerage',
    `Offert men inget avtal: förfrågan raderas ${after('lead.no-contract', 'sv')} efter att den kom in.`,
    `A quote but no contract: the request is erased ${after('lead.no-contract', 'en')} after it came in.`,
  ),
  P12: vow(
    'brokerage',
    'Avtalet är ditt och leverantörens. Vi vet bara det ni berättar; tystnad betyder inget avtal. Leverantören ansvarar själv för sin behandling, och du får dess kontaktuppgifter.',
    'The contract is yours and the supplier’s. We know only what you tell us; silence means no contract. The supplier is a controller of its own, and you get its contact details.',
  ),
  P13: vow(
    'brokerage',
    'Du ser exakt vad varje leverantör fick, när och varför.',
    'You see exactly what each supplier was sent, when and why.',
  ),
  P14: vow(
    'newsletter',
    'Nyhetsbrev bara med ditt samtycke, som du bekräftar via en länk. Namn och e-post, inget annat än språket och de ämnen du själv väljer.',
    'A newsletter only with your consent, which you confirm through a link. Name and e-mail, nothing else than the language and the topics you choose yourself.',
  ),
  P15: vow(
    'newsletter',
    'Vi sparar beviset på varje samtycke: texten du såg, tiden och var.',
    'We keep the proof of each consent: the text you saw, the time and where.',
  ),
  P16: vow(
    'newsletter',
    'Ingen leverantör och ingen annan utomstående ser vem som prenumererar.',
    'No supplier and no other third party sees who subscribes.',
  ),
  P17: vow(
    'newsletter',
    'Avsluta med en länk, ett klick i mejlprogrammet, på «Min sida» eller med ett mejl. Dina uppgifter raderas direkt och inget mer skickas.',
    'Stop through a link, one click in your mail program, on “My page” or with an e-mail. Your data is erased immediately and nothing more is sent.',
  ),
  P18: vow(
    'newsletter',
    `Annars raderas du ${after('subscriber.inactive', 'sv')} efter att du slutat använda tjänsten.`,
    `Otherwise you are erased ${after('subscriber.inactive', 'en')} after you stopped using the service.`,
  ),
  P19: vow(
    'newsletter',
    'Vi räknar hur många mejl som skickats, studsat, klickats och lett till avslut. Ingen följs person för person.',
    'We count how many e-mails were sent, bounced, clicked and led to unsubscribing. Nobody is followed person by person.',
  ),
  P20: vow(
    'analytics',
    'Vi mäter webbläsare, enhet och skärm, land och region, sidan på vår sajt, varifrån du kom och språk. Inget mer.',
    'We measure browser, device and screen, country and region, the page on our site, where you came from and language. Nothing more.',
  ),
  P21: vow(
    'analytics',
    'IP-adressen används i minnet och släpps. I statistiken sparas den aldrig.',
    'The IP address is used in memory and dropped. It is never stored in the statistics.',
  ),
  P22: vow(
    'analytics',
    'Statistiken går inte att koppla till en förfrågan, en kund eller en prenumerant. Det finns ingen gemensam nyckel.',
    'The statistics can’t be linked to a request, a customer or a subscriber. No shared key exists.',
  ),
  P23: vow(
    'analytics',
    'Inget lagras på enheten och inget mäts förrän du sagt ja. Nej är lika lätt, går att ändra på varje sida och ges också av Global Privacy Control. Formulären fungerar likadant.',
    'Nothing is stored on the device and nothing is measured until you say yes. No is as easy, can be changed on every page and is also given by Global Privacy Control. The forms work the same.',
  ),
  P24: vow(
    'analytics',
    `Händelser raderas efter ${after('event.analytics', 'sv')}. Ett nytt besök förlänger inte tiden.`,
    `Events are erased after ${after('event.analytics', 'en')}. A new visit doesn’t prolong the time.`,
  ),
  P25: vow(
    'analytics',
    'Google Analytics är avstängt om vi inte har slagit på det. Är det på laddas inget av det innan du sagt ja.',
    'Google Analytics is off unless we have turned it on. When it is on, none of it loads before you say yes.',
  ),
  P26: vow(
    'rights',
    'Personuppgiftspolicyn är öppen för alla, på svenska och engelska, och säger vad programmet gör.',
    'The privacy policy is open to everybody, in Swedish and English, and says what the software does.',
  ),
  P27: vow(
    'rights',
    `Alla når oss på ${controller.email}. Ett mejl om dina rättigheter blir ett ärende med svar inom ${periodText(rightsDeadline, 'sv')}.`,
    `Anyone can reach us at ${controller.email}. An e-mail about your rights becomes a case, answered within ${periodText(rightsDeadline, 'en')}.`,
  ),
  P28: vow(
    'rights',
    'Du kan få ut, flytta, rätta, radera och begränsa dina uppgifter, och invända mot varje ändamål för sig. Den som fått uppgifterna får veta det.',
    'You can access, move, correct, erase and restrict your data, and object to each purpose by itself. Those who received the data are told.',
  ),
  P29: vow(
    'rights',
    `Varje avslag och varje policysida berättar hur du klagar hos ${controller.authority.short}.`,
    `Every refusal and every policy page says how to complain to ${controller.authority.short}.`,
  ),
  P30: vow(
    'rights',
    'Raderat är raderat: i tabeller, köer, filer, loggar, sökregister och mejl. En återläst säkerhetskopia rensas innan någon kan läsa den.',
    'Erased is erased: in tables, queues, files, logs, search indexes and mail. A restored backup is cleaned before anyone can read it.',
  ),
};

/** What we decided where the promises say nothing; published beside them. */
export const decisions: Readonly<Record<DecisionId, Text>> = {
  D1: {
    sv: `Bara förfrågningar som lett till avtal arkiveras. De raderas ${after('archive.contract', 'sv')} efter att avtalet rapporterades.`,
    en: `Only requests that led to a contract are archived. They are erased ${after('archive.contract', 'en')} after the contract was reported.`,
  },
  D2: {
    sv: `Vi frågar dig hur det gick när en offert varit öppen i ${days(reminders.customer, 'sv')}, och leverantören efter ${days(reminders.supplier, 'sv')}.`,
    en: `We ask you how it went when a quote has been open for ${days(reminders.customer, 'en')}, and the supplier after ${days(reminders.supplier, 'en')}.`,
  },
  D3: {
    sv: `Du får veta det ${periodText(notice, 'sv')} innan en förfrågan raderas, och kan göra en ny. När den är raderad bekräftar ett sista meddelande det.`,
    en: `You are told ${periodText(notice, 'en')} before a request is erased, and can make a new one. Once it is erased, a last message confirms it.`,
  },
  D4: {
    sv: 'En adress som tackat nej minns vi bara som ett fingeravtryck. Det tas bort först när du själv anmäler dig igen och bekräftar.',
    en: 'We remember an address that has said no only as a fingerprint. It goes away only when you sign up again yourself and confirm.',
  },
  D5: {
    sv: 'Händelselogg, statistik och bevis på radering innehåller inga personuppgifter.',
    en: 'The event log, statistics and proofs of erasure hold no personal data.',
  },
  D6: {
    sv: 'För enskild firma är organisationsnumret ett personnummer. Det visas maskerat och står aldrig i en webbadress eller en logg.',
    en: 'For a sole trader the organisation number is a personal identity number. It is shown masked and never stands in a web address or a log.',
  },
  D7: {
    sv: 'Tider är svensk tid. Dagar och månader räknas i kalendern.',
    en: 'Times are Swedish time. Days and months are counted in the calendar.',
  },
  D8: {
    sv: 'Belopp är i svenska kronor utan moms, och det står där de visas.',
    en: 'Amounts are in Swedish kronor excluding VAT, and this is stated where they are shown.',
  },
  D9: {
    sv: `Länken för att logga in gäller i ${after('login-link', 'sv')} och en gång. Länken i mejlet om en offert gäller i ${after('quote-link', 'sv')} och visar bara jämförelsen.`,
    en: `The link for logging in is valid for ${after('login-link', 'en')} and once. The link in the e-mail about a quote is valid for ${after('quote-link', 'en')} and shows the comparison only.`,
  },
};
