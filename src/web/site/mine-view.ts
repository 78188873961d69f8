import type { RequestFacts } from '../request-facts.ts';

/** All that a customer sees of one request. */
export interface RequestView extends RequestFacts {
  /** When the data disappears if nothing more is reported. */
  readonly goneOn: string;
  /** The open request it was merged into, if that is the same person's. */
  readonly joinedReference?: string | undefined;
}
