import type { callsOf, lettersOf, notesOf, tasksOf } from '#domain/contact/index.ts';
import type { mailOf } from '#domain/correspondence/index.ts';
import type { attemptsOf, deliveriesOf } from '#domain/delivery/index.ts';
import type { LeadClock } from '#domain/lead/index.ts';
import type { eventsOf } from '#domain/ledger/index.ts';
import type { RequestFacts } from '../../request-facts.ts';
import type { ConsoleContext } from '../console.page.tsx';

/** All that staff see of one request. */
export interface LeadView extends RequestFacts {
  /** The key of the forms on its page: what is sent twice is done once. */
  readonly formKey: string;
  readonly clock: LeadClock;
  readonly deliveries: Awaited<ReturnType<typeof deliveriesOf>>;
  /** What has come by mail; empty for those who may not read it. */
  readonly mails: Awaited<ReturnType<typeof mailOf>>;
  readonly attempts: Awaited<ReturnType<typeof attemptsOf>>;
  readonly events: Awaited<ReturnType<typeof eventsOf>>;
  readonly calls: Awaited<ReturnType<typeof callsOf>>;
  readonly letters: Awaited<ReturnType<typeof lettersOf>>;
  readonly notes: Awaited<ReturnType<typeof notesOf>>;
  readonly tasks: Awaited<ReturnType<typeof tasksOf>>;
  /** Where it was merged into. */
  readonly joinedReference: string | undefined;
}

/** What each part of the page of a request is given. */
export interface LeadProps {
  readonly page: ConsoleContext;
  readonly view: LeadView;
}
