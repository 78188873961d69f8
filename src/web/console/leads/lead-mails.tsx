import { path } from '../../paths.ts';
import { Badge } from '../../ui/parts.tsx';
import type { ConsoleContext } from '../console.page.tsx';
import { inboxWords } from '../inbox/inbox.texts.ts';
import type { LeadView } from './lead.view.ts';
import type { Happening } from './lead-way.tsx';

/** What has come by mail about the request, each with the way to its page. */
export function mailsIn({ locale }: ConsoleContext, view: LeadView): Happening[] {
  const t = inboxWords(locale);
  return view.mails.map((mail) => ({
    at: mail.arrivedAt,
    icon: 'inbox',
    title: `${t.kinds[mail.kind ?? mail.suggestion]}: ${mail.fromName ?? mail.fromAddress ?? t.list.nobody}`,
    text: (
      <span class="row">
        <a href={path('consoleInboxMail', locale, { id: mail.id })} dir="auto">
          {mail.subject ?? t.mail.noSubject}
        </a>
        {!mail.readAt && !mail.dealtAt && <Badge tone="wait">{t.list.unread}</Badge>}
      </span>
    ),
  }));
}
