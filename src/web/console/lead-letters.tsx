import { formatDateTime } from '../ui/format.ts';
import { Badge } from '../ui/parts.tsx';
import type { ConsoleContext } from './console.page.tsx';
import { contactWords } from './contact.texts.ts';
import type { LeadView } from './lead.view.ts';
import { type Happening, Way } from './lead-way.tsx';
import { leadWords } from './leads.texts.ts';

/** Kinds of delivery that are told of by what was written, not by themselves. */
export const ofLetters: readonly string[] = ['customer.message', 'customer.sms'];

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
            <span class="block">{t.leaves(formatDateTime(delivery.dueAt, page.locale))}</span>
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
