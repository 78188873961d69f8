import type { Child } from 'hono/jsx';
import { formatNumber, nameOf, serviceById } from '#catalog/index.ts';
import type { FormSource, Source } from '#domain/source/index.ts';
import { missingIn, mostHeld } from '#domain/submission/index.ts';
import type { Locale } from '#policy/text.ts';
import type { FormState } from '../../forms.ts';
import { endpoint, path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Fields } from '../../ui/field.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Button, Crumbs, Empty, Facts, Heads, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { Secret } from '../secret.tsx';
import { sourceWords } from './sources.texts.ts';

const State = ({ source: { kind, endedAt, switchedOnAt }, locale }: { source: Source; locale: Locale }) => {
  const t = sourceWords(locale);
  if (endedAt) return <Badge tone="wait">{t.shut}</Badge>;
  if (kind === 'api') return <Badge tone="ok">{t.open}</Badge>;
  return <Badge tone={switchedOnAt ? 'ok' : 'wait'}>{switchedOnAt ? t.on : t.waits}</Badge>;
};

/** Every system that may send requests, and the form that lets one more in. */
export function SourcesPage(props: {
  page: ConsoleContext;
  sources: readonly Source[];
  form: FormState;
  may: boolean;
  notice?: Child;
}) {
  const { page, sources, form, may, notice } = props;
  const { locale } = page;
  const t = sourceWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="sources">
      <div class="stack stack--6">
        <div class="stack stack--2">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
          <p class="small">
            <a href={path('api', locale)}>{t.reference}</a>
          </p>
        </div>
        {notice}
        {sources.length === 0 ? <Empty title={t.none}>{t.noneText}</Empty> : <List sources={sources} locale={locale} />}
        {may && (
          <section class="panel form--narrow" aria-labelledby="add">
            <h2 id="add">{t.add}</h2>
            <ErrorSummary faults={form.faults} locale={locale} />
            {/* Turbo stays out of it: an answer that is shown once is no page to go back to. */}
            <form method="post" action={path('consoleSources', locale)} class="form" novalidate data-turbo="false">
              <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
              <div>
                <Button>{t.make}</Button>
              </div>
            </form>
          </section>
        )}
      </div>
    </ConsolePage>
  );
}

