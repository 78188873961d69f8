import type { PropsWithChildren } from 'hono/jsx';
import type { Counts } from '#domain/personal.ts';
import { type RightsCase, refusals, refusalText } from '#domain/privacy/index.ts';
import type { MailContent } from '#platform/mail/index.ts';
import { path } from '../../paths.ts';
import { controlId, ErrorSummary } from '../../ui/error-summary.tsx';
import { Button, Crumbs, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { rightOf } from './cases.page.tsx';
import { caseWords } from './cases.texts.ts';

interface Kept {
  readonly id: string;
  readonly reference: string;
}

/** What of a person's an act can be about. */
export interface Scope {
  readonly leads: readonly Kept[];
  readonly archived: readonly Kept[];
  /** All of the person's can be meant, not one request alone. */
  readonly whole: boolean;
}

/** A question about a case, which says what follows and asks once. */
export function Asking({
  page,
  id,
  title,
  lead,
  children,
}: PropsWithChildren<{ page: ConsoleContext; id: string; title: string; lead: string }>) {
  const { locale } = page;
  return (
    <ConsolePage page={page} title={title} current="cases">
      <div class="stack stack--5">
        <div class="stack stack--2">
          <Crumbs
            items={[
              { href: path('consoleCases', locale), text: caseWords(locale).title },
              { href: path('consoleCase', locale, { id }), text: id.slice(0, 8) },
            ]}
            here={title}
            locale={locale}
          />
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
        </div>
        {children}
      </div>
    </ConsolePage>
  );
}

export const Back = ({ page: { locale }, id }: { page: ConsoleContext; id: string }) => (
  <LinkButton look="link" href={path('consoleCase', locale, { id })}>
    {caseWords(locale).answer.back}
  </LinkButton>
);

/** The answer, as it is mailed. */
export function AnswerPage({ page, id, mail }: { page: ConsoleContext; id: string; mail: MailContent }) {
  const { locale } = page;
  const t = caseWords(locale).answer;
  const said = mail.blocks.flatMap((block) => ('p' in block && typeof block.p === 'string' ? [block.p] : []));
  return (
    <Asking page={page} id={id} title={t.title} lead={t.what}>
      <blockquote class="letter" lang={mail.locale}>
        <strong>{mail.subject}</strong>
        {said.map((text) => (
          <p>{text}</p>
        ))}
      </blockquote>
      <form class="row" method="post" action={path('consoleCaseAnswer', locale, { id })}>
        <Button>{t.confirm}</Button>
        <Back page={page} id={id} />
      </form>
    </Asking>
  );
}

interface ChoicesProps {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly id: string; readonly text: string; readonly hint?: string }[];
}

/** A question with a few answers; the first is where the list of faults leads. */
const Choices = ({ name, legend, options }: ChoicesProps) => (
  <fieldset class="field">
    <legend class="field__name">{legend}</legend>
    <div class="choices choices--wide">
      {options.map(({ id, text, hint }, i) => (
        <label class="choice">
          <input type="radio" name={name} value={id} id={i === 0 ? controlId(name) : undefined} />
          <span>
            <strong>{text}</strong>
            {hint && <small>{hint}</small>}
          </span>
        </label>
      ))}
    </div>
  </fieldset>
);

/** Why not; each ground with what the person reads (P29). */
export function RefusalPage({ page, id, missing }: { page: ConsoleContext; id: string; missing: boolean }) {
  const { locale } = page;
  const t = caseWords(locale).refusal;
  return (
    <Asking page={page} id={id} title={t.title} lead={t.what}>
      <ErrorSummary
        faults={missing ? [{ field: 'ground', label: t.ground, message: t.missing }] : []}
        locale={locale}
      />
      <form class="form" method="post" action={path('consoleCaseRefusal', locale, { id })}>
        <Choices
          name="ground"
          legend={t.ground}
          options={refusals.map((ground) => ({
            ...{ id: ground, text: t.grounds[ground] },
            hint: `${t.says}: ${refusalText(ground)[locale]}`,
          }))}
        />
        <div class="row">
          <Button look="danger">{t.confirm}</Button>
          <Back page={page} id={id} />
        </div>
      </form>
    </Asking>
  );
}

export function CopyPage({ page, id }: { page: ConsoleContext; id: string }) {
  const { locale } = page;
  const t = caseWords(locale).copy;
  return (
    <Asking page={page} id={id} title={t.title} lead={t.what}>
      <p class="muted">{t.kept}</p>
      <form class="row" method="post" action={path('consoleCaseCopy', locale, { id })}>
        <Button name="format" value="pdf">
          {t.pdf}
        </Button>
        <Button look="quiet" name="format" value="json">
          {t.json}
        </Button>
        <Back page={page} id={id} />
      </form>
    </Asking>
  );
}

interface ActProps {
  readonly page: ConsoleContext;
  readonly found: RightsCase;
  readonly scope: Scope;
  readonly missing: boolean;
}

/** What goes, table by table, before it does. */
export function ErasurePage({ page, found, scope, counts, missing }: ActProps & { counts: Counts }) {
  const { locale } = page;
  const t = caseWords(locale).erasure;
  const { id } = found;
  const objects = found.right === 'objection';
  const lead = objects ? `${t.objections[found.purpose ?? ''] ?? ''} ${rightOf(found, locale)}.` : t.what;
  const rows = Object.entries(counts).filter(([, n]) => n > 0);
  return (
    <Asking page={page} id={id} title={objects ? t.objectTitle : t.title} lead={lead}>
      <ErrorSummary faults={missing ? [{ field: 'scope', label: t.scope, message: t.missing }] : []} locale={locale} />
      <form class="form" method="post" action={path('consoleCaseErasure', locale, { id })}>
        {!objects && (
          <Choices
            name="scope"
            legend={t.scope}
            options={[
              ...(scope.whole ? [{ id: 'all', text: t.all }] : []),
              ...scope.leads.map(({ reference }) => ({ id: reference, text: reference })),
            ]}
          />
        )}
        <table class="table table--narrow">
          <caption>{t.goes}</caption>
          <thead>
            <tr>
              <th scope="col">{t.table}</th>
              <th scope="col" class="num">
                {t.rows}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([table, n]) => (
              <tr>
                <th scope="row">
                  <code>{table}</code>
                </th>
                <td class="num">{n}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div class="row">
          <Button look="danger">{objects ? t.objectConfirm : t.confirm}</Button>
          <Back page={page} id={id} />
        </div>
      </form>
    </Asking>
  );
}

export function RestrictionPage({ page, found, scope, missing }: ActProps) {
  const { locale } = page;
  const t = caseWords(locale).restriction;
  const { id } = found;
  const one = [...scope.leads, ...scope.archived].map(({ reference }) => ({ id: reference, text: reference }));
  return (
    <Asking page={page} id={id} title={t.title} lead={t.what}>
      <ErrorSummary
        faults={missing ? [{ field: 'restriction', label: t.which, message: t.missing }] : []}
        locale={locale}
      />
      <form class="form" method="post" action={path('consoleCaseRestriction', locale, { id })}>
        <Choices
          name="restriction"
          legend={t.which}
          options={[
            { id: 'on', text: t.on },
            { id: 'off', text: t.off },
          ]}
        />
        <Choices name="scope" legend={t.scope} options={[{ id: 'all', text: t.all }, ...one]} />
        <div class="row">
          <Button>{t.confirm}</Button>
          <Back page={page} id={id} />
        </div>
      </form>
    </Asking>
  );
}
