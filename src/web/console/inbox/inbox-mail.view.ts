import type { Child } from 'hono/jsx';
import type { filesOf, Mail } from '#domain/correspondence/index.ts';
import type { requestsOf } from '#domain/inbox/index.ts';
import type { ConsoleContext } from '../console.page.tsx';

/** All that staff see of one mail. */
export interface MailProps {
  readonly page: ConsoleContext;
  readonly mail: Mail;
  /** With a token for each that was kept. */
  readonly files: readonly (Awaited<ReturnType<typeof filesOf>>[number] & { readonly token: string | undefined })[];
  readonly requests: Awaited<ReturnType<typeof requestsOf>>;
  readonly notice?: Child;
}
