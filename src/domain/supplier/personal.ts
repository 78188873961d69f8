import type { PersonalRoom } from '../personal.ts';

/**
 * A supplier's contact: the address and number that its requests are sent to. It ends when the operator sets another
 * (in the console or by `allkontrakt supplier set`), not with a customer's request, so the customers' rights find nothing here.
 */
export const supplierRoom: PersonalRoom = {
  tables: ['brokerage.supplier'],
  find: async () => ({ 'brokerage.supplier': 0 }),
  export: async () => ({}),
  rectify: async () => ({}),
  erase: async () => ({}),
};
