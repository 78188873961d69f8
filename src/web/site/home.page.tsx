// Somewhat long: the home page is six short sections, read from the top down.
import { formatDate, formatKr } from '#catalog/format.ts';
import type { Service, Supplier } from '#catalog/types.ts';
import { periodText } from '#policy/period.ts';
import { retention } from '#policy/retention.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { formatDateTime, formatTime } from '../ui/format.ts';
import { Icon, isIcon } from '../ui/icon.tsx';
import { Page, type PageContext } from '../ui/page.tsx';
import { ExampleTag, Fold, LinkButton, Paragraphs } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { Timeline } from '../ui/timeline.tsx';
import { SignUpForm } from './newsletter.page.tsx';
import { newsletterWords } from './newsletter.texts.ts';
import { t } from './texts.ts';

type ListedSupplier = Pick<Supplier, 'name' | 'services' | 'note' | 'example'>;
interface Props {
  page: PageContext;
  services: readonly Service[];
  suppliers: readonly ListedSupplier[];
  /** What may have been edited. */
  words: { readonly lead: string; readonly answers: readonly { readonly question: string; readonly answer: string }[] };
}

export function HomePage({ page, services, suppliers, words: edited }: Props) {
  const { locale } = page;
  const words = t(locale).home;
  const { anchors } = ui(locale);
  return (
    <Page page={page} title={words.title} description={words.description}>
      <Hero locale={locale} lead={edited.lead} />
      <section class="section" id={anchors.services}>
        <div class="wrap">
          <div class="section__head">
            <h2>{words.services}</h2>
          </div>
          <ServiceList services={services} locale={locale} />
        </div>
      </section>
      <section class="section" id={anchors.how}>
        <div class="wrap">
          <div class="section__head">
            <h2>{words.how}</h2>
          </div>
          <ol class="steps">
            {words.steps.map(({ title, text }) => (
              <li>
                <h3>{title}</h3>
                <p>{text}</p>
              </li>
            ))}
          </ol>
        </div>
      </section>
      <section class="section section--split" id={anchors.suppliers}>
        <div class="wrap">
          <div class="section__head">
            <h2>{words.suppliers}</h2>
            <p>{words.suppliersText}</p>
          </div>
          <SupplierIndex services={services} suppliers={suppliers} locale={locale} />
        </div>
      </section>
      <Promises locale={locale} />
      <Questions locale={locale} answers={edited.answers} />
      <Newsletter locale={locale} />
    </Page>
  );
}

/** When an invented request was sent; its other dates follow from the rules. */
const exampleSent = '2026-03-12T09:14[Europe/Stockholm]';

function Hero({ locale, lead }: { locale: Locale; lead: string }) {
  const words = t(locale).home;
  const { exhibit } = words;
  const start = Temporal.ZonedDateTime.from(exampleSent);
  const sent = start.toInstant();
  const erased = start.add(retention['lead.no-contract'].period).toInstant();
  return (
    <section class="hero">
      <div class="wrap">
        <div class="stack stack--6">
          <h1>
            {words.heading[0]}
            <br />
            {words.heading[1]}
          </h1>
          <p class="lead">{lead}</p>
          <div class="row">
            <LinkButton href={`#${ui(locale).anchors.services}`}>{words.choose}</LinkButton>
            <LinkButton look="link" href={`#${ui(locale).anchors.how}`}>
              {ui(locale).how}
            </LinkButton>
          </div>
        </div>
        <aside class="exhibit" aria-labelledby="exhibit">
          <h2 id="exhibit">
            {exhibit.title} <span>{ui(locale).example}</span>
          </h2>
          <Timeline
            items={[
              {
                when: formatDateTime(sent, locale),
                title: exhibit.sent,
                text: exhibit.sentText,
                state: 'done',
              },
              {
                when: formatTime(sent.add({ minutes: 1 }), locale),
                title: exhibit.forwarded,
                text: exhibit.forwardedText,
                state: 'done',
              },
              {
                when: exhibit.days,
                title: exhibit.quoted,
                text: exhibit.quotedText(formatKr(57_504, locale)),
                state: 'done',
              },
              { when: exhibit.noContract, title: exhibit.erased(formatDate(erased, locale)), state: 'end' },
            ]}
          />
        </aside>
      </div>
    </section>
  );
}

