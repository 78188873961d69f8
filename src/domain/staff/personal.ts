import type { PersonalRoom } from '../personal.ts';

/**
 * What is held about our own people. It ends when somebody removes the account (removeStaff), sessions and links by their own clocks;
 * a customer's rights find nothing here.
 */
export const staffRoom: PersonalRoom = {
  tables: [
    ...['access.staff', 'access.staff_session', 'access.staff_verification', 'access.staff_totp'],
    ...['access.staff_passkey', 'access.staff_recovery', 'access.staff_link', 'access.saved_view'],
  ],
  find: async () => ({}),
  export: async () => ({}),
  rectify: async () => ({}),
  erase: async () => ({}),
};
