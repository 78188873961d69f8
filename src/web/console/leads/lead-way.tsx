import type { Child } from 'hono/jsx';
import { staffMay } from '#domain/staff/index.ts';
import { path } from '../../paths.ts';
import type { IconName } from '../../ui/icon.tsx';
import { Badge, Button } from '../../ui/parts.tsx';
import { reasonWords } from '../reasons.texts.ts';
import type { LeadProps, LeadView } from './lead.view.ts';
import { leadWords } from './leads.texts.ts';

/** One line of a request's history. */
export interface Happening {
  readonly at: Temporal.Instant;
  readonly icon: IconName;
  readonly title: Child;
  readonly text?: Child;
}

/** How a delivery stands, and the button that makes it again. */
export function Way({ page, view, delivery: d }: LeadProps & { delivery: LeadView['deliveries'][number] }) {
  const t = leadWords(page.locale).lead;
  const failed = d.state === 'dead' || d.state === 'refused';
  return (
    <span class="row">
      <Badge tone={failed ? 'bad' : d.state === 'delivered' ? 'ok' : 'wait'}>
        {t.deliveryStates[d.state] ?? d.state}
      </Badge>
      {d.attempts > 1 && <span>{t.attempts(d.attempts)}</span>}
      {d.reason && <span>{reasonWords(d.reason, page.locale)}</span>}
      {failed && staffMay(page.who, 'delivery.replay') && !view.lead.restrictedAt && (
        <form method="post" action={path('consoleResending', page.locale, { id: d.id })}>
          <Button look="link">{t.resend}</Button>
        </form>
      )}
    </span>
  );
}
