import type { ServiceId } from '#catalog/index.ts';

/** A supplier as the registry holds it: the only place a request can be sent to (P3). */
export interface RegisteredSupplier {
  readonly id: string;
  readonly name: string;
  readonly example: boolean;
  readonly active: boolean;
  readonly locale: 'sv' | 'en';
  readonly email: string | null;
  readonly website: string | null;
  readonly phone: string | null;
  readonly dailyCap: number | null;
  readonly weight: number;
  readonly hasWebhook: boolean;
  readonly services: readonly ServiceId[];
}

/** Whether anything can reach it at all. */
export const hasChannel = (supplier: Pick<RegisteredSupplier, 'email' | 'hasWebhook'>): boolean =>
  supplier.email !== null || supplier.hasWebhook;
