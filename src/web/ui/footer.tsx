import { controller } from '#policy/controller.ts';
import { path } from '../paths.ts';
import { LanguageLink } from './header.tsx';
import type { PageContext } from './page-context.ts';
import { ui } from './texts.ts';

/** P1 and P29 on every page: who we are and where to complain. */
export function SiteFooter({ page, brief }: { page: PageContext; brief: boolean }) {
  const { locale } = page;
  const t = ui(locale);
  return (
    <footer class="foot">
      <div class="wrap">
        <div class="foot__cols">
          <Identity locale={locale} />
          {brief ? <BriefLinks page={page} /> : <SiteLinks page={page} />}
        </div>
        <p class="foot__base">
          {t.complain[0]}
          <a href={controller.authority.url}>{controller.authority.site}</a>
          {t.complain[1]}
        </p>
      </div>
    </footer>
  );
}

/** P1 in a frame on somebody else's page, where it must be plain whose form it is. */
export function EmbedFooter({ locale }: Pick<PageContext, 'locale'>) {
  const t = ui(locale);
  const { name, organisationNumber, street, postcode, city, country, email } = controller;
  return (
    <footer class="embed__foot small">
      <p>
        {t.embedded(name)} {t.organisationNumber} <span class="nowrap">{organisationNumber}</span>, {street}, {postcode}{' '}
        {city}
        {locale === 'en' ? `, ${country.en}` : ''}, <a href={`mailto:${email}`}>{email}</a>.
      </p>
      <p>
        <a href={path('policy', locale)} target="_blank" rel="noopener">
          {t.policy}
          <span class="vh"> {t.newTab}</span>
        </a>
      </p>
    </footer>
  );
}

function Identity({ locale }: Pick<PageContext, 'locale'>) {
  return (
    <address>
      <strong>{controller.name}</strong>
      <br />
      {ui(locale).organisationNumber} {controller.organisationNumber}
      <br />
      {`${controller.street}, ${controller.postcode} ${controller.city}${locale === 'en' ? `, ${controller.country.en}` : ''}`}
      <br />
      <a href={`mailto:${controller.email}`}>{controller.email}</a>
    </address>
  );
}

function SiteLinks({ page }: { page: PageContext }) {
  const { locale } = page;
  const t = ui(locale);
  const home = path('home', locale);
  const policy = path('policy', locale);
  const columns = [
    {
      title: t.brokerage,
      links: [
        { href: `${home}#${t.anchors.services}`, text: t.services },
        { href: `${home}#${t.anchors.suppliers}`, text: t.suppliers },
        { href: path('mine', locale), text: t.mine },
      ],
    },
    {
      title: t.yourData,
      links: [
        { href: policy, text: t.policy },
        { href: path('promises', locale), text: t.promises },
        { href: path('register', locale), text: t.register },
        { href: `${policy}#${t.rightsAnchor}`, text: t.rights },
      ],
    },
  ];
  return (
    <>
      {columns.map(({ title, links }) => (
        <div>
          <h2>{title}</h2>
          <ul>
            {links.map(({ href, text }) => (
              <li>
                <a href={href}>{text}</a>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div>
        <h2>{t.more}</h2>
        <ul>
          <li>
            <a href={path('contact', locale)}>{t.contact}</a>
          </li>
          <li>
            <a href={path('newsletter', locale)}>{t.newsletter}</a>
          </li>
          <li>
            <a href={path('consent', locale)}>{t.consent}</a>
          </li>
          <li>
            <LanguageLink page={page} />
          </li>
        </ul>
      </div>
    </>
  );
}

function BriefLinks({ page }: { page: PageContext }) {
  const t = ui(page.locale);
  return (
    <div>
      <ul>
        <li>
          <a href={path('policy', page.locale)}>{t.policy}</a>
        </li>
        <li>
          <a href={path('consent', page.locale)}>{t.consent}</a>
        </li>
        <li>
          <LanguageLink page={page} />
        </li>
      </ul>
    </div>
  );
}
