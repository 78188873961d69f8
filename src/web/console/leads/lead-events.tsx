import { formatDate } from '#catalog/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatTime } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Button } from '../../ui/parts.tsx';
import type { ConsoleContext } from '../console.page.tsx';
import type { LeadProps, LeadView } from './lead.view.ts';
import { callsIn, lettersIn, ofLetters } from './lead-letters.tsx';
import { mailsIn } from './lead-mails.tsx';
import { type Happening, Way } from './lead-way.tsx';
import { leadWords } from './leads.texts.ts';

/** Everything that has happened with the request, day by day, newest first. */
export function LeadEvents({ page, view }: LeadProps) {
  const { locale, who } = page;
  const t = leadWords(locale).lead;
  const params = { reference: view.lead.reference };
  const days = byDay(happenings(page, view), locale);
  return (
    <section class="panel" aria-labelledby="events">
      <h2 id="events">{t.events}</h2>
      {staffMay(who, 'lead.write') && !view.lead.restrictedAt && (
        <form class="stack stack--2" method="post" action={path('consoleNotes', locale, params)}>
          <input type="hidden" name="idempotencyKey" value={view.formKey} />
          <div class="field">
            <label for="f-note">{t.note}</label>
            <div class="box">
              <textarea id="f-note" name="note" rows={2} maxlength={4000} aria-describedby="f-note-h" />
            </div>
            <p class="hint" id="f-note-h">
              {t.noteHint}
            </p>
          </div>
          <div>
            <Button look="quiet">{t.noteSave}</Button>
          </div>
        </form>
      )}
      {days.length === 0 ? (
        <p class="muted">{t.noEvents}</p>
      ) : (
        <ol class="events">
          {days.map(([day, all]) => (
            <>
              <li class="day">{day}</li>
              {all.map(({ at, icon, title, text }) => (
                <li>
                  <Icon name={icon} />
                  <strong>{title}</strong>
                  <time datetime={at.toString()}>{formatTime(at, locale)}</time>
                  {text && <div class="what">{text}</div>}
                </li>
              ))}
            </>
          ))}
        </ol>
      )}
    </section>
  );
}

const iconOf = (type: string): IconName => {
  if (type.startsWith('quote.')) return 'receipt-text';
  if (type.startsWith('referral.')) return 'send';
  if (type === 'lead.received') return 'inbox';
  if (type === 'question.asked') return 'message-square';
  return type.includes('restrict') ? 'lock' : 'history';
};

/** Everything that has happened, newest first. What a delivery tells, its event need not. */
function happenings(page: ConsoleContext, view: LeadView): Happening[] {
  const t = leadWords(page.locale).lead;
  const names = new Map(view.referrals.map((r) => [r.supplierId, r.name]));
  const all: Happening[] = [
    ...view.events
      .filter(({ type }) => t.happened[type])
      .map(({ at, type, supplier_id }) => ({
        at,
        icon: iconOf(type),
        title: `${t.happened[type]}${supplier_id ? ` ${names.get(supplier_id) ?? supplier_id}` : ''}`,
      })),
    ...lettersIn(page, view),
    ...mailsIn(page, view),
    ...callsIn(page, view),
    ...view.deliveries
      .filter(({ kind }) => !ofLetters.includes(kind))
      .map((d) => {
        const to = d.audience === 'customer' ? t.toCustomer : d.audience === 'staff' ? t.toUs : '';
        const name = d.supplierId ? (names.get(d.supplierId) ?? d.supplierId) : to;
        return {
          at: d.endedAt ?? d.createdAt,
          icon: (d.channel === 'mail' ? 'mail' : 'send') as IconName,
          title: `${t.deliveries[d.kind] ?? d.kind}, ${name}`,
          text: <Way page={page} view={view} delivery={d} />,
        };
      }),
    ...view.questions.map(({ body, askedAt }) => ({
      at: askedAt,
      icon: 'message-square' as const,
      title: t.asked,
      text: body,
    })),
    ...view.notes.map(({ body, at, by }) => ({
      at,
      icon: 'sticky-note' as const,
      title: t.noted,
      text: `${body} ${t.by(by ?? t.someone)}.`,
    })),
  ];
  // Of what happened at the same moment, the later is written last.
  return all.reverse().sort((a, b) => Temporal.Instant.compare(b.at, a.at));
}

function byDay(all: readonly Happening[], locale: Locale): [string, Happening[]][] {
  const days = new Map<string, Happening[]>();
  for (const one of all) {
    const day = formatDate(one.at, locale);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}
