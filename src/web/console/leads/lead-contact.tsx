import { mayContact } from '#domain/contact/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { path } from '../../paths.ts';
import { LinkButton } from '../../ui/parts.tsx';
import { contactWords } from './contact.texts.ts';
import type { LeadProps } from './lead.view.ts';

/** The ways to reach the customer about this request; none when it is over or restricted (P5). */
export function LeadContact({ page, view }: LeadProps) {
  const { locale, who } = page;
  const { lead } = view;
  const t = contactWords(locale);
  if (!staffMay(who, 'lead.contact') || !mayContact(lead)) return null;
  return (
    <section class="panel" aria-labelledby="contact">
      <h2 id="contact">{t.contact}</h2>
      <div class="row">
        <LinkButton look="quiet" href={path('consoleMail', locale, { reference: lead.reference })}>
          {t.mail}
        </LinkButton>
        <LinkButton look="quiet" href={path('consoleSms', locale, { reference: lead.reference })}>
          {t.sms}
        </LinkButton>
        <LinkButton look="quiet" href={path('consoleCall', locale, { reference: lead.reference })}>
          {t.call}
        </LinkButton>
      </div>
    </section>
  );
}
