import type { PersonalRoom } from '../personal.ts';

/**
 * What is measured of visits. Nothing in it leads to a person (P22), so nobody's rights find anything here by an address; a visitor's own no does,
 * by the number in the cookie (forgetVisitor), and the clock does.
 */
export const visitRoom: PersonalRoom = {
  tables: ['analytics.event'],
  find: async () => ({}),
  export: async () => ({}),
  rectify: async () => ({}),
  erase: async () => ({}),
};
