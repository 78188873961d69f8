import type { Child } from 'hono/jsx';
import { formatNumber } from '#catalog/index.ts';
import { type Imported, importColumns, neededColumns, type RowFault, rowFaults } from '#domain/newsletter/index.ts';
import { path } from '../../paths.ts';
import { Button, Crumbs, LinkButton } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { importWords } from './subscriber-import.texts.ts';
import { subscriberWords } from './subscribers.texts.ts';

export interface ImportProps {
  readonly page: ConsoleContext;
  /** What a file would come to, or has come to. */
  readonly result?: { readonly kind: 'tried' | 'done'; readonly imported: Imported } | undefined;
  /** Proves that the file has been tried, and which it was; there when it may be carried out. */
  readonly token?: string | undefined;
  readonly problem?: string | undefined;
}

/** What a list must look like, the form, and what comes of it. */
export function ImportPage({ page, result, token, problem }: ImportProps) {
  const { locale } = page;
  const t = importWords(locale);
  return (
    <ConsolePage page={page} title={t.title} current="subscribers">
      <div class="stack stack--6">
        <Crumbs
          items={[{ href: path('consoleSubscribers', locale), text: subscriberWords(locale).title }]}
          here={t.title}
          locale={locale}
        />
        <div class="stack">
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        {result && <Result page={page} {...result} />}
        {token ? (
          <FileForm page={page} label={t.again} hint={t.againText} problem={problem}>
            <input type="hidden" name="token" value={token} />
            <Button>{t.carryOut}</Button>
          </FileForm>
        ) : (
          <FileForm page={page} label={t.file} hint={t.testText} problem={problem}>
            <Button>{t.test}</Button>
          </FileForm>
        )}
        <Columns page={page} />
      </div>
    </ConsolePage>
  );
}

function FileForm({
  page,
  label,
  hint,
  problem,
  children,
}: Pick<ImportProps, 'page' | 'problem'> & { label: string; hint: string; children: Child }) {
  const { locale } = page;
  return (
    <form
      class="form form--narrow"
      method="post"
      action={path('consoleSubscriberImport', locale)}
      enctype="multipart/form-data"
      novalidate
    >
      <div class={problem ? 'field field--bad' : 'field'}>
        <label for="f-file">{label}</label>
        <input
          id="f-file"
          type="file"
          name="file"
          accept="text/csv,.csv,.txt"
          aria-describedby="f-file-h"
          aria-invalid={problem ? 'true' : undefined}
        />
        {problem && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        <p class="hint" id="f-file-h">
          {hint}
        </p>
      </div>
      <div class="row">{children}</div>
    </form>
  );
}

function Columns({ page }: Pick<ImportProps, 'page'>) {
  const { locale } = page;
  const t = importWords(locale);
  const { head } = t;
  return (
    <section class="stack" aria-labelledby="columns">
      <div class="row row--apart">
        <h2 id="columns">{t.columns}</h2>
        <LinkButton look="quiet" href={path('consoleSubscriberTemplate', locale)}>
          {t.template}
        </LinkButton>
      </div>
      <p class="muted">{t.columnsText}</p>
      <table class="table table--cards">
        <thead>
          <tr>
            <th scope="col">{head.column}</th>
            <th scope="col">{head.what}</th>
            <th scope="col">{head.need}</th>
          </tr>
        </thead>
        <tbody>
          {(Object.keys(importColumns) as (keyof typeof importColumns)[]).map((column) => (
            <tr>
              <th scope="row">{t.names[column]}</th>
              <td data-label={head.what}>{t.what[column]}</td>
              <td data-label={head.need}>{(neededColumns as readonly string[]).includes(column) ? t.yes : t.no}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const mostLines = 20;

/** The counts, and why rows were passed over: by their lines, never by whose they are. */
function Result({ page, kind, imported }: Pick<ImportProps, 'page'> & NonNullable<ImportProps['result']>) {
  const { locale } = page;
  const t = importWords(locale);
  const n = (value: number) => formatNumber(value, locale, 0);
  const { rows, added, counts } = imported;
  const stats = [
    [t.rows, rows, t.rowsText],
    [t.added[kind], added, t.addedText],
    [t.passed, rows - added, t.passedText],
  ] as const;
  const passed = rowFaults.filter((why) => counts[why] > 0);
  return (
    <section class="stack" aria-labelledby="result">
      <div role={kind === 'done' ? 'status' : undefined}>
        <h2 id="result">{t[kind]}</h2>
      </div>
      <dl class="stats">
        {stats.map(([label, value, note]) => (
          <div class="stat">
            <dt>{label}</dt>
            <dd>{n(value)}</dd>
            <dd>{note}</dd>
          </div>
        ))}
      </dl>
      {kind === 'tried' && added === 0 && <p>{t.nothing}</p>}
      {passed.length > 0 && (
        <table class="table table--cards">
          <thead>
            <tr>
              <th scope="col">{t.why}</th>
              <th scope="col">{t.lines}</th>
              <th scope="col" class="num">
                {t.number}
              </th>
            </tr>
          </thead>
          <tbody>
            {passed.map((why) => (
              <tr>
                <th scope="row">{t.faults[why]}</th>
                <td data-label={t.lines}>{linesOf(imported, why, (more) => t.more(n(more)))}</td>
                <td class="num" data-label={t.number}>
                  {n(counts[why])}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function linesOf({ faults, counts }: Imported, why: RowFault, more: (n: number) => string): string {
  const lines = faults.filter((one) => one.why === why).slice(0, mostLines);
  const rest = counts[why] - lines.length;
  return [...lines.map(({ line }) => String(line)), ...(rest > 0 ? [more(rest)] : [])].join(', ');
}
