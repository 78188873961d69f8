import type { Locale } from '#policy/text.ts';

/** Words of the pages where our own texts are edited. */
export const sv = {
  title: 'Texter',
  lead: 'Hjälptexter, inledningar, frågor och svar, och orden i mejlen. Frågorna, formlerna, policyn och samtyckena står i koden och ändras inte här.',
  groups: {
    home: 'Startsidan',
    common: 'Formulärens andra steg, om företaget',
    mail: 'Mejl till kunder',
    letter: 'Mallar som mejl till kunder börjar med',
  } as Readonly<Record<string, string>>,
  changed: (n: number) => (n === 0 ? '' : n === 1 ? 'en ändrad' : `${n} ändrade`),
  edited: 'Ändrad',
  older: { sv: 'Svenskan är äldre', en: 'Engelskan är äldre' } as Readonly<Record<Locale, string>>,
  nothing: 'Ingen text än',
  languages: { sv: 'Svenska', en: 'Engelska' } as Readonly<Record<Locale, string>>,
  olderText: {
    sv: 'Engelskan har ändrats sedan svenskan skrevs. Stämmer de ännu överens?',
    en: 'Svenskan har ändrats sedan engelskan skrevs. Stämmer de ännu överens?',
  } as Readonly<Record<Locale, string>>,
  stillRight: 'Ja, de stämmer',
  line: (most: number) => `En rad, högst ${most} tecken.`,
  paragraphs: (most: number) => `Tom rad mellan stycken, högst ${most} tecken.`,
  places: (names: string) => `Fylls i när texten används: ${names}.`,
  original: 'Texten i koden',
  originalNone: 'I koden finns ingen text här.',
  difference: 'Skillnad mot texten i koden',
  save: 'Spara',
  look: { sv: 'Se på svenska', en: 'Se på engelska' } as Readonly<Record<Locale, string>>,
  lookHint: 'Sidan eller mejlet öppnas i en ny flik, med det du har skrivit. Inget sparas.',
  faults: {
    empty: 'Skriv något. Vill du ha tillbaka texten i koden finns den i historiken.',
    tooLong: (most: number) => `Korta till högst ${most} tecken.`,
    missing: (names: string) => `${names} måste vara med.`,
    unknown: (names: string) => `${names} finns inte att fylla i här.`,
  },
  moved:
    'Någon annan har ändrat texten medan du skrev. Deras står under ditt fält. Sparar du nu gäller din, och deras finns kvar i historiken.',
  theirs: 'Det som gäller nu',
  history: 'Historik',
  head: { when: 'När', language: 'Språk', who: 'Vem', text: 'Text' },
  someone: 'någon som slutat',
  now: 'Gäller nu',
  restore: 'Ta tillbaka',
  first: 'från början',
  untouched: 'Ingen har ändrat texten. Den som står i koden gäller.',
  done: {
    saved: 'Sparat. Texten gäller från nu.',
    same: 'Inget var ändrat.',
    restored: 'Texten är tillbaka.',
    confirmed: 'Noterat: de stämmer.',
  } as Readonly<Record<string, string>>,
};
