import type { RegisteredSupplier, TestAnswer } from '#domain/supplier/index.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { Button, Facts, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { Secret } from '../secret.tsx';
import type { SupplierProps, Written } from './supplier.view.ts';
import { Wrong } from './supplier-hours.tsx';
import { supplierPageWords } from './suppliers.texts.ts';

/** How it is reached: its address for mail, and a server of its own with its secrets, its health and a test. */
export function SupplierChannel(props: SupplierProps) {
  const { page, view, shown, may } = props;
  const { locale } = page;
  const { supplier, channel } = view;
  const t = supplierPageWords(locale).one;
  return (
    <section class="panel form--narrow" aria-labelledby="channel">
      <h2 id="channel">{t.channel}</h2>
      <Facts
        items={[
          { label: t.mailChannel, value: supplier.email ?? t.noMailChannel },
          { label: t.webhook, value: channel ? <code>{hostOf(channel.url)}</code> : t.noWebhook },
          ...(channel ? [{ label: t.health, value: <Health {...props} /> }] : []),
        ]}
      />
      {shown.secret && (
        <Secret title={t.secretTitle} secret={shown.secret}>
          {t.secretText} {view.channel?.oldUntil && t.secretOverlap(formatDateTime(view.channel.oldUntil, page.locale))}
        </Secret>
      )}
      {shown.test && <Tested answer={shown.test} locale={locale} />}
      {may.write && channel && <Doings {...props} />}
      {may.write && <UrlForm {...props} />}
    </section>
  );
}

/** Where it is, without what comes after: an address may have a secret of the supplier's own in it. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : '–');

function Health({ page, view }: SupplierProps) {
  const t = supplierPageWords(page.locale).one;
  const { channel } = view;
  if (!channel) return null;
  if (channel.disabledAt) return <>{t.disabled(formatDateTime(channel.disabledAt, page.locale))}</>;
  if (channel.failures === 0) return <>{t.well}</>;
  const probed = channel.retryAt && t.probed(formatDateTime(channel.retryAt, page.locale));
  return <>{[t.failing(channel.failures), probed].filter(Boolean).join(' ')}</>;
}

/** The class of an answer, as somebody at the supplier's end would want it explained. */
const classOf = (status: number): string => (status === 410 ? '410' : `${Math.floor(status / 100)}xx`);

function Tested({ answer, locale }: { answer: TestAnswer; locale: Locale }) {
  const t = supplierPageWords(locale).one;
  const well = answer.kind === 'answer' && answer.status >= 200 && answer.status < 300;
  const said =
    answer.kind === 'answer'
      ? `${t.testAnswer(answer.status, answer.ms)} ${t.testClasses[classOf(answer.status)] ?? ''}`
      : t.testFailure(t.failures[answer.reason] ?? answer.reason, answer.ms);
  const excerpt = answer.kind === 'answer' ? answer.excerpt : undefined;
  return (
    <div id="tested">
      <Notice tone={well ? 'done' : 'bad'} title={well ? t.testTitle.ok : t.testTitle.bad}>
        {said} {answer.kind === 'failure' && answer.reason === 'redirect' && t.testClasses['3xx']}{' '}
        {excerpt && (
          <span class="block">
            {t.testExcerpt} <code>{excerpt}</code>
          </span>
        )}
        <small class="block muted">
          {t.testId} <code>{answer.id}</code>, {formatDateTime(answer.at, locale)}
        </small>
      </Notice>
    </div>
  );
}

/** What can be done about an endpoint that there is. Turbo stays out of it: an answer that is shown once is no page to go back to. */
function Doings({ page, view }: SupplierProps) {
  const { locale } = page;
  const t = supplierPageWords(locale).one;
  const { channel } = view;
  const params = { id: view.supplier.id };
  const ill = channel && (channel.disabledAt !== null || channel.failures > 0);
  return (
    <div class="stack">
      <form
        method="post"
        action={`${path('consoleSupplierTest', locale, params)}#tested`}
        class="stack stack--2"
        data-turbo="false"
      >
        <div>
          <Button look="quiet">{t.test}</Button>
        </div>
        <p class="hint">{t.testLead}</p>
      </form>
      <form
        method="post"
        action={`${path('consoleSupplierChannel', locale, params)}#channel`}
        class="stack stack--2"
        data-turbo="false"
      >
        <div class="row">
          {ill && (
            <Button look="quiet" name="action" value="enable">
              {t.enable}
            </Button>
          )}
          <Button look="quiet" name="action" value="rotate">
            {t.rotate}
          </Button>
          {channel?.oldUntil && (
            <Button look="quiet" name="action" value="drop">
              {t.endOverlap}
            </Button>
          )}
        </div>
        <p class="hint">
          {channel?.oldUntil ? `${t.overlap(formatDateTime(channel.oldUntil, locale))} ${t.rotateAgain}` : t.rotateLead}
        </p>
      </form>
    </div>
  );
}

function UrlForm({ page, view, shown }: SupplierProps) {
  const { locale } = page;
  const t = supplierPageWords(locale).one;
  const form: Written = shown.url ?? { values: { webhookUrl: view.channel?.url ?? '' }, errors: {}, faults: [] };
  const bad = form.errors.webhookUrl !== undefined;
  return (
    <>
      <ErrorSummary faults={form.faults} locale={locale} />
      <form
        method="post"
        action={`${path('consoleSupplierChannel', locale, { id: view.supplier.id })}#channel`}
        class="stack stack--2"
        novalidate
        data-turbo="false"
      >
        <div class={bad ? 'field field--bad' : 'field'}>
          <label for="f-webhookUrl">{t.webhookUrl}</label>
          <div class="box">
            <input
              id="f-webhookUrl"
              name="webhookUrl"
              type="url"
              value={String(form.values.webhookUrl)}
              spellcheck={false}
              autocomplete="off"
              aria-invalid={bad ? 'true' : undefined}
              aria-describedby={bad ? 'f-webhookUrl-e url-h' : 'url-h'}
            />
          </div>
          <Wrong id="webhookUrl" form={form} />
          <p class="hint" id="url-h">
            {t.webhookHint}
          </p>
        </div>
        <div class="row">
          <Button look="quiet" name="action" value="url">
            {t.webhookSave}
          </Button>
          {view.channel && (
            <LinkButton look="danger" href={path('consoleSupplierChannel', locale, { id: view.supplier.id })}>
              {t.webhookRemove}
            </LinkButton>
          )}
        </div>
      </form>
    </>
  );
}

/** Asks once before an endpoint goes, with its secrets. */
export function RemoveChannelPage({ page, supplier }: { page: ConsoleContext; supplier: RegisteredSupplier }) {
  const { locale } = page;
  const t = supplierPageWords(locale).one;
  const params = { id: supplier.id };
  return (
    <ConsolePage page={page} title={t.webhookRemoveTitle(supplier.name)} current="suppliers">
      <div class="stack">
        <h1>{t.webhookRemoveTitle(supplier.name)}</h1>
        <p class="lead">{supplier.email ? t.webhookRemoveText : t.webhookRemoveLast}</p>
        <form class="row" method="post" action={path('consoleSupplierChannel', locale, params)}>
          <Button look="danger" name="action" value="remove">
            {t.webhookRemove}
          </Button>
          <LinkButton look="link" href={path('consoleSupplier', locale, params)}>
            {t.back}
          </LinkButton>
        </form>
      </div>
    </ConsolePage>
  );
}