function List({ sources, locale }: { sources: readonly Source[]; locale: Locale }) {
  const t = sourceWords(locale);
  return (
    <table class="table table--cards table--sticky">
      <Heads of={Object.values(t.head)} />
      <tbody>
        {sources.map((one) => (
          <tr>
            <th scope="row">
              <a href={path('consoleSource', locale, { id: one.id })}>{one.name}</a>
            </th>
            <td data-label={t.head.kind}>{t.kinds[one.kind]}</td>
            <td data-label={t.head.state}>
              <State source={one} locale={locale} />
            </td>
            <td data-label={t.head.used}>{one.usedAt ? formatDateTime(one.usedAt, locale) : t.never}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export interface SourceProps {
  readonly page: ConsoleContext;
  readonly source: Source;
  readonly form: FormState;
  readonly may: boolean;
  readonly notice?: Child;
  /** A secret that has just been made. */
  readonly secret?: string | undefined;
  /** How many of its posts wait. */
  readonly held: number;
  /** What it is as a form; undefined for an intake key. */
  readonly asForm: FormSource | undefined;
  readonly baseUrl: string;
}

/** One source: what it is called, how it is known, and how it is shut. */
export function SourcePage(props: SourceProps) {
  const { page, source, asForm, may, notice, secret } = props;
  const { locale } = page;
  const t = sourceWords(locale);
  return (
    <ConsolePage page={page} title={source.name} current="sources">
      <div class="stack stack--6">
        <Crumbs items={[{ href: path('consoleSources', locale), text: t.title }]} here={source.name} locale={locale} />
        <div class="stack stack--2">
          <h1>{source.name}</h1>
        </div>
        {notice}
        {secret && (
          <Secret title={t.secretTitle} secret={shownOf(props, secret)}>
            {source.kind !== 'api' && t.addressText[source.kind]} {t.secretText}{' '}
            {source.oldUntil && t.secretOverlap(formatDateTime(source.oldUntil, locale))}
          </Secret>
        )}
        <Facts
          items={[
            { label: t.kind, value: t.kinds[source.kind] },
            ...(asForm
              ? [
                  { label: t.service, value: serviceById(asForm.service).name[locale] },
                  {
                    label: t.held,
                    value: t.heldText(formatNumber(props.held, locale), formatNumber(mostHeld, locale)),
                  },
                ]
              : []),
            { label: t.head.state, value: <State source={source} locale={locale} /> },
            { label: t.made, value: formatDateTime(source.madeAt, locale) },
            { label: t.head.used, value: source.usedAt ? formatDateTime(source.usedAt, locale) : t.never },
            ...(source.oldUntil
              ? [{ label: t.oldUntil, value: t.oldUntilText(formatDateTime(source.oldUntil, locale)) }]
              : []),
          ]}
        />
        {asForm && !source.endedAt && <AsForm {...props} asForm={asForm} />}
        {may && !source.endedAt && <Doings {...props} />}
      </div>
    </ConsolePage>
  );
}

/** A key is given as it is, and a form's as the address that it is in. */
const shownOf = ({ source: { kind }, baseUrl }: SourceProps, secret: string): string =>
  kind === 'api' ? secret : `${baseUrl}${endpoint(`${kind}Hook`, { secret })}`;

/** How its posts become requests: which fields answer what, and whether it is on. */
function AsForm({ page, source, asForm, may }: SourceProps & { asForm: FormSource }) {
  const { locale } = page;
  const t = sourceWords(locale);
  const params = { id: source.id };
  const missing = missingIn(asForm);
  const on = asForm.switchedOnAt !== null;
  const named = missing.map((one) =>
    one === 'told' ? t.missingTold : one === 'suppliers' ? t.missingSuppliers : nameOf(one, locale),
  );
  return (
    <section class="stack stack--4">
      <div class="row">
        <LinkButton look={missing.length > 0 ? 'filled' : 'quiet'} href={path('consoleSourceFields', locale, params)}>
          {t.fieldsLink}
        </LinkButton>
      </div>
      {!on && missing.length > 0 && (
        <div class="stack stack--2">
          <p>{t.missing}:</p>
          <ul class="reasons">
            {named.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        </div>
      )}
      {may && (on || missing.length === 0) && (
        <form method="post" action={path('consoleSource', locale, params)} class="stack stack--2">
          <div>
            <Button look={on ? 'quiet' : 'filled'} name="action" value={on ? 'off' : 'on'}>
              {on ? t.switchOff : t.switchOn}
            </Button>
          </div>
          <p class="hint">{on ? t.switchOffText : t.switchOnText}</p>
        </form>
      )}
    </section>
  );
}

function Doings({ page, source, form }: SourceProps) {
  const { locale } = page;
  const t = sourceWords(locale);
  const params = { id: source.id };
  const here = path('consoleSource', locale, params);
  return (
    <div class="stack stack--6">
      <div class="form--narrow">
        <ErrorSummary faults={form.faults} locale={locale} />
        <form method="post" action={here} class="form" novalidate>
          <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
          <div>
            <Button look="quiet" name="action" value="rename">
              {t.save}
            </Button>
          </div>
        </form>
      </div>
      <form method="post" action={here} class="stack stack--2" data-turbo="false">
        <div class="row">
          <Button look="quiet" name="action" value="rotate">
            {t.rotate}
          </Button>
          {source.oldUntil && (
            <Button look="quiet" name="action" value="drop">
              {t.drop}
            </Button>
          )}
          <span class="push">
            <LinkButton look="danger" href={path('consoleSourceEnd', locale, params)}>
              {t.end}
            </LinkButton>
          </span>
        </div>
        <p class="hint">{source.oldUntil ? t.dropText : t.rotateText}</p>
      </form>
    </div>
  );
}

/** Asks once before a source is shut. */
export function EndSourcePage({ page, source }: { page: ConsoleContext; source: Source }) {
  const { locale } = page;
  const t = sourceWords(locale);
  const params = { id: source.id };
  return (
    <ConsolePage page={page} title={t.endTitle(source.name)} current="sources">
      <div class="stack">
        <h1>{t.endTitle(source.name)}</h1>
        <p class="lead">{t.endText}</p>
        <form class="row" method="post" action={path('consoleSourceEnd', locale, params)}>
          <Button look="danger">{t.endConfirm}</Button>
          <LinkButton look="link" href={path('consoleSource', locale, params)}>
            {t.back}
          </LinkButton>
        </form>
      </div>
    </ConsolePage>
  );
}
