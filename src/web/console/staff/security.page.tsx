import type { Child } from 'hono/jsx';
import { formatDate } from '#catalog/index.ts';
import type { StaffSessionRow, WaysIn } from '#domain/staff/index.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Button, Heads, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { PasskeyButton } from './enter.page.tsx';
import { securityWords } from './security.texts.ts';

/** One's own ways in and sessions. */
export function SecurityPage(props: {
  page: ConsoleContext;
  ways: WaysIn;
  sessions: readonly StaffSessionRow[];
  notice?: Child;
}) {
  const { page, ways, sessions, notice } = props;
  const { locale, who } = page;
  const t = securityWords(locale).security;
  return (
    <ConsolePage page={page} title={t.title} current="security">
      <div class="stack stack--6">
        <h1>{t.title}</h1>
        {notice}
        {who.factor === 'recovery' && <Notice tone="info">{t.recovered}</Notice>}
        <section class="panel" aria-labelledby="keys">
          <h2 id="keys">{t.keys}</h2>
          {ways.passkeys.length === 0 ? (
            <p class="muted">{t.noKeys}</p>
          ) : (
            <ul class="list">
              {ways.passkeys.map(({ id, name, createdAt }) => (
                <li>
                  <span>
                    <strong>{t.keyNumber(name ?? '')}</strong>{' '}
                    <span class="muted small">
                      {t.added} {formatDate(createdAt, locale)}
                    </span>
                  </span>
                  <form method="post" action={path('consoleSecurity', locale)}>
                    <input type="hidden" name="keyId" value={id} />
                    <Button look="link" name="action" value="remove-key">
                      {t.remove}
                      <span class="vh"> {t.keyNumber(name ?? '')}</span>
                    </Button>
                  </form>
                </li>
              ))}
            </ul>
          )}
          <PasskeyButton page={page} act="create" action={path('consoleKeys', locale)} label={t.addKey} quiet />
        </section>
        <section class="panel" aria-labelledby="app">
          <h2 id="app">{t.app}</h2>
          <p>{ways.totp ? t.hasApp : t.noApp}</p>
          {ways.totp ? (
            <form method="post" action={path('consoleSecurity', locale)}>
              <Button look="quiet" name="action" value="remove-app">
                {t.removeApp}
              </Button>
            </form>
          ) : (
            <form method="post" action={path('consoleCode', locale)} data-turbo="false">
              <Button look="quiet" name="action" value="begin">
                {t.addApp}
              </Button>
            </form>
          )}
        </section>
        <section class="panel" aria-labelledby="codes">
          <h2 id="codes">{t.codes}</h2>
          <p>{ways.recoveryCodes > 0 ? t.codesLeft(ways.recoveryCodes) : t.noCodes}</p>
          <form method="post" action={path('consoleRecovery', locale)} class="row" data-turbo="false">
            <Button look="quiet">{t.renew}</Button>
            <span class="small muted">{t.renewNote}</span>
          </form>
        </section>
        <section class="panel" aria-labelledby="sessions">
          <h2 id="sessions">{t.sessions}</h2>
          <p class="small muted">{t.limits}</p>
          <SessionTable page={page} sessions={sessions} />
          {sessions.length > 1 && (
            <form method="post" action={path('consoleSessions', locale)}>
              <Button look="quiet" name="action" value="others">
                {t.endOthers}
              </Button>
            </form>
          )}
        </section>
      </div>
    </ConsolePage>
  );
}

function SessionTable({ page, sessions }: { page: ConsoleContext; sessions: readonly StaffSessionRow[] }) {
  const { locale, who } = page;
  const t = securityWords(locale).security;
  return (
    <table class="table table--cards">
      <Heads of={[t.device, t.how, t.began, t.used]} action />
      <tbody>
        {sessions.map((s) => (
          <tr>
            <th scope="row">
              {s.device || t.unknown}
              {s.id === who.id && <span class="muted"> ({t.thisOne})</span>}
            </th>
            <td data-label={t.how}>{s.factor && t.factors[s.factor as keyof typeof t.factors]}</td>
            <td data-label={t.began}>{s.startedAt && formatDateTime(s.startedAt, locale)}</td>
            <td data-label={t.used}>{s.seenAt && formatDateTime(s.seenAt, locale)}</td>
            <td>
              {s.id !== who.id && (
                <form method="post" action={path('consoleSessions', locale)}>
                  <input type="hidden" name="sessionId" value={s.id} />
                  <Button look="link" name="action" value="one">
                    {t.end}
                    <span class="vh"> {s.device}</span>
                  </Button>
                </form>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
