import { formatDate, type ServiceId, serviceById, services } from '#catalog/index.ts';
import { bulkActs } from '#domain/contact/index.ts';
import { type LeadFilter, type LeadPage, type LeadState, leadStates } from '#domain/lead/index.ts';
import { type SavedView, staffMay } from '#domain/staff/index.ts';
import { path } from '../../paths.ts';
import { Icon } from '../../ui/icon.tsx';
import { Badge, Button, Empty, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { Choice, Filters } from '../filters.tsx';
import { Views } from '../views.tsx';
import { bulkWords } from './bulk.texts.ts';
import { leadWords } from './leads.texts.ts';
import { newLeadWords } from './new-lead.texts.ts';

/** Settled, waiting for somebody, or over: what the dot before a state says. */
export const toneOf = (state: LeadState): 'ok' | 'wait' | 'info' | 'bad' => {
  if (state === 'quoted' || state === 'contracted' || state === 'chosen') return 'ok';
  return state === 'closed' || state === 'joined' ? 'info' : 'wait';
};

export interface LeadsProps {
  readonly page: ConsoleContext;
  readonly filter: LeadFilter & { readonly active: boolean };
  /** What is looked for, as it stands in the address. */
  readonly sealed: string | undefined;
  readonly found: LeadPage;
  readonly suppliers: readonly { readonly id: string; readonly name: string }[];
  /** One's own views, and what the address asks for as one. */
  readonly views: readonly SavedView[];
  readonly asked: Readonly<Record<string, string>>;
  /** What has just been done with one that is not here any more. */
  readonly done?: string | undefined;
  /** The address of the page of older ones; undefined when there are none. */
  readonly older: string | undefined;
}

export function LeadsPage(props: LeadsProps) {
  const { page, filter, found, older } = props;
  const { locale } = page;
  const t = leadWords(locale).list;
  const narrowed = Boolean(
    filter.text || filter.states?.length || filter.service || filter.supplier || filter.since || filter.after,
  );
  return (
    <ConsolePage page={page} title={t.title} current="leads" looked={filter.text}>
      <div class="stack stack--5">
        <div class="row row--apart">
          <h1>{t.title}</h1>
          {staffMay(page.who, 'lead.write') && (
            <LinkButton look="quiet" href={path('consoleNewLead', locale)}>
              {newLeadWords(locale).button}
            </LinkButton>
          )}
        </div>
        {props.done && <Notice tone="done">{props.done}</Notice>}
        <Views page={page} views={props.views} now={props.asked} />
        <Narrowing {...props} />
        {found.tooShort && <p class="error">{t.tooShort}</p>}
        {found.leads.length === 0 && !found.tooShort && (
          <Empty title={narrowed ? t.none : t.empty}>{narrowed ? t.noneText : t.emptyText}</Empty>
        )}
        {found.leads.length > 0 && <List {...props} />}
        {(older || filter.after) && (
          <nav class="row">
            {filter.after && (
              <a rel="prev" href={path('consoleLeads', locale)}>
                {t.newer}
              </a>
            )}
            {older && (
              <a rel="next" href={older}>
                {t.older}
              </a>
            )}
          </nav>
        )}
        <p class="small muted keys">
          {t.keys} {staffMay(page.who, 'lead.write') && bulkWords(locale).keys}
        </p>
      </div>
    </ConsolePage>
  );
}

function Narrowing({ page, filter, sealed, suppliers, asked }: LeadsProps) {
  const { locale } = page;
  const t = leadWords(locale);
  const chosen = filter.active ? 'active' : (filter.states?.[0] ?? '');
  return (
    <Filters
      action={path('consoleLeads', locale)}
      active={[chosen, filter.service, filter.supplier, asked.received, filter.restricted]}
      locale={locale}
    >
      {sealed && <input type="hidden" name="q" value={sealed} />}
      <Choice
        name="state"
        label={t.list.states}
        all={t.list.all}
        value={chosen}
        options={[['active', t.list.active], ...leadStates.map((state) => [state, t.states[state]] as const)]}
      />
      <Choice
        name="service"
        label={t.list.service}
        all={t.list.anyService}
        value={filter.service}
        options={services.map(({ id, name }) => [id, name[locale]])}
      />
      <Choice
        name="supplier"
        label={t.list.supplier}
        all={t.list.anySupplier}
        value={filter.supplier}
        options={suppliers.map(({ id, name }) => [id, name])}
      />
      <Choice
        name="received"
        label={bulkWords(locale).views.received}
        all={bulkWords(locale).views.ever}
        value={asked.received}
        options={[
          ['today', bulkWords(locale).views.today],
          ['week', bulkWords(locale).views.week],
        ]}
      />
      <label class="tick">
        <input type="checkbox" name="restricted" value="yes" checked={filter.restricted ?? false} />
        {t.list.restricted}
      </label>
      <Button look="quiet">{t.list.show}</Button>
      <a class="more" href={path('consoleLeads', locale)}>
        {t.list.clear}
      </a>
    </Filters>
  );
}

function List({ page, found }: LeadsProps) {
  const { locale } = page;
  const t = leadWords(locale);
  const words = bulkWords(locale);
  const picks = staffMay(page.who, 'lead.write');
  const table = (
    <table class="table table--cards table--sticky" data-rows>
      <thead>
        <tr>
          {picks && <td />}
          {Object.entries(t.list.head).map(([id, head]) => (
            <th scope="col" class={id === 'received' ? 'num' : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {found.leads.map((lead) => (
          <tr id={lead.reference}>
            {picks && (
              <td class="pick">
                <input type="checkbox" name="lead" value={lead.reference} aria-label={words.pick(lead.companyName)} />
              </td>
            )}
            <th scope="row">
              <a href={path('consoleLead', locale, { reference: lead.reference })}>{lead.companyName}</a>
              <small class="block muted">
                {lead.reference}
                {t.list.by[lead.source] && `, ${t.list.by[lead.source]}`}
              </small>
            </th>
            <td data-label={t.list.head.service}>{serviceById(lead.service as ServiceId).name[locale]}</td>
            <td data-label={t.list.head.state}>
              {lead.restrictedAt ? (
                <Badge tone="bad">{t.list.restricted}</Badge>
              ) : (
                <Badge tone={toneOf(lead.state)}>{t.states[lead.state]}</Badge>
              )}
            </td>
            <td data-label={t.list.head.suppliers}>
              {lead.referred > 0 ? t.list.of(lead.answered, lead.referred) : '–'}
            </td>
            <td data-label={t.list.head.quotes}>{lead.quotes || '–'}</td>
            <td class="num" data-label={t.list.head.received}>
              {formatDate(lead.receivedAt, locale)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (!picks) return table;
  return (
    <form method="get" action={path('consoleBulk', locale)}>
      {table}
      <div class="actions">
        <label for="f-act">{words.withChosen}</label>
        <div class="box">
          <select id="f-act" name="act">
            {bulkActs
              .filter((act) => act !== 'remind' || staffMay(page.who, 'lead.forward'))
              .map((act) => (
                <option value={act}>{words.acts[act]}</option>
              ))}
          </select>
          <Icon name="chevron-down" />
        </div>
        <Button look="quiet">{words.go}</Button>
      </div>
    </form>
  );
}
