import type { PersonalRoom } from '../personal.ts';

/**
 * What visitors have answered about being measured, known by a number that nobody but their browser has. It ends by its clock.
 */
export const consentRoom: PersonalRoom = {
  tables: ['analytics.consent'],
  find: async () => ({}),
  export: async () => ({}),
  rectify: async () => ({}),
  erase: async () => ({}),
};
