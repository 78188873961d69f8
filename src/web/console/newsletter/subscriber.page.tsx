import type { Child } from 'hono/jsx';
import { formatDate } from '#catalog/index.ts';
import type { ConsentProof, Subscriber } from '#domain/newsletter/index.ts';
import type { FormState } from '../../forms.ts';
import { path } from '../../paths.ts';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { Fields } from '../../ui/field.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { Button, Crumbs, Facts, LinkButton, Notice } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { interestsText, StateBadge } from './subscribers.page.tsx';
import { subscriberWords } from './subscribers.texts.ts';

interface Props {
  readonly page: ConsoleContext;
  readonly own: Subscriber;
}

function Under({ page, own, here, children }: Props & { here: string; children: Child }) {
  const { locale } = page;
  const words = subscriberWords(locale);
  return (
    <ConsolePage page={page} title={here} current="subscribers">
      <div class="stack stack--6">
        <Crumbs
          items={[{ href: path('consoleSubscribers', locale), text: words.title }]}
          here={own.name ?? words.one.email}
          locale={locale}
        />
        {children}
      </div>
    </ConsolePage>
  );
}

/** One subscriber, with the proof that it has asked to be. */
export function SubscriberPage({ page, own, proofs }: Props & { proofs: readonly ConsentProof[] }) {
  const { locale } = page;
  const words = subscriberWords(locale);
  const t = words.one;
  return (
    <Under page={page} own={own} here={own.email}>
      <div class="stack stack--2">
        <h1 class="wrap-any">{own.email}</h1>
        <StateBadge of={own} locale={locale} />
      </div>
      {own.restrictedAt && <Notice tone="info">{t.pausedNote}</Notice>}
      <Facts
        items={[
          { label: t.name, value: own.name ?? '–' },
          { label: t.locale, value: t.languages[own.locale] },
          { label: t.interests, value: interestsText(own, locale) },
          { label: t.requested, value: formatDateTime(own.requestedAt, locale) },
          { label: t.confirmed, value: own.confirmedAt ? formatDateTime(own.confirmedAt, locale) : t.unconfirmed },
          { label: t.used, value: formatDate(own.usedAt, locale) },
          { label: t.erased, value: own.eraseAt ? `${formatDate(own.eraseAt, locale)}, ${t.erasedText}` : t.paused },
        ]}
      />
      <section class="stack" aria-labelledby="proof">
        <div class="stack stack--2">
          <h2 id="proof">{t.proof}</h2>
          <p class="small muted">{t.proofText}</p>
        </div>
        {proofs.map((proof) => (
          <Proof proof={proof} page={page} />
        ))}
      </section>
      <div class="actions">
        {own.state === 'confirmed' && (
          <form method="post" action={path('consoleSubscriber', locale, { id: own.id })}>
            <Button look="quiet" name="restriction" value={own.restrictedAt ? 'off' : 'on'}>
              {own.restrictedAt ? t.resume : t.pause}
            </Button>
          </form>
        )}
        <span class="push">
          <LinkButton look="danger" href={path('consoleSubscriberEnd', locale, { id: own.id })}>
            {t.end}
          </LinkButton>
        </span>
      </div>
    </Under>
  );
}

function Proof({ proof, page }: { proof: ConsentProof; page: ConsoleContext }) {
  const { locale } = page;
  const words = subscriberWords(locale);
  const t = words.one;
  const channel = words.channels[proof.channel as keyof typeof words.channels];
  const by = proof.recordedBy ? `. ${t.byStaff(proof.recordedByName ?? t.left)}` : '';
  return (
    <Facts
      items={[
        {
          label: t.text,
          value: (
            <>
              {proof.text
                .split('\n')
                .slice(3)
                .filter(Boolean)
                .map((line) => (
                  <span class="block">{line}</span>
                ))}
            </>
          ),
        },
        { label: t.version, value: `${proof.consentId}, ${proof.version}, ${proof.locale}` },
        { label: t.hash, value: <code class="wrap-any">{proof.textHash.toString('hex')}</code> },
        { label: t.given, value: formatDateTime(proof.givenAt, locale) },
        { label: t.at, value: `${channel}${by}` },
        ...(proof.stated ? [{ label: t.stated, value: proof.stated }] : []),
        { label: t.confirmed, value: proof.confirmedAt ? formatDateTime(proof.confirmedAt, locale) : t.unconfirmed },
        { label: t.policy, value: proof.policyVersion },
      ]}
    />
  );
}

/** Asks once before everything about somebody goes. */
export function EndSubscriberPage({ page, own }: Props) {
  const { locale } = page;
  const t = subscriberWords(locale).end;
  return (
    <Under page={page} own={own} here={t.title}>
      <div class="stack">
        <h1>{t.title}</h1>
        <p class="lead wrap-any">{t.lead(own.email)}</p>
        <form class="row" method="post" action={path('consoleSubscriberEnd', locale, { id: own.id })}>
          <Button look="danger">{t.button}</Button>
          <LinkButton look="link" href={path('consoleSubscriber', locale, { id: own.id })}>
            {t.back}
          </LinkButton>
        </form>
      </div>
    </Under>
  );
}

/** Writes down that somebody has asked for the newsletter elsewhere. */
export function NewSubscriberPage({ page, form, notice }: { page: ConsoleContext; form: FormState; notice?: Child }) {
  const { locale } = page;
  const words = subscriberWords(locale);
  const t = words.new;
  return (
    <ConsolePage page={page} title={t.title} current="subscribers">
      <div class="stack stack--6">
        <Crumbs
          items={[{ href: path('consoleSubscribers', locale), text: words.title }]}
          here={t.title}
          locale={locale}
        />
        <div class="stack">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        {notice}
        <div class="form--narrow">
          <ErrorSummary faults={form.faults} locale={locale} />
          <form method="post" action={path('consoleSubscriberNew', locale)} class="form" novalidate>
            <Fields fields={form.fields} values={form.values} errors={form.errors} locale={locale} />
            <div>
              <Button>{t.button}</Button>
            </div>
          </form>
        </div>
      </div>
    </ConsolePage>
  );
}
