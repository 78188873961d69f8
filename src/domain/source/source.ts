import { randomToken } from '#platform/crypto.ts';
import type { Context } from '../context.ts';

/** What sends requests in: a program by the API, or a form on another site. */
export const sourceKinds = ['api', 'elementor', 'cf7', 'gravity'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** How long the old secret works beside the new one, so that whoever runs the system can change at their own hour. */
export const secretOverlap = 'PT24H';

export interface Source {
  readonly id: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly madeAt: Temporal.Instant;
  /** When it last came in, to within a minute. */
  readonly usedAt: Temporal.Instant | null;
  /** Until when the secret before the present one works; null when there is none. */
  readonly oldUntil: Temporal.Instant | null;
  readonly endedAt: Temporal.Instant | null;
}

const form = /^ak_[\w-]{43}$/;

/** A key or the end of an address: `ak_` tells whoever finds one in a log what it is. */
export const newSecret = (): string => `ak_${randomToken()}`;

/** What is kept of a secret; undefined for what can't be one, which nobody has to be asked about. */
export const secretHash = ({ vault }: Pick<Context, 'vault'>, secret: string): Buffer | undefined =>
  form.test(secret) ? vault.keyedHash('source-secret', secret) : undefined;
