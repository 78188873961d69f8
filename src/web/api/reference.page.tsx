import type { PropsWithChildren } from 'hono/jsx';
import { type Field, formatNumber, type Question, type Service } from '#catalog/index.ts';
import type { Locale } from '#policy/text.ts';
import { endpoint, path } from '../paths.ts';
import { formatAlternatives } from '../ui/format.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Crumbs, Fold, Heads } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { apiWords, type ProblemKind } from './api.texts.ts';
import { problemStatus } from './problem.ts';
import { referenceWords } from './reference.texts.ts';

export interface ReferenceProps {
  readonly page: PageContext;
  readonly baseUrl: string;
  readonly services: readonly Service[];
  readonly company: readonly Question[];
  /** A request to each service as it may be sent. */
  readonly examples: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
  readonly perHour: number;
}

/** How another system sends requests: made of the catalogue, like the form itself. */
export function ReferencePage(props: ReferenceProps) {
  const { page, baseUrl, services, company, examples } = props;
  const { locale } = page;
  const t = referenceWords(locale);
  const [first] = services;
  const contents = (['key', 'send', 'again', 'told', 'problems', 'limits', 'company', 'services'] as const).map(
    (id) => [id, t[id]] as const,
  );
  return (
    <Page page={page} title={t.title} description={t.lead}>
      <section class="page">
        <div class="wrap">
          <Crumbs items={[{ href: path('home', locale), text: ui(locale).start }]} here={t.title} locale={locale} />
          <div class="page__head">
            <h1>{t.title}</h1>
            <p class="lead">{t.lead}</p>
            <p class="small noprint">
              <a href={endpoint('apiDescription')}>{t.description}</a>
            </p>
          </div>
          <div class="with-toc">
            <nav aria-label={t.contents}>
              <ul class="toc">
                {contents.map(([id, text]) => (
                  <li>
                    <a href={`#${id}`}>{text}</a>
                  </li>
                ))}
              </ul>
            </nav>
            <div class="prose prose--code">
              <Part id="key" title={t.key} text={t.keyText} />
              <Part id="send" title={t.send} text={[t.sendText]}>
                <Code label={`${t.example}, ${t.send}`}>{curl(baseUrl, examples[first?.id ?? ''])}</Code>
                <h3>{t.answer}</h3>
                <Code label={t.answer}>{JSON.stringify(props.answer, null, 2)}</Code>
              </Part>
              <Part id="again" title={t.again} text={t.againText} />
              <Part id="told" title={t.told} text={t.toldText.slice(0, 1)}>
                <Code label={`${t.example}, ${t.told}`}>
                  {`curl ${baseUrl}${endpoint('apiSuppliers', { service: first?.id ?? '' })} \\\n  -H 'Authorization: Bearer ak_…' \\\n  -H 'Accept-Language: ${locale}'`}
                </Code>
                <p>{t.toldText[1]}</p>
              </Part>
              <Part id="problems" title={t.problems} text={[t.problemsText]}>
                <Problems locale={locale} />
              </Part>
              <Part id="limits" title={t.limits} text={[t.limitsText(props.perHour)]} />
              <Part id="company" title={t.company} text={[t.companyText]}>
                <Answers fields={company} locale={locale} caption={t.company} />
              </Part>
              <Part id="services" title={t.services} text={[t.servicesText]}>
                {services.map((service) => (
                  <Fold title={`${service.name[locale]} · ${service.id}`} ruled>
                    <Answers fields={service.questions} locale={locale} caption={service.name[locale]} />
                    <Code label={`${t.example}, ${service.name[locale]}`}>{curl(baseUrl, examples[service.id])}</Code>
                  </Fold>
                ))}
              </Part>
            </div>
          </div>
        </div>
      </section>
    </Page>
  );
}

/** An apostrophe in an example would end the shell's word. */
const curl = (baseUrl: string, body: unknown): string =>
  `curl ${baseUrl}${endpoint('apiLeads')} \\
  -H 'Authorization: Bearer ak_…' \\
  -H 'Idempotency-Key: 6c9d1ad0-4c8e-4f5b-9a43-3f6f2f0b8c11' \\
  -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(body, null, 2).replaceAll("'", '\\u0027')}'`;

function Part(props: PropsWithChildren<{ id: string; title: string; text: readonly string[] }>) {
  return (
    <section id={props.id} aria-labelledby={`${props.id}-h`}>
      <h2 id={`${props.id}-h`}>{props.title}</h2>
      {props.text.map((one) => (
        <p>{one}</p>
      ))}
      {props.children}
    </section>
  );
}

/** It may be wider than the page: then it scrolls, for whoever has no mouse as well. */
const Code = ({ label, children }: { label: string; children: string }) => (
  <section class="code" aria-label={label} tabindex={0}>
    <pre>
      <code>{children}</code>
    </pre>
  </section>
);

function Problems({ locale }: { locale: Locale }) {
  const kinds = Object.entries(problemStatus).sort(([, one], [, other]) => one - other) as [ProblemKind, number][];
  return (
    <dl class="facts">
      {kinds.map(([kind, status]) => (
        <div id={`problem-${kind}`}>
          <dt>
            {status} <code>{kind}</code>
          </dt>
          <dd>
            {apiWords(locale).problems[kind].title}. {apiWords(locale).problems[kind].detail}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Answers({ fields, locale, caption }: { fields: readonly Question[]; locale: Locale; caption: string }) {
  const t = referenceWords(locale);
  return (
    <table class="table table--cards">
      <caption class="vh">{caption}</caption>
      <Heads of={[t.head.field, t.head.type, t.head.about]} />
      <tbody>
        {fields.map((field) => (
          <tr>
            <th scope="row">
              <code>{field.id}</code>
              {field.required && <small class="muted block"> {t.required}</small>}
            </th>
            <td data-label={t.head.type}>{typeOf(field, locale)}</td>
            <td data-label={t.head.about}>
              {field.label[locale]}
              {field.when && ` ${t.onlyIf(field.when.field, formatAlternatives(field.when.is.map(String), locale))}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function typeOf(field: Field, locale: Locale) {
  const t = referenceWords(locale);
  const n = (value: number) => formatNumber(value, locale);
  switch (field.kind) {
    case 'integer':
    case 'decimal': {
      const type = field.kind === 'integer' ? t.types.integer : t.types.number;
      return `${type}${field.unit ? `, ${field.unit[locale]}` : ''}, ${t.between(n(field.min), n(field.max))}`;
    }
    case 'choice':
    case 'choices':
      return (
        <>
          {field.kind === 'choices' && `${t.types.list} `}
          {field.options.map(({ id }, index) => (
            <>
              {index > 0 && ', '}
              <code>{id}</code>
            </>
          ))}
        </>
      );
    case 'yesno':
      return t.types.boolean;
    case 'date':
      return t.types.date;
    case 'months':
      return `${t.types.months}, ${field.unit[locale]}`;
    case 'text':
    case 'longtext':
      return `${t.types.text}, ${t.upTo(n(field.maxLength))}`;
    default:
      return t.types.text;
  }
}
