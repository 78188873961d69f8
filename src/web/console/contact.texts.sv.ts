import type { LetterFault } from '#domain/contact/index.ts';

/** Words of everything that reaches a customer from the console. */
export const sv = {
  contact: 'Kontakta',
  mail: 'Mejla',
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
  wrote: { mail: 'Mejl till kunden' } as Record<string, string>,
  done: { mailed: 'Mejlet är på väg.' } as Record<string, string>,
};
export type ContactWords = typeof sv;