function ServiceList({ services, locale }: { services: readonly Service[]; locale: Locale }) {
  return (
    <ul class="services">
      {services.map(({ slug, icon, name, card }) => (
        <li>
          <a class="service" href={path('service', locale, { service: slug[locale] })}>
            {isIcon(icon) && <Icon name={icon} />}
            <h3>{name[locale]}</h3>
            <span class="go">
              <Icon name="arrow-right" />
            </span>
            <p>{card[locale]}</p>
          </a>
        </li>
      ))}
    </ul>
  );
}

function SupplierIndex({ services, suppliers, locale }: Omit<Props, 'page' | 'words'> & { locale: Locale }) {
  const groups = [
    ...services.map(({ id, name }) => ({
      name: name[locale],
      members: suppliers.filter((supplier) => supplier.services.includes(id)),
    })),
    { name: t(locale).home.noService, members: suppliers.filter((supplier) => supplier.services.length === 0) },
  ];
  return (
    <dl class="index">
      {groups
        .filter(({ members }) => members.length > 0)
        .map(({ name, members }) => (
          <div>
            <dt>{name}</dt>
            <dd>
              {members.map((supplier, index) => (
                <>
                  {index > 0 && ', '}
                  <SupplierName supplier={supplier} locale={locale} />
                </>
              ))}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function SupplierName({ supplier, locale }: { supplier: ListedSupplier; locale: Locale }) {
  return (
    <>
      {supplier.name}
      {supplier.note && <small> {supplier.note[locale]}</small>}
      {supplier.example && (
        <>
          {' '}
          <ExampleTag locale={locale} />
        </>
      )}
    </>
  );
}

function Promises({ locale }: { locale: Locale }) {
  const words = t(locale).home;
  const vows = [
    { figure: periodText(retention['lead.no-quote'].period, locale), text: words.noQuote },
    { figure: periodText(retention['lead.no-contract'].period, locale), text: words.noContract },
    { figure: periodText(retention['archive.contract'].period, locale), text: words.archived },
    { figure: words.noCookies[0], text: words.noCookies[1] },
  ];
  return (
    <section class="section section--split">
      <div class="wrap">
        <div class="section__head">
          <h2>{words.promises}</h2>
          <p>{words.promisesText}</p>
          <p>
            <a class="more" href={path('policy', locale)}>
              {ui(locale).policy} <Icon name="arrow-right" />
            </a>
          </p>
        </div>
        <ul class="vows">
          {vows.map(({ figure, text }) => (
            <li class="vow">
              <b>{figure}</b>
              <p>{text}</p>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Questions({ locale, answers }: { locale: Locale; answers: Props['words']['answers'] }) {
  const words = t(locale).home;
  return (
    <section class="section section--split" id={ui(locale).anchors.questions}>
      <div class="wrap">
        <div class="section__head">
          <h2>{words.questions}</h2>
        </div>
        <div>
          {answers.map(({ question, answer }, index) => (
            <Fold title={question} name="questions" open={index === 0}>
              <Paragraphs text={answer} />
            </Fold>
          ))}
        </div>
      </div>
    </section>
  );
}

function Newsletter({ locale }: { locale: Locale }) {
  const words = newsletterWords(locale);
  return (
    <section class="section section--split" id="newsletter">
      <div class="wrap">
        <div class="section__head">
          <h2>{words.title}</h2>
          <p>{words.homeLead}</p>
        </div>
        <SignUpForm locale={locale} />
      </div>
    </section>
  );
}
