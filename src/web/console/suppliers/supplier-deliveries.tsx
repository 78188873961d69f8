import { formatDate, type ServiceId, serviceById } from '#catalog/index.ts';
import { deliveryMoves, type SentTo } from '#domain/delivery/index.ts';
import { mayRemind, type WaitingReferral } from '#domain/referral/index.ts';
import { allows } from '#domain/transitions.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime, formatTime } from '../../ui/format.ts';
import { Badge, Button, Empty, Fold, Heads } from '../../ui/parts.tsx';
import { leadWords } from '../leads/leads.texts.ts';
import { reasonWords } from '../reasons.texts.ts';
import type { SupplierProps } from './supplier.view.ts';
import { supplierPageWords } from './suppliers.texts.ts';

/** Whose request it is, for who may read requests; for anybody else only that there is one. */
function Whose({ of, locale }: { of: Pick<WaitingReferral, 'company' | 'reference'>; locale: Locale }) {
  if (!of.reference) return <>–</>;
  return (
    <>
      <a href={path('consoleLead', locale, { reference: of.reference })}>{of.company}</a>
      <small class="block muted">{of.reference}</small>
    </>
  );
}

/** The requests that it has and has not answered, with how long they have waited. */
export function SupplierWaiting({ page, view, may }: SupplierProps) {
  const { locale } = page;
  const { supplier, waiting, now } = view;
  const t = supplierPageWords(locale).one;
  const reminds = may.replay && supplier.email !== null;
  return (
    <section class="panel" aria-labelledby="waiting">
      <h2 id="waiting">{t.waiting}</h2>
      {waiting.length === 0 && <Empty title={t.noWaiting}>{t.noWaitingText}</Empty>}
      {waiting.length > 0 && may.replay && !supplier.email && <p class="small muted">{t.noMail}</p>}
      {waiting.length > 0 && (
        <table class="table table--cards">
          <Heads of={Object.values(t.waitingHead)} action={reminds} />
          <tbody>
            {waiting.map((one) => (
              <tr>
                <th scope="row">
                  <Whose of={one} locale={locale} />
                </th>
                <td data-label={t.waitingHead.service}>{serviceById(one.service as ServiceId).name[locale]}</td>
                <td data-label={t.waitingHead.state}>
                  <Badge tone={one.state === 'accepted' ? 'info' : 'wait'}>
                    {one.state === 'accepted' ? t.accepted : one.openedAt ? t.opened : t.unopened}
                  </Badge>
                </td>
                <td data-label={t.waitingHead.age}>{ageOf(one, now, t.age)}</td>
                {reminds && (
                  <td class="num">
                    <Remind one={one} page={page} view={view} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ageOf({ sentAt }: WaitingReferral, now: Temporal.Instant, words: (days: number, hours: number) => string) {
  const hours = Math.floor(now.since(sentAt).total('hours'));
  return words(Math.floor(hours / 24), hours);
}

function Remind({ one, page, view }: Pick<SupplierProps, 'page' | 'view'> & { one: WaitingReferral }) {
  const { locale } = page;
  const t = supplierPageWords(locale).one;
  if (!mayRemind(one, view.now))
    return <span class="small muted">{t.reminded(formatTime(one.remindedAt ?? view.now, locale))}</span>;
  return (
    <form method="post" action={path('consoleSupplierReminder', locale, { id: view.supplier.id })}>
      {one.remindedAt && <small class="block muted">{t.reminded(formatDate(one.remindedAt, locale))}</small>}
      <Button look="link" name="referralId" value={one.id}>
        {t.remind}
      </Button>
    </form>
  );
}

const tones: Readonly<Record<string, 'ok' | 'wait' | 'bad' | 'info'>> = {
  delivered: 'ok',
  pending: 'wait',
  sending: 'wait',
  cancelled: 'info',
};

const shownAtOnce = 8;

/** What has been sent to it lately, how that went, and once more what never arrived. */
export function SupplierDeliveries(props: SupplierProps) {
  const { page, view } = props;
  const t = supplierPageWords(page.locale).one;
  const [latest, older] = [view.deliveries.slice(0, shownAtOnce), view.deliveries.slice(shownAtOnce)];
  return (
    <section class="panel" aria-labelledby="deliveries">
      <h2 id="deliveries">{t.deliveries}</h2>
      {latest.length === 0 ? (
        <Empty title={t.noDeliveries}>{t.noDeliveriesText}</Empty>
      ) : (
        <Sent {...props} deliveries={latest} />
      )}
      {older.length > 0 && (
        <Fold title={t.older(older.length)}>
          <Sent {...props} deliveries={older} />
        </Fold>
      )}
    </section>
  );
}

function Sent(props: SupplierProps & { deliveries: readonly SentTo[] }) {
  const { locale } = props.page;
  const { deliveries: kinds, deliveryStates } = leadWords(locale).lead;
  const h = supplierPageWords(locale).one.deliveriesHead;
  return (
    <table class="table table--cards">
      <Heads of={[h.what, h.state, h.answer, h.when]} action />
      <tbody>
        {props.deliveries.map((d) => (
          <tr>
            <th scope="row">
              {kinds[d.kind] ?? d.kind}
              {d.reference && (
                <small class="block">
                  <a href={path('consoleLead', locale, { reference: d.reference })}>{d.company}</a>
                </small>
              )}
            </th>
            <td data-label={h.state}>
              <Badge tone={tones[d.state] ?? 'bad'}>{deliveryStates[d.state] ?? d.state}</Badge>
            </td>
            <td data-label={h.answer}>
              <Answer of={d} locale={locale} />
            </td>
            <td data-label={h.when}>{formatDateTime(d.endedAt ?? d.createdAt, locale)}</td>
            <td class="num">
              <Replay of={d} {...props} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Answer({ of, locale }: { of: SentTo; locale: Locale }) {
  const t = supplierPageWords(locale).one;
  return (
    <span>
      {of.status ?? (of.reason ? reasonWords(of.reason, locale) : '–')}
      {of.attempts > 1 && `, ${t.attempts(of.attempts)}`}
      {of.state === 'pending' && of.attempts > 0 && (
        <small class="block muted">{t.due(formatDateTime(of.dueAt, locale))}</small>
      )}
    </span>
  );
}

function Replay({ of, page, view, may }: SupplierProps & { of: SentTo }) {
  if (!may.replay || !allows(deliveryMoves, 'replay', of.state)) return null;
  const { locale } = page;
  return (
    <form method="post" action={path('consoleSupplierResending', locale, { id: view.supplier.id })}>
      <Button look="link" name="deliveryId" value={of.id}>
        {supplierPageWords(locale).one.replay}
      </Button>
    </form>
  );
}
