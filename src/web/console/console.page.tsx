import type { Child, PropsWithChildren } from 'hono/jsx';
import { type StaffSession, staffMay } from '#domain/staff/index.ts';
import { controller } from '#policy/controller.ts';
import { type Permission, roles } from '#policy/roles.ts';
import { path } from '../paths.ts';
import { formatList } from '../ui/format.ts';
import { LanguageLink } from '../ui/header.tsx';
import { Icon } from '../ui/icon.tsx';
import { Document, type PageContext } from '../ui/page.tsx';
import { LinkButton } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { consoleWords } from './console.texts.ts';
import { FindRequest } from './find.tsx';
import { inboxWords } from './inbox/inbox.texts.ts';
import { liveWords } from './live.texts.ts';
import { type MenuId, menuOf } from './menu.ts';
import { Keys } from './staff/keys.tsx';

export interface ConsoleContext extends PageContext {
  readonly who: StaffSession;
  /** Where the page hears that something it shows has changed. */
  readonly live?: string | undefined;
  /** How many mails wait, for those who may read them; counted to a hundred. */
  readonly mails?: number | undefined;
  /** How many posts from other sites' forms wait, for those who may make requests of them. */
  readonly submissions?: number | undefined;
}

/** A page of the console: the menu at the left, which opens as a popover on a narrow window, and the page. */
export function ConsolePage(
  props: PropsWithChildren<{
    page: ConsoleContext;
    title: string;
    current?: MenuId | undefined;
    /** What the search has been asked for. */
    looked?: string | undefined;
    /** Another search than that of requests. */
    find?: Child;
  }>,
) {
  const { page, title, current, looked, find, children } = props;
  const { locale, who } = page;
  const t = consoleWords(locale);
  return (
    <Document page={page} title={title} unlisted dense>
      <a class="skip" href="#main">
        {ui(locale).skip}
      </a>
      <div class="app" data-live={page.live}>
        <header class="app__side">
          <div class="side">
            <a class="logo" href={path('console', locale)}>
              {controller.brand}
            </a>
            <button class="btn btn--quiet nav__toggle" type="button" popovertarget="menu">
              {ui(locale).menu}
            </button>
            <nav class="nav" id="menu" popover="auto" aria-label={t.menuName}>
              <ul>
                {menuOf(who).map(({ id, page: name, icon, gap, key }) => (
                  <li class={gap ? 'gap' : undefined}>
                    <a
                      href={path(name as 'console', locale)}
                      aria-current={current === id ? 'page' : undefined}
                      data-go={key}
                    >
                      <Icon name={icon} />
                      {t.menu[id]}
                      {id === 'inbox' && page.mails ? <Waiting page={page} n={page.mails} /> : null}
                      {id === 'submissions' && page.submissions ? <Waiting page={page} n={page.submissions} /> : null}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          </div>
        </header>
        <main class="app__main" id="main">
          <div class="bar-top">
            {find ?? (staffMay(who, 'lead.read') && <FindRequest locale={locale} text={looked} />)}
            <div class="who">
              <strong>{who.name}</strong>
              <span class="who__roles">
                {formatList(
                  who.roles.map((role) => t.roles[role]),
                  locale,
                )}
              </span>
              <button type="button" class="btn btn--link keys" popovertarget="keys">
                {liveWords(locale).keys.open}
              </button>
              <LanguageLink page={page} />
              <form method="post" action={path('consoleLeave', locale)} data-turbo="false">
                <button type="submit" class="btn btn--link">
                  {t.leave}
                </button>
              </form>
            </div>
          </div>
          {page.live && <p class="live" id="live" role="status" data-ended={liveWords(locale).ended} />}
          {children}
        </main>
      </div>
      <Keys locale={locale} who={who} />
    </Document>
  );
}

function Waiting({ page, n }: { page: ConsoleContext; n: number }) {
  return (
    <span class="count">
      <span aria-hidden="true">{n > 99 ? '99+' : n}</span>
      <span class="vh">, {inboxWords(page.locale).waiting(n)}</span>
    </span>
  );
}

/** What somebody is told whose roles don't reach: which would. */
export function DeniedPage({ page, permission }: { page: ConsoleContext; permission: Permission }) {
  const { locale, who } = page;
  const t = consoleWords(locale);
  const enough = Object.values(roles).filter(({ may }) => (may as readonly Permission[]).includes(permission));
  return (
    <ConsolePage page={page} title={t.denied.title}>
      <div class="stack">
        <h1>{t.denied.title}</h1>
        <p class="lead">
          {t.denied.lead(
            formatList(
              who.roles.map((role) => t.roles[role].toLowerCase()),
              locale,
            ) || '–',
          )}
        </p>
        <p>
          {t.denied.have}:{' '}
          <strong>
            {formatList(
              enough.map(({ name }) => name[locale]),
              locale,
            )}
          </strong>
          . {t.denied.ask}
        </p>
        <LinkButton look="quiet" href={path('console', locale)}>
          {t.denied.home}
        </LinkButton>
      </div>
    </ConsolePage>
  );
}

/** What does not exist, or not any more. */
export function GonePage({ page }: { page: ConsoleContext }) {
  const t = consoleWords(page.locale).gone;
  return (
    <ConsolePage page={page} title={t.title}>
      <div class="stack">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
        <LinkButton look="quiet" href={path('console', page.locale)}>
          {t.home}
        </LinkButton>
      </div>
    </ConsolePage>
  );
}
