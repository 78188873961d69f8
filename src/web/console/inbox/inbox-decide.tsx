import type { Child } from 'hono/jsx';
import { formatDate, type ServiceId, serviceById } from '#catalog/index.ts';
import type { MailKind } from '#domain/correspondence/index.ts';
import { rightIn } from '#domain/inbox/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { parseReference } from '#platform/crypto.ts';
import { rights, rightsDeadline } from '#policy/rights.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Button, LinkButton } from '../../ui/parts.tsx';
import { Choice } from '../filters.tsx';
import { inboxWords } from './inbox.texts.ts';
import type { MailProps } from './inbox-mail.view.ts';

/** Rights that a case can be about. */
export const caseRights = ['access', 'portability', 'rectification', 'erasure', 'restriction', 'objection'] as const;
/** What a mail can be without anything following from it. */
export const plainKinds: readonly MailKind[] = ['new-request', 'quote', 'other'];

/** What has been decided, or what can be: the suggested first. */
export function Decide(props: MailProps) {
  const { page, mail } = props;
  const t = inboxWords(page.locale).mail;
  if (mail.kind) return <Decided {...props} />;
  const ways: readonly (readonly [MailKind | 'link', Child])[] = [
    ['reply', <PutOn {...props} />],
    ...(mail.fromAddress ? ([['rights', <OpenCase {...props} />]] as const) : []),
    ...(mail.fromAddress && !mail.withdrawnAt ? ([['withdrawal', <Decline {...props} />]] as const) : []),
    ...(mail.fromAddress && staffMay(page.who, 'lead.write')
      ? ([['new-request', <Register {...props} />]] as const)
      : []),
    ['other', <Finish {...props} />],
  ];
  const group = mail.suggestion === 'quote' ? 'reply' : mail.suggestion;
  const sorted = [...ways].sort(([a], [b]) => Number(b === group) - Number(a === group));
  return (
    <section class="panel stack stack--4" aria-labelledby="decide">
      <h2 id="decide">{t.decide}</h2>
      {mail.withdrawnAt && <p class="small">{t.withdrawn(formatDateTime(mail.withdrawnAt, page.locale))}</p>}
      {mail.reference && (
        <LinkButton look="quiet" href={path('consoleLead', page.locale, { reference: mail.reference })}>
          {t.answer}
        </LinkButton>
      )}
      {sorted.map(([, way]) => way)}
    </section>
  );
}

function Decided({ page, mail }: MailProps) {
  const { locale } = page;
  const words = inboxWords(locale);
  const t = words.mail;
  const who = mail.dealtBy ?? (mail.automatic || mail.body === null ? t.itself : t.someone);
  return (
    <section class="panel stack stack--3" aria-labelledby="decide">
      <h2 id="decide">{t.decided(words.kinds[mail.kind ?? 'other'])}</h2>
      <p class="small muted">{t.by(who, mail.dealtAt ? formatDateTime(mail.dealtAt, locale) : '')}</p>
      {mail.withdrawnAt && <p class="small">{t.withdrawn(formatDateTime(mail.withdrawnAt, locale))}</p>}
      {mail.reference && staffMay(page.who, 'lead.read') && (
        <LinkButton look="quiet" href={path('consoleLead', locale, { reference: mail.reference })}>
          {t.answer}
        </LinkButton>
      )}
      {mail.caseId && <p class="small">{t.caseOpened}</p>}
      {mail.body !== null && (
        <Sorting page={page} mail={mail}>
          <Button look="quiet" name="action" value="undo">
            {t.undo}
          </Button>
        </Sorting>
      )}
    </section>
  );
}

function Sorting({ page, mail, children }: Pick<MailProps, 'page' | 'mail'> & { children?: Child }) {
  return (
    <form class="stack stack--2" method="post" action={path('consoleInboxSorting', page.locale, { id: mail.id })}>
      {children}
    </form>
  );
}

function Way({ title, text, children }: { title: string; text: string; children?: Child }) {
  return (
    <div class="stack stack--2 way">
      <h3>{title}</h3>
      <p class="small muted">{text}</p>
      {children}
    </div>
  );
}

