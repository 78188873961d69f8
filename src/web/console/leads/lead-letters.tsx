import { formatDate } from '#catalog/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Button } from '../../ui/parts.tsx';
import type { ConsoleContext } from '../console.page.tsx';
import { contactWords } from './contact.texts.ts';
import type { LeadView } from './lead.view.ts';
import { type Happening, Way } from './lead-way.tsx';
import { leadWords } from './leads.texts.ts';

/** Kinds of delivery that are told of by what was written, not by themselves. */
export const ofLetters: readonly string[] = ['customer.message', 'customer.sms'];

/** The calls about the request, with how they went and what was to come next. */
export function callsIn({ locale }: ConsoleContext, view: LeadView): Happening[] {
  const t = contactWords(locale);
  const { by, someone } = leadWords(locale).lead;
  return view.calls.map((call) => ({
    at: call.at,
    icon: 'phone',
    title: `${t.called}: ${call.outcome ? t.outcomes[call.outcome] : t.dialled}`,
    text: (
      <>
        {call.note && (
          <span class="said" dir="auto">
            {call.note}
          </span>
        )}
        {call.ended && (
          <span class="block">
            {t.ends[call.ended]}
            {call.seconds !== null && `, ${t.minutes(call.seconds)}`}
          </span>
        )}
        {call.next && call.dueOn && <span class="block">{t.nextStep(call.next, formatDate(call.dueOn, locale))}</span>}
        <span>{by(call.by ?? someone)}.</span>
      </>
    ),
  }));
}

/** What has been written to the customer, with how it is on its way. */
export function lettersIn(page: ConsoleContext, view: LeadView): Happening[] {
  const t = contactWords(page.locale);
  const { by, someone } = leadWords(page.locale).lead;
  return view.letters.map((letter) => {
    const delivery = view.deliveries.find((d) => d.subjectId === letter.id && ofLetters.includes(d.kind));
    return {
      at: letter.at,
      icon: letter.channel === 'mail' ? 'mail' : 'smartphone',
      title: letter.subject ? `${t.wrote[letter.channel]}: ${letter.subject}` : (t.wrote[letter.channel] ?? ''),
      text: (
        <>
          <span class="said" dir="auto">
            {letter.body}
          </span>
          {delivery && <Way page={page} view={view} delivery={delivery} />}
          {delivery?.state === 'pending' && letter.channel === 'sms' && (
            <span class="row">
              <span>{t.leaves(formatDateTime(delivery.dueAt, page.locale))}</span>
              {staffMay(page.who, 'lead.contact') && (
                <form
                  method="post"
                  action={path('consoleSmsStop', page.locale, { reference: view.lead.reference, id: letter.id })}
                >
                  <Button look="link">{t.stop}</Button>
                </form>
              )}
            </span>
          )}
          {letter.report && (
            <span class="block">
              <Badge tone={letter.report === 'delivered' ? 'ok' : letter.report === 'failed' ? 'bad' : 'wait'}>
                {t.reports[letter.report]}
              </Badge>
            </span>
          )}
          <span>{by(letter.by ?? someone)}.</span>
        </>
      ),
    };
  });
}
