import type { Child } from 'hono/jsx';
import type { StaffDetails, StaffMember, StaffRole } from '#domain/staff/index.ts';
import type { FormState } from '../../forms.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Fields } from '../../ui/field.tsx';
import { formatDateTime, formatList } from '../../ui/format.ts';
import { Badge, Button, Crumbs, Heads, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { consoleWords } from '../console.texts.ts';
import { securityWords } from './security.texts.ts';

/** Everybody with an account, and the form that invites one more. */
export function PeoplePage(props: {
  page: ConsoleContext;
  people: readonly StaffMember[];
  form: FormState;
  notice?: Child;
}) {
  const { page, people, form, notice } = props;
  const { locale, who } = page;
  const t = securityWords(locale).people;
  const { roles } = consoleWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="people">
      <div class="stack stack--6">
        <div class="stack">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        {notice}
        <table class="table table--cards table--sticky">
          <Heads of={Object.values(t.head)} />
          <tbody>
            {people.map((one) => (
              <tr>
                <th scope="row">
                  <a href={path('consolePerson', locale, { id: one.id })}>{one.name}</a>
                  {one.id === who.staffId && <span class="muted"> ({t.you})</span>}
                </th>
                <td data-label={t.head.roles}>
                  {formatList(
                    one.roles.map((role) => roles[role]),
                    locale,
                  )}
                </td>
                <td data-label={t.head.state}>
                  <Badge tone={one.secured ? 'ok' : 'wait'}>{one.secured ? t.secured : t.invited}</Badge>
                </td>
                <td data-label={t.head.seen}>{one.seenAt ? formatDateTime(one.seenAt, locale) : t.never}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <section class="panel form--narrow" aria-labelledby="invite">
          <h2 id="invite">{t.invite}</h2>
          <ErrorSummary faults={form.faults} locale={locale} />
          <form method="post" action={path('consolePeople', locale)} class="form" novalidate>
            <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
            <div>
              <Button>{t.send}</Button>
            </div>
          </form>
        </section>
      </div>
    </ConsolePage>
  );
}

/** One account. */
export function PersonPage(props: { page: ConsoleContext; person: StaffMember; form: FormState; notice?: Child }) {
  const { page, person, form, notice } = props;
  const { locale } = page;
  const t = securityWords(locale).people;
  const params = { id: person.id };
  return (
    <ConsolePage page={page} title={person.name} current="people">
      <div class="stack stack--6">
        <Crumbs items={[{ href: path('consolePeople', locale), text: t.title }]} here={person.name} locale={locale} />
        <div class="stack stack--2">
          <h1>{person.name}</h1>
          <p class="muted">{person.email}</p>
        </div>
        {notice}
        <div class="form--narrow">
          <ErrorSummary faults={form.faults} locale={locale} />
          <form method="post" action={path('consolePerson', locale, params)} class="form" novalidate>
            <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
            <div>
              <Button>{t.save}</Button>
            </div>
          </form>
        </div>
        <div class="actions">
          <form method="post" action={path('consoleInvitation', locale, params)} class="row">
            <Button look="quiet" name="action" value="link">
              {t.sendLink}
            </Button>
            <Button look="quiet" name="action" value="end">
              {securityWords(locale).people.endAll}
            </Button>
          </form>
          <span class="push">
            <LinkButton look="danger" href={path('consoleRemoval', locale, params)}>
              {t.remove}
            </LinkButton>
          </span>
        </div>
      </div>
    </ConsolePage>
  );
}

/** Asks once before the only administrator gives itself roles: nobody else can, and it stays in the log. */
export function OwnRolesPage(props: {
  page: ConsoleContext;
  person: StaffMember;
  gained: readonly StaffRole[];
  to: Pick<StaffDetails, 'name' | 'locale' | 'roles'>;
}) {
  const { page, person, gained, to } = props;
  const { locale } = page;
  const t = securityWords(locale).people;
  const params = { id: person.id };
  const { roles } = consoleWords(locale);
  const title = t.ownTitle(
    formatList(
      gained.map((role) => roles[role]),
      locale,
    ),
    gained.length,
  );
  return (
    <ConsolePage page={page} title={title} current="people">
      <div class="stack">
        <h1>{title}</h1>
        <p class="lead">{t.ownText}</p>
        <form class="row" method="post" action={path('consolePerson', locale, params)}>
          <input type="hidden" name="personName" value={to.name} />
          <input type="hidden" name="locale" value={to.locale} />
          {to.roles.map((role) => (
            <input type="hidden" name="roles" value={role} />
          ))}
          <Button look="danger" name="action" value="confirm">
            {t.ownConfirm(gained.length)}
          </Button>
          <LinkButton look="link" href={path('consolePerson', locale, params)}>
            {t.back}
          </LinkButton>
        </form>
      </div>
    </ConsolePage>
  );
}

/** Asks once before an account goes. */
export function RemovePersonPage({
  page,
  person,
  notice,
}: {
  page: ConsoleContext;
  person: StaffMember;
  notice?: Child;
}) {
  const { locale } = page;
  const t = securityWords(locale).people;
  const params = { id: person.id };
  return (
    <ConsolePage page={page} title={t.removeTitle(person.name)} current="people">
      <div class="stack">
        <h1>{t.removeTitle(person.name)}</h1>
        {notice}
        <p class="lead">{t.removeText}</p>
        <form class="row" method="post" action={path('consoleRemoval', locale, params)}>
          <Button look="danger">{t.removeConfirm}</Button>
          <LinkButton look="link" href={path('consolePerson', locale, params)}>
            {t.back}
          </LinkButton>
        </form>
      </div>
    </ConsolePage>
  );
}
