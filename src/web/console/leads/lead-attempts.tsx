import { staffMay } from '#domain/staff/index.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Button, Fold } from '../../ui/parts.tsx';
import { reasonWords } from '../reasons.texts.ts';
import type { LeadProps } from './lead.view.ts';
import { workWords } from './lead-work.texts.ts';
import { leadWords } from './leads.texts.ts';

/** Every attempt to reach each supplier, folded away: when, what came of it, and how long it took. What never arrived can be sent again. */
export function LeadAttempts({ page, view }: LeadProps) {
  const { locale, who } = page;
  const t = workWords(locale).attempts;
  const words = leadWords(locale).lead;
  const groups = view.referrals.flatMap((r) => {
    const own = view.deliveries.filter((d) => d.referralId === r.id && d.audience === 'supplier');
    return own.length > 0 ? [{ name: r.name, own }] : [];
  });
  if (groups.length === 0) return null;
  return (
    <Fold title={t.title}>
      {groups.map(({ name, own }) => (
        <section class="stack stack--2">
          <h3>{name}</h3>
          {own.map((d) => {
            const tries = view.attempts.filter((one) => one.deliveryId === d.id);
            const failed = d.state === 'dead' || d.state === 'refused';
            const replay = failed && staffMay(who, 'delivery.replay') && !view.lead.restrictedAt;
            return (
              <>
                <div class="row small">
                  <Badge tone={failed ? 'bad' : d.state === 'delivered' ? 'ok' : 'wait'}>
                    {words.deliveryStates[d.state] ?? d.state}
                  </Badge>
                  <span>{words.deliveries[d.kind] ?? d.kind}</span>
                  {d.state === 'pending' && (
                    <span class="muted">
                      {d.attempts === 0 ? t.first : t.next} {formatDateTime(d.dueAt, locale)}
                    </span>
                  )}
                  {replay && (
                    <form method="post" action={path('consoleResending', locale, { id: d.id })}>
                      <Button look="link">
                        {words.resend}
                        <span class="vh">, {name}</span>
                      </Button>
                    </form>
                  )}
                </div>
                {tries.length > 0 && (
                  <table class="table">
                    <caption class="vh">{t.caption(name)}</caption>
                    <thead>
                      <tr>
                        {Object.entries(t.head).map(([id, head]) => (
                          <th scope="col" class={id === 'ms' ? 'num' : undefined}>
                            {head}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {tries.map(({ number, at, outcome, status, ms }) => (
                        <tr>
                          <td>{number}</td>
                          <td>{formatDateTime(at, locale)}</td>
                          <td>{words.deliveryStates[outcome] ?? reasonWords(outcome, locale)}</td>
                          <td>{status ?? '–'}</td>
                          <td class="num">{ms}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                )}
              </>
            );
          })}
        </section>
      ))}
    </Fold>
  );
}
