import { controller } from '#policy/controller.ts';
import { periodText } from '#policy/period.ts';
import { rights, rightsDeadline } from '#policy/rights.ts';
import { path } from '../paths.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Crumbs, Facts } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { t } from './texts.ts';

export function ContactPage({ page }: { page: PageContext }) {
  const { locale } = page;
  const words = t(locale).contact;
  const address = `${controller.street}, ${controller.postcode} ${controller.city}`;
  const mail = <a href={`mailto:${controller.email}`}>{controller.email}</a>;
  return (
    <Page page={page} title={words.title} description={words.description} current="contact">
      <section class="page">
        <div class="wrap">
          <Crumbs items={[{ href: path('home', locale), text: ui(locale).start }]} here={words.title} locale={locale} />
          <div class="page__head">
            <h1>{words.title}</h1>
            <p class="lead">{words.lead}</p>
          </div>
          <Facts
            large
            items={[
              { label: words.write, value: mail },
              { label: words.visit, value: locale === 'sv' ? address : `${address}, ${controller.country.en}` },
              {
                label: words.company,
                value: (
                  <>
                    {controller.name}{' '}
                    <small>
                      {ui(locale).organisationNumber} {controller.organisationNumber}
                    </small>
                  </>
                ),
              },
              {
                label: words.ongoing,
                value: (
                  <>
                    <a href={path('mine', locale)}>{ui(locale).mine}</a> <small>{words.ongoingText}</small>
                  </>
                ),
              },
            ]}
          />
        </div>
      </section>
      <Rights page={page} />
    </Page>
  );
}

/** P27, P28, P29: how to use a right, how long it takes, and where to complain. */
function Rights({ page: { locale } }: { page: PageContext }) {
  const words = t(locale).contact;
  const { authority } = controller;
  const { complaint: _, ...ours } = rights;
  return (
    <section class="section section--split" id={ui(locale).rightsAnchor}>
      <div class="wrap">
        <div class="section__head">
          <h2>{words.rights}</h2>
          <p>{words.rightsText(periodText(rightsDeadline, locale))}</p>
          <p>
            <a class="more" href={`${path('policy', locale)}#${ui(locale).rightsAnchor}`}>
              {words.policy}
            </a>
          </p>
        </div>
        <div class="stack stack--6">
          <Facts items={Object.values(ours).map(({ name, what }) => ({ label: name[locale], value: what[locale] }))} />
          <div class="stack stack--2">
            <h3>{words.complain}</h3>
            <p>
              {words.complainText} {authority.name[locale]}, <a href={authority.url}>{authority.site}</a>.
            </p>
          </div>
        </div>
      </div>
    </section>
  );
}
