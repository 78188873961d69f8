import type { StaffRole } from '#domain/staff/index.ts';

/** Words that every page of the console has. */
export const sv = {
  name: 'Konsolen',
  menuName: 'Konsolens meny',
  menu: {
    start: 'Start',
    leads: 'Förfrågningar',
    people: 'Personal',
    security: 'Din inloggning',
  },
  leave: 'Logga ut',
  roles: {
    'case-worker': 'Handläggare',
    marketer: 'Marknad',
    archivist: 'Arkivarie',
    'privacy-officer': 'Dataskydd',
    administrator: 'Administratör',
  } satisfies Record<StaffRole, string>,
  denied: {
    title: 'Det här ingår inte i din roll',
    lead: (who: string) => `Du är ${who}. För sidan krävs en annan roll.`,
    ask: 'Be en administratör om den, om du behöver den i ditt arbete. Försöket är inte loggat.',
    have: 'Roller som räcker',
    home: 'Till start',
  },
  gone: {
    title: 'Sidan finns inte',
    lead: 'Den kan ha raderats eller arkiverats sedan du fick länken.',
    home: 'Till start',
  },
  overview: {
    title: (name: string) => `Hej ${name}`,
  },
};
export type ConsoleWords = typeof sv;
