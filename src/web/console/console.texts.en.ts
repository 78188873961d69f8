import type { sv } from './console.texts.sv.ts';

export const en = {
  name: 'The console',
  menuName: 'The console’s menu',
  menu: {
    start: 'Start',
    leads: 'Requests',
    people: 'Staff',
    security: 'Your log-in',
  },
  leave: 'Log out',
  roles: {
    'case-worker': 'Case worker',
    marketer: 'Marketing',
    archivist: 'Archivist',
    'privacy-officer': 'Data protection',
    administrator: 'Administrator',
  },
  denied: {
    title: 'This is not part of your role',
    lead: (who: string) => `You are ${who}. The page takes another role.`,
    ask: 'Ask an administrator for it, if you need it in your work. The attempt is not logged.',
    have: 'Roles that will do',
    home: 'To the start page',
  },
  gone: {
    title: 'The page does not exist',
    lead: 'It may have been erased or archived since you got the link.',
    home: 'To the start page',
  },
  overview: {
    title: (name: string) => `Hello ${name}`,
  },
} satisfies typeof sv;
