import { formatDate } from '#catalog/index.ts';
import { ruleOf } from '#domain/inbox/index.ts';
import { staffMay } from '#domain/staff/index.ts';
import { addPeriod } from '#platform/clock.ts';
import { retention } from '#policy/retention.ts';
import { endpoint, path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Crumbs, Facts, Fold } from '../../ui/parts.tsx';
import { ConsolePage } from '../console.page.tsx';
import { Kind } from './inbox.page.tsx';
import { inboxWords } from './inbox.texts.ts';
import { Decide } from './inbox-decide.tsx';
import type { MailProps } from './inbox-mail.view.ts';

/** One mail, what it seems to be and why, and what can be decided about it. */
export function InboxMailPage(props: MailProps) {
  const { page, mail, notice } = props;
  const { locale, who } = page;
  const t = inboxWords(locale);
  const title = mail.subject ?? (mail.body === null ? t.list.forgotten : t.mail.noSubject);
  return (
    <ConsolePage page={page} title={t.title} current="inbox">
      <div class="stack stack--4">
        <Crumbs locale={locale} items={[{ href: path('consoleInbox', locale), text: t.title }]} here={title} />
        {notice}
        <h1 dir="auto" class="mail-title">
          {title}
        </h1>
        <Head {...props} />
        <div class="mail-grid">
          <div class="stack stack--4">
            <Words {...props} />
            <Files {...props} />
          </div>
          <aside class="stack stack--4">
            <Why {...props} />
            {staffMay(who, 'mail.write') && <Decide {...props} />}
          </aside>
        </div>
      </div>
    </ConsolePage>
  );
}

function Head({ page, mail }: MailProps) {
  const { locale } = page;
  const t = inboxWords(locale).mail;
  const gone = mail.leadId
    ? t.keepsLead
    : mail.dealtAt
      ? t.keepsDone(formatDate(addPeriod(mail.dealtAt, retention.correspondence.period), locale))
      : t.keepsWaiting(formatDate(addPeriod(mail.storedAt, retention['correspondence.waiting'].period), locale));
  return (
    <Facts
      items={[
        ...(mail.fromAddress
          ? [
              {
                label: t.from,
                value: (
                  <span dir="auto">
                    {mail.fromName ? `${mail.fromName}, ` : ''}
                    {mail.fromAddress}
                  </span>
                ),
              },
            ]
          : []),
        { label: t.arrived, value: formatDateTime(mail.arrivedAt, locale) },
        ...(mail.reference
          ? [
              {
                label: t.onRequest,
                value: <a href={path('consoleLead', locale, { reference: mail.reference })}>{mail.reference}</a>,
              },
            ]
          : []),
        { label: t.keeps, value: gone },
      ]}
    />
  );
}

/** Plain words first. The layout is shown in a frame without rights, from what was made harmless when it came; nothing is fetched for it. */
function Words({ page, mail }: MailProps) {
  const t = inboxWords(page.locale).mail;
  if (mail.body === null) return <p class="muted">{t.forgotten}</p>;
  const condition = { whole: undefined, unreadable: t.unreadable, 'too-large': t.tooLarge }[mail.condition];
  return (
    <>
      {condition && <p class="notice notice--info">{condition}</p>}
      {mail.body ? (
        <div class="mail-text" dir="auto">
          {mail.body}
        </div>
      ) : (
        !condition && <p class="muted">{t.noText}</p>
      )}
      {mail.html && (
        <Fold title={t.layout}>
          <div class="stack stack--2">
            <iframe class="mail-frame" title={t.frame} sandbox="" srcdoc={framedWords(mail.html)} loading="lazy" />
            <p class="small muted">{t.noPictures}</p>
          </div>
        </Fold>
      )}
    </>
  );
}

const framedWords = (html: string): string =>
  `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><meta name="color-scheme" content="light dark"><body>${html}`;

function Files({ page, files }: MailProps) {
  const { locale } = page;
  const t = inboxWords(locale).mail;
  if (files.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="files">
      <h2 id="files">{t.files}</h2>
      <ul class="list">
        {files.map(({ name, bytes, token }) => (
          <li>
            <span>
              <span dir="auto">{name}</span>{' '}
              <small class="muted">
                {new Intl.NumberFormat(locale).format(Math.ceil(bytes / 1024))} kB{token ? '' : `, ${t.notKept}`}
              </small>
            </span>
            {token && (
              <a href={endpoint('file', { token })} download data-turbo="false">
                {t.fetch}
                <span class="vh">: {name}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Why({ page, mail }: MailProps) {
  const { locale } = page;
  const t = inboxWords(locale).mail;
  const rules = mail.why.flatMap((id) => ruleOf(id) ?? []);
  return (
    <section class="panel" aria-labelledby="why">
      <h2 id="why">{t.why}</h2>
      <p>
        <Kind mail={{ ...mail, kind: null }} page={page} />
      </p>
      {rules.length === 0 && <p class="muted small">{t.noRule}</p>}
      <ul class="small">
        {rules.map(({ name, words }) => (
          <li>
            {name[locale]}
            {words.length > 0 && <span class="muted"> ({t.words(words.map((word) => `«${word}»`).join(', '))})</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
