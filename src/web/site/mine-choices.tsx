import { formatValue, nameOf, questionsOf, serviceById } from '#catalog/index.ts';
import { isActive, type Lead } from '#domain/lead/index.ts';
import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { formatDateTime } from '../ui/format.ts';
import { Button, Facts, Fold, LinkButton, Notice } from '../ui/parts.tsx';
import { mineWords } from './mine.texts.ts';
import type { RequestView } from './mine-view.ts';

/** What the customer may do about the request as it stands: ask, tell how it went, end it, read what was answered. */
export function Choices({ view, locale }: { view: RequestView; locale: Locale }) {
  const t = mineWords(locale).actions;
  const { lead, quotes, questions } = view;
  const to = { reference: lead.reference };
  const active = isActive(lead.state) && !lead.restrictedAt;
  const quoted = quotes.filter((q) => q.state === 'open' || q.state === 'chosen');
  return (
    <section class="section section--tight section--split noprint" id="choices">
      <div class="wrap">
        <div class="section__head">
          <h2>{t.title}</h2>
          <p>{t.lead}</p>
        </div>
        <div>
          {active && (
            <Fold title={t.ask} open={questions.length > 0}>
              <form class="form" method="post" action={path('mineQuestion', locale, to)}>
                {questions.map((q) => (
                  <Notice tone="done" title={formatDateTime(q.askedAt, locale)}>
                    {q.body}
                  </Notice>
                ))}
                <div class="field">
                  <label for="f-question">{t.askLabel}</label>
                  <p class="hint">{t.askText}</p>
                  <div class="box">
                    <textarea id="f-question" name="question" rows={4} maxlength={1000} required />
                  </div>
                </div>
                <div>
                  <Button look="quiet">{t.askSend}</Button>
                </div>
              </form>
            </Fold>
          )}
          {active && quoted.length > 0 && (
            <Fold title={t.outcome}>
              <form class="form" method="post" action={path('mineOutcome', locale, to)}>
                <p class="hint">{t.outcomeText}</p>
                <fieldset>
                  <legend class="vh">{t.outcome}</legend>
                  {quoted.map((q) => (
                    <label class="check">
                      <input type="radio" name="outcome" value={q.referralId} required />
                      <span>{t.outcomeWith(q.name)}</span>
                    </label>
                  ))}
                  <label class="check">
                    <input type="radio" name="outcome" value="none" required />
                    <span>{t.outcomeNone}</span>
                  </label>
                </fieldset>
                <div>
                  <Button look="quiet">{t.outcomeSend}</Button>
                </div>
              </form>
            </Fold>
          )}
          {active && !lead.joinedTo && (
            <Fold title={t.close}>
              <p>{t.closeText}</p>
              <LinkButton look="danger" href={path('mineClosing', locale, to)}>
                {t.close}
              </LinkButton>
            </Fold>
          )}
          <Fold title={mineWords(locale).answers}>
            <Answers lead={lead} locale={locale} />
          </Fold>
          <p class="small muted">
            <a href={path('mineData', locale)}>{t.yourData}</a> {t.mailUs}{' '}
            <a href={`mailto:${controller.email}`}>{controller.email}</a> {t.mailUsEnd}
          </p>
        </div>
      </div>
    </section>
  );
}

function Answers({ lead, locale }: { lead: Lead; locale: Locale }) {
  const common: Record<string, unknown> = { ...lead, contractEnds: lead.contractEnds?.toString() };
  const items = questionsOf(serviceById(lead.service)).flatMap((q) => {
    const value = lead.answers[q.id] ?? common[q.id];
    return value === undefined || value === null
      ? []
      : [{ label: nameOf(q, locale), value: formatValue(q, value as string, locale) }];
  });
  return <Facts items={items} />;
}
