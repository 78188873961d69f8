import { controller } from './controller.ts';
import type { Period } from './period.ts';
import type { Text } from './text.ts';

export interface Right {
  readonly id: string;
  /** Article of the GDPR. */
  readonly article: string;
  readonly name: Text;
  readonly what: Text;
  readonly how: Text;
  /** Calendar period from when the request reached us (P27); null where the answer isn't ours to give. */
  readonly deadline: Period | null;
}

/** P27: one calendar month, counted from the day the request reached us. */
export const rightsDeadline = 'P1M';

/** Two ways to every right: at once on «Min sida», where the mailed link shows who it is, or by mail. */
const onPage = (sv: string, en: string): Text => ({
  sv: `${sv} på «Min sida», eller skriv till ${controller.email}.`,
  en: `${en} on “My page”, or write to ${controller.email}.`,
});

/** What everybody whose data we hold can ask for (P28, P29). */
export const rights = {
  access: {
    id: 'access',
    article: '15',
    name: { sv: 'Tillgång', en: 'Access' },
    what: {
      sv: 'Få veta om vi har uppgifter om dig, och få en läsbar kopia av allihop.',
      en: 'Find out whether we hold data about you, and get a readable copy of all of it.',
    },
    how: onPage('Läs allt under Dina uppgifter', 'Read all of it under Your data'),
    deadline: rightsDeadline,
  },
  portability: {
    id: 'portability',
    article: '20',
    name: { sv: 'Dataportabilitet', en: 'Portability' },
    what: {
      sv: 'Få ut det du lämnat i ett format som en dator kan läsa, och ta det vidare till någon annan.',
      en: 'Get what you have given us in a format a computer can read, and take it elsewhere.',
    },
    how: onPage('Ladda ner filen under Dina uppgifter', 'Download the file under Your data'),
    deadline: rightsDeadline,
  },
  rectification: {
    id: 'rectification',
    article: '16',
    name: { sv: 'Rättelse', en: 'Rectification' },
    what: {
      sv: 'Få fel rättade. Vi skickar rättelsen också till dem som fått uppgiften.',
      en: 'Have errors corrected. We also send the correction to those who received the data.',
    },
    how: onPage(
      'Välj Rätta vid förfrågan, eller Byt e-postadress, som du bekräftar med en länk,',
      'Choose Correct beside the request, or Change e-mail address, which you confirm by a link,',
    ),
    deadline: rightsDeadline,
  },
  erasure: {
    id: 'erasure',
    article: '17',
    name: { sv: 'Radering', en: 'Erasure' },
    what: {
      sv: 'Få dina uppgifter raderade. Vi berättar det för dem som fått dem.',
      en: 'Have your data erased. We tell those who received it.',
    },
    how: onPage('Välj Radera allt', 'Choose Erase everything'),
    deadline: rightsDeadline,
  },
  restriction: {
    id: 'restriction',
    article: '18',
    name: { sv: 'Begränsning', en: 'Restriction' },
    what: {
      sv: 'Få uppgifter låsta, till exempel medan vi utreder om de stämmer. Låsta uppgifter skickas inte och används inte.',
      en: 'Have data locked, for instance while we look into whether it is correct. Locked data is neither sent nor used.',
    },
    how: onPage('Välj Begränsa vid förfrågan', 'Choose Restrict beside the request'),
    deadline: rightsDeadline,
  },
  objection: {
    id: 'objection',
    article: '21',
    name: { sv: 'Invändning', en: 'Objection' },
    what: {
      sv: 'Säga nej till ett visst ändamål, till exempel ett som bygger på berättigat intresse. Invänder du mot förmedlingen upphör den: det som väntar på att skickas stoppas, mottagarna får besked och uppgifterna raderas.',
      en: 'Say no to a particular purpose, for instance one based on legitimate interest. If you object to the brokerage, it ends: what is waiting to be sent is stopped, the recipients are told and the data is erased.',
    },
    how: onPage('Välj Invänd och vilket ändamål det gäller', 'Choose Object and which purpose it concerns'),
    deadline: rightsDeadline,
  },
  withdrawal: {
    id: 'withdrawal',
    article: '7.3',
    name: { sv: 'Återkallat samtycke', en: 'Withdrawal of consent' },
    what: {
      sv: 'Ta tillbaka ett samtycke när du vill. Det vi gjort dessförinnan påverkas inte.',
      en: 'Withdraw a consent whenever you want. What we did before that is not affected.',
    },
    how: {
      sv: `Nyhetsbrevet avslutar du med länken i mejlet, med ett klick i mejlprogrammet, på «Min sida», eller genom att skriva till ${controller.email}. Det gäller genast.`,
      en: `You end the newsletter by the link in the e-mail, by one click in your mail program, on “My page”, or by writing to ${controller.email}. It takes effect at once.`,
    },
    deadline: rightsDeadline,
  },
  complaint: {
    id: 'complaint',
    article: '77',
    name: { sv: 'Klagomål', en: 'Complaint' },
    what: {
      sv: `Tycker du att vi gör fel kan du klaga hos ${controller.authority.name.sv}.`,
      en: `If you think we are doing something wrong, you can complain to ${controller.authority.name.en}.`,
    },
    how: {
      sv: `Gå till ${controller.authority.site}. Du behöver inte fråga oss först.`,
      en: `Go to ${controller.authority.site}. You don’t need to ask us first.`,
    },
    deadline: null,
  },
} as const satisfies Readonly<Record<string, Right>>;

export type RightId = keyof typeof rights;

/** P29: stands in every refusal and on every policy page. */
export const complaintLine: Text = {
  sv: `Tycker du att vi gör fel kan du klaga hos ${controller.authority.name.sv}, ${controller.authority.site}.`,
  en: `If you think we are doing something wrong, you can complain to ${controller.authority.name.en}, ${controller.authority.site}.`,
};
