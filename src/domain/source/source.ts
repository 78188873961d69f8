import type { ServiceId } from '#catalog/index.ts';
import { randomToken } from '#platform/crypto.ts';
import type { Locale } from '#policy/text.ts';
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
  /** Since when what a form sends becomes requests by itself; null: it waits. Always null for an intake key. */
  readonly switchedOnAt: Temporal.Instant | null;
}

/** A form on another site: what it is about, and how its fields are read. */
export interface FormSource extends Source {
  readonly service: ServiceId;
  /** The language of those who fill it in. */
  readonly locale: Locale;
  /** Whom the form says that the request goes to, where it doesn't let the customer choose. */
  readonly suppliers: readonly string[];
  /** Which question each field answers; '' for one that is of no use. */
  readonly mapping: Readonly<Record<string, string>>;
  /** What the latest post consisted of. */
  readonly fields: readonly FormField[];
  /** Somebody has vouched that the form shows who gets what, with a link to the policy (P3). */
  readonly told: boolean;
  /** What the box about it says when it is ticked, beside yes and the like, as somebody has confirmed. */
  readonly toldWords: readonly string[];
}

/** What a field of a form is called. */
export interface FormField {
  readonly key: string;
  readonly label: string;
  /** It is called as a plugin calls what is about the visit, and what it holds is let in nowhere. */
  readonly leftOut?: true;
}

const form = /^ak_[\w-]{43}$/;

/** A key or the end of an address: `ak_` tells whoever finds one in a log what it is. */
export const newSecret = (): string => `ak_${randomToken()}`;

/** What is kept of a secret; undefined for what can't be one, which nobody has to be asked about. */
export const secretHash = ({ vault }: Pick<Context, 'vault'>, secret: string): Buffer | undefined =>
  form.test(secret) ? vault.keyedHash('source-secret', secret) : undefined;
