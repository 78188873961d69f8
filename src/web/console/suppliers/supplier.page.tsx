import type { Child } from 'hono/jsx';
import { nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import { fieldsFor, type RegisteredSupplier, standingOf } from '#domain/supplier/index.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Button, Crumbs, Empty, ExampleTag, Facts, Fold, Heads, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { trailWords } from '../trail.texts.ts';
import { detailSaid } from '../trail-detail.ts';
import type { SupplierProps } from './supplier.view.ts';
import { SupplierChannel } from './supplier-channel.page.tsx';
import { SupplierDeliveries, SupplierWaiting } from './supplier-deliveries.tsx';
import { SupplierFigures } from './supplier-figures.tsx';
import { SupplierHours } from './supplier-hours.tsx';
import { SupplierSettings } from './supplier-settings.tsx';
import { inTrouble, StandingBadge } from './supplier-words.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

/** One supplier from all sides. */
export function SupplierPage(props: SupplierProps & { notice?: Child }) {
  const { page, view, may, notice } = props;
  const { locale } = page;
  const { supplier } = view;
  const t = supplierPageWords(locale).one;
  const standing = standingOf(supplier, view.now);
  const rooms = ['figures', 'waiting', 'deliveries', 'settings', 'hours', 'channel', 'sees', 'changes'] as const;
  return (
    <ConsolePage page={page} title={supplier.name} current="suppliers">
      <div class="stack stack--6">
        <Crumbs
          items={[{ href: path('consoleSuppliers', locale), text: supplierPageWords(locale).title }]}
          here={supplier.name}
          locale={locale}
        />
        <div class="stack stack--2">
          <h1>
            {supplier.name} {supplier.example && <ExampleTag locale={locale} />}
          </h1>
          <p class="row">
            <StandingBadge standing={standing} locale={locale} />
            <code class="muted">{supplier.id}</code>
          </p>
          <nav class="row small" aria-label={t.jump}>
            {rooms.map((id) => (
              <a class="more" href={`#${id}`}>
                {t[id]}
              </a>
            ))}
          </nav>
        </div>
        {notice}
        {t.nothing[standing] && (
          <Notice tone={standing === 'no-service' || standing === 'no-channel' ? 'bad' : 'info'}>
            {t.nothing[standing]}
          </Notice>
        )}
        {inTrouble(view.channel) && <Notice tone="bad">{t.trouble}</Notice>}
        <div>
          <SupplierFigures {...props} />
          <SupplierWaiting {...props} />
          <SupplierDeliveries {...props} />
          <SupplierSettings {...props} />
          <SupplierHours {...props} />
          <SupplierChannel {...props} />
          <Sees {...props} />
          <Changes {...props} />
        </div>
        {may.write && view.removable && (
          <div class="row">
            <LinkButton look="danger" href={path('consoleSupplierRemoval', locale, { id: supplier.id })}>
              {t.remove}
            </LinkButton>
          </div>
        )}
      </div>
    </ConsolePage>
  );
}

/** What each of its services lets it see of a request (P4), from the same list that the sending obeys. */
function Sees({ page, view }: SupplierProps) {
  const { locale } = page;
  const { supplier } = view;
  const t = supplierPageWords(locale).one;
  return (
    <section class="panel" aria-labelledby="sees">
      <h2 id="sees">{t.sees}</h2>
      {supplier.services.length === 0 ? <p>{t.noSees}</p> : <p class="muted">{t.seesLead}</p>}
      {supplier.services.map((id) => {
        const service = serviceById(id);
        const fields = fieldsFor(id, supplier);
        const not = questionsOf(service).filter((q) => !fields.includes(q));
        return (
          <Fold title={`${service.name[locale]} (${fields.length})`} ruled open={supplier.services.length === 1}>
            <Facts
              items={[
                { label: t.seesGets, value: fields.map((q) => nameOf(q, locale)).join(', ') },
                { label: t.seesNot, value: [...not.map((q) => nameOf(q, locale)), t.seesAll].join(', ') },
              ]}
            />
          </Fold>
        );
      })}
    </section>
  );
}

/** What has been done to it, by whom: from the audit log, which holds nothing personal. */
function Changes({ page, view }: SupplierProps) {
  const { locale } = page;
  const { one: t, actions } = supplierPageWords(locale);
  const { actors, left } = trailWords(locale);
  const who = (actor: string, name: string | null) =>
    name ?? actors[actor] ?? (actor.startsWith('staff:') ? left : actor);
  return (
    <section class="panel" aria-labelledby="changes">
      <h2 id="changes">{t.changes}</h2>
      {view.changes.length === 0 ? (
        <p class="muted">{t.noChanges}</p>
      ) : (
        <table class="table table--cards">
          <Heads of={Object.values(t.changesHead)} />
          <tbody>
            {view.changes.map(({ at, actor, name, action, detail }) => (
              <tr>
                <th scope="row">
                  <time datetime={at.toString()}>{formatDateTime(at, locale)}</time>
                </th>
                <td data-label={t.changesHead.who}>{who(actor, name)}</td>
                <td data-label={t.changesHead.what}>{actions[action] ?? action}</td>
                <td data-label={t.changesHead.detail}>
                  <span>{detailSaid(detail, locale).join('; ') || '–'}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Asks once before a supplier goes, or says why it can't. */
export function RemoveSupplierPage(props: { page: ConsoleContext; supplier: RegisteredSupplier; removable: boolean }) {
  const { page, supplier, removable } = props;
  const { locale } = page;
  const t = supplierPageWords(locale).one;
  const params = { id: supplier.id };
  const back = (
    <LinkButton look="link" href={path('consoleSupplier', locale, params)}>
      {t.back}
    </LinkButton>
  );
  return (
    <ConsolePage page={page} title={t.removeTitle(supplier.name)} current="suppliers">
      <div class="stack">
        <h1>{t.removeTitle(supplier.name)}</h1>
        {removable ? (
          <>
            <p class="lead">{t.removeText}</p>
            <form class="row" method="post" action={path('consoleSupplierRemoval', locale, params)}>
              <Button look="danger">{t.removeConfirm}</Button>
              {back}
            </form>
          </>
        ) : (
          <Empty title={t.removeNot} action={back}>
            {t.nothing.inactive}
          </Empty>
        )}
      </div>
    </ConsolePage>
  );
}
