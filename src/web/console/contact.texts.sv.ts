import type { LetterFault } from '#domain/contact/index.ts';

/** Words of everything that reaches a customer from the console. */
export const sv = {
  contact: 'Kontakta',
  mail: 'Mejla',
  sms: 'Skicka sms',
  only: 'Bara om den här förfrågan.',
  over: 'Förfrågan är avslutad, hopslagen eller begränsad. Då får vi inte kontakta kunden om den.',
  templates: 'Börja från en mall',
  blank: 'Tomt',
  preview: 'Förhandsvisa',
  change: 'Ändra',
  back: 'Till förfrågan',
  stale: 'Sidan hade varit öppen för länge. Läs igenom och gå vidare igen.',
  faults: {
    empty: 'Skriv något.',
    'too-long': 'Korta ner texten.',
    'several-lines': 'Skriv ämnet på en enda rad.',
    gap: 'Byt ut det som står inom hakparentes.',
  } satisfies Record<LetterFault, string>,
  mailPage: {
    title: (company: string) => `Mejla ${company}`,
    to: (name: string, address: string) => `Till ${name}, ${address}`,
    language: { sv: 'Kunden läser svenska.', en: 'Kunden läser engelska.' },
    subject: 'Ämne',
    body: 'Meddelande',
    bodyHint: 'En tom rad ger nytt stycke. Knappen till Min sida och sidfoten läggs till av sig själva.',
    ready: 'Så ser mejlet ut',
    frame: 'Mejlet som det kommer att se ut',
    send: 'Skicka mejlet',
    kept: 'Kunden kan få läsa det i ett registerutdrag. Det raderas med förfrågan.',
  },
  smsPage: {
    title: (company: string) => `Sms till ${company}`,
    to: (name: string, number: string) => `Till ${name}, ${number}`,
    body: 'Meddelande',
    bodyHint: 'Kunden kan inte svara på sms:et. Skriv vem det är från och vart svaret ska.',
    count: (characters: number, parts: number) =>
      parts === 1 ? `${characters} tecken, ett sms` : `${characters} tecken, ${parts} sms`,
    left: (n: number) => `${n} kvar i det sista`,
    wide: 'Något tecken finns inte i sms-alfabetet, så varje sms rymmer 70 i stället för 160.',
    ready: 'Så ser sms:et ut',
    now: 'Det går iväg på en gång.',
    later: (when: string) => `Sms går inte mellan 20 och 08. Det här går iväg ${when}.`,
    send: 'Skicka sms:et',
    none: 'Sms är inte inkopplat. Be den som sköter driften att ange ELKS_USERNAME.',
  },
  reports: { sent: 'På väg till telefonen', failed: 'Nådde inte telefonen', delivered: 'Framme i telefonen' } as Record<
    string,
    string
  >,
  leaves: (when: string) => `Går iväg ${when}`,
  wrote: { mail: 'Mejl till kunden', sms: 'Sms till kunden' } as Record<string, string>,
  done: { mailed: 'Mejlet är på väg.', texted: 'Sms:et är på väg, eller går när det blir morgon.' } as Record<
    string,
    string
  >,
};
export type ContactWords = typeof sv;
