import type { Child } from 'hono/jsx';
import { type ServiceId, serviceById, services } from '#catalog/index.ts';
import type { ChannelState, Figures, RegisteredSupplier, Standing } from '#domain/supplier/index.ts';
import type { FormState } from '../../forms.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Fields } from '../../ui/field.tsx';
import { Button, Empty, ExampleTag } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { Choice } from '../filters.tsx';
import { channelText, inTrouble, responseText, StandingBadge, shareText } from './supplier-words.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

export interface SupplierFilter {
  readonly service: ServiceId | undefined;
  readonly state: 'takes' | 'silent' | 'trouble' | undefined;
}

export interface SupplierRow {
  readonly supplier: RegisteredSupplier;
  readonly standing: Standing;
  readonly channel: ChannelState | undefined;
  readonly figures: Figures;
}

export interface SuppliersProps {
  readonly page: ConsoleContext;
  readonly filter: SupplierFilter;
  readonly rows: readonly SupplierRow[];
  /** The form that adds one; undefined for who may not. */
  readonly form: FormState | undefined;
  readonly notice?: Child;
}

/** Every supplier of the registry, whether it can be given requests, and how it has done with those it got. */
export function SuppliersPage({ page, filter, rows, form, notice }: SuppliersProps) {
  const { locale } = page;
  const t = supplierPageWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="suppliers">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        {notice}
        <Filters page={page} filter={filter} />
        {rows.length === 0 ? (
          <Empty title={t.none}>{t.noneText}</Empty>
        ) : (
          <div class="stack stack--2">
            <p class="small muted">{t.period}</p>
            <List page={page} rows={rows} />
          </div>
        )}
        {form && <Add page={page} form={form} />}
      </div>
    </ConsolePage>
  );
}

/** Which of them are shown: whether one that fits the filter. */
export const fits = ({ service, state }: SupplierFilter, { supplier, standing, channel }: SupplierRow): boolean => {
  if (service && !supplier.services.includes(service)) return false;
  if (state === 'takes') return standing === 'open';
  if (state === 'silent') return ['inactive', 'no-service', 'no-channel'].includes(standing);
  return state !== 'trouble' || inTrouble(channel);
};

function Filters({ page, filter }: Pick<SuppliersProps, 'page' | 'filter'>) {
  const { locale } = page;
  const t = supplierPageWords(locale);
  const here = path('consoleSuppliers', locale);
  return (
    <form class="filters" method="get" action={here}>
      <Choice
        name="service"
        label={t.filter.service}
        all={t.filter.anyService}
        value={filter.service}
        options={services.map(({ id, name }) => [id, name[locale]])}
      />
      <Choice
        name="state"
        label={t.filter.state}
        all={t.filter.all}
        value={filter.state}
        options={Object.entries(t.filterStates)}
      />
      <Button look="quiet">{t.filter.show}</Button>
      <a class="more" href={here}>
        {t.filter.clear}
      </a>
    </form>
  );
}

const counted = ['sent', 'answered', 'quoted', 'won', 'hours', 'rate'] as const;

function List({ page, rows }: Pick<SuppliersProps, 'page' | 'rows'>) {
  const { locale } = page;
  const t = supplierPageWords(locale);
  const names = (of: RegisteredSupplier) => of.services.map((id) => serviceById(id).name[locale]).join(', ');
  return (
    <table class="table table--cards table--sticky" data-rows>
      <thead>
        <tr>
          {Object.entries(t.head).map(([id, head]) => (
            <th scope="col" class={(counted as readonly string[]).includes(id) ? 'num' : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ supplier, standing, channel, figures }) => (
          <tr>
            <th scope="row">
              <a href={path('consoleSupplier', locale, { id: supplier.id })}>{supplier.name}</a>{' '}
              {supplier.example && <ExampleTag locale={locale} />}
            </th>
            <td data-label={t.head.services}>{names(supplier) || '–'}</td>
            <td data-label={t.head.state}>
              <StandingBadge standing={standing} locale={locale} />
            </td>
            <td data-label={t.head.channel}>
              <span>
                {channelText(supplier, channel, locale).map((text) => (
                  <span class="block">{text}</span>
                ))}
              </span>
            </td>
            <td class="num" data-label={t.head.sent}>
              {figures.sent}
            </td>
            <td class="num" data-label={t.head.answered}>
              {figures.answered}
            </td>
            <td class="num" data-label={t.head.quoted}>
              {figures.quoted}
            </td>
            <td class="num" data-label={t.head.won}>
              {figures.won}
            </td>
            <td class="num" data-label={t.head.hours}>
              {responseText(figures.hours, locale)}
            </td>
            <td class="num" data-label={t.head.rate}>
              {shareText(figures.won, figures.quoted, locale)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Add({ page, form }: { page: ConsoleContext; form: FormState }) {
  const { locale } = page;
  const t = supplierPageWords(locale).add;
  return (
    <section class="panel form--narrow" aria-labelledby="add">
      <h2 id="add">{t.title}</h2>
      <p class="muted">{t.lead}</p>
      <ErrorSummary faults={form.faults} locale={locale} />
      <form method="post" action={path('consoleSuppliers', locale)} class="form" novalidate>
        <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
        <div>
          <Button>{t.save}</Button>
        </div>
      </form>
    </section>
  );
}