/** The request that a mail's subject names: one of the sender's own, or else whichever it is, as in a supplier's mail. */
function named(subject: string | null, requests: MailProps['requests']): string | undefined {
  const all = (subject?.match(/\b[0-9a-z]{4}-[0-9a-z]{3}\b/gi) ?? []).flatMap((word) => parseReference(word) ?? []);
  return all.find((one) => requests.some(({ reference }) => reference === one)) ?? all[0];
}

function PutOn({ page, mail, requests }: MailProps) {
  const { locale } = page;
  const words = inboxWords(locale);
  const t = words.mail;
  const known =
    mail.reference ?? named(mail.subject, requests) ?? (requests.length === 1 ? requests[0]?.reference : '');
  return (
    <Way title={t.putOn} text={t.putOnText}>
      {requests.length > 0 && (
        <p class="small">
          {t.theirs}:{' '}
          {requests.map(({ reference, service }, i) => (
            <>
              {i > 0 && ', '}
              <a href={path('consoleLead', locale, { reference })}>{reference}</a> (
              {serviceById(service as ServiceId).name[locale].toLowerCase()})
            </>
          ))}
        </p>
      )}
      <Sorting page={page} mail={mail}>
        <Text name="reference" label={t.reference} value={known ?? ''} />
        <Choice
          name="kind"
          id="link-kind"
          label={t.is}
          value={mail.suggestion}
          options={(['reply', 'quote'] as const).map((kind) => [kind, words.kinds[kind]])}
        />
        <Button
          look={mail.suggestion === 'reply' || mail.suggestion === 'quote' ? 'filled' : 'quiet'}
          name="action"
          value="link"
        >
          {t.link}
        </Button>
      </Sorting>
    </Way>
  );
}

/** A request begun from a mail: who writes is filled in, and the mail goes with it. */
function Register({ page, mail }: MailProps) {
  const t = inboxWords(page.locale).mail;
  return (
    <Way title={t.register} text={t.registerText}>
      <div>
        <LinkButton
          look={mail.suggestion === 'new-request' ? 'filled' : 'quiet'}
          href={`${path('consoleNewLead', page.locale)}?mail=${mail.id}`}
        >
          {t.registerIt}
        </LinkButton>
      </div>
    </Way>
  );
}

function OpenCase({ page, mail }: MailProps) {
  const { locale } = page;
  const t = inboxWords(locale).mail;
  return (
    <Way title={t.openCase} text={t.openCaseText(formatDate(addPeriod(mail.arrivedAt, rightsDeadline), locale))}>
      <Sorting page={page} mail={mail}>
        <Choice
          name="right"
          id="right"
          label={t.right}
          value={rightIn(mail.why)}
          options={caseRights.map((id) => [id, rights[id].name[locale]])}
        />
        <Button look={mail.suggestion === 'rights' ? 'filled' : 'quiet'} name="action" value="case">
          {t.open}
        </Button>
      </Sorting>
    </Way>
  );
}

function Decline({ page, mail }: MailProps) {
  const t = inboxWords(page.locale).mail;
  return (
    <Way title={t.decline} text={t.declineText}>
      <Sorting page={page} mail={mail}>
        <Button look={mail.suggestion === 'withdrawal' ? 'filled' : 'quiet'} name="action" value="decline">
          {t.carryOut}
        </Button>
      </Sorting>
    </Way>
  );
}

function Finish({ page, mail }: MailProps) {
  const words = inboxWords(page.locale);
  const t = words.mail;
  return (
    <Way title={t.done} text={mail.leadId ? t.keepsLead : t.doneText}>
      <Sorting page={page} mail={mail}>
        <Choice
          name="kind"
          id="done-kind"
          label={t.kind}
          value={mail.leadId ? 'reply' : (plainKinds.find((kind) => kind === mail.suggestion) ?? 'other')}
          options={[...(mail.leadId ? (['reply'] as const) : []), ...plainKinds].map((kind) => [
            kind,
            words.kinds[kind],
          ])}
        />
        <Button look={mail.suggestion === 'other' ? 'filled' : 'quiet'} name="action" value="done">
          {t.finish}
        </Button>
      </Sorting>
    </Way>
  );
}

function Text({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <div class="field">
      <label for={`f-${name}`}>{label}</label>
      <div class="box box--s">
        <input id={`f-${name}`} name={name} value={value} maxlength={12} autocomplete="off" required />
      </div>
    </div>
  );
}
