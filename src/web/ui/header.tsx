import { controller } from '#policy/controller.ts';
import { otherLanguage, path } from '../paths.ts';
import type { PageContext } from './page-context.ts';
import { ui } from './texts.ts';

export function LanguageLink({ page, className }: { page: PageContext; className?: string }) {
  const other = page.locale === 'sv' ? 'en' : 'sv';
  return (
    <a href={otherLanguage(page.path)} lang={other} hreflang={other} class={className}>
      {other === 'en' ? 'In English' : 'På svenska'}
    </a>
  );
}

/** One list of links; on a narrow window it opens as a popover, without script. */
export function SiteHeader({ page, current }: { page: PageContext; current: string | undefined }) {
  const t = ui(page.locale);
  const home = path('home', page.locale);
  const mark = (name: string) => (current === name ? 'page' : undefined);
  return (
    <header class="top">
      <div class="wrap">
        <a class="logo" href={home}>
          {controller.brand}
        </a>
        <button class="btn btn--quiet nav__toggle" type="button" popovertarget="menu">
          {t.menu}
        </button>
        <nav class="nav" id="menu" popover="auto" aria-label={t.mainMenu}>
          <ul>
            <li>
              <a href={`${home}#${t.anchors.services}`} aria-current={mark('services') && 'true'}>
                {t.services}
              </a>
            </li>
            <li>
              <a href={`${home}#${t.anchors.suppliers}`}>{t.suppliers}</a>
            </li>
            <li>
              <a href={`${home}#${t.anchors.questions}`}>{t.questions}</a>
            </li>
            <li>
              <a href={path('contact', page.locale)} aria-current={mark('contact')}>
                {t.contact}
              </a>
            </li>
            <li>
              <a href={path('mine', page.locale)} aria-current={mark('mine') && 'true'}>
                {t.mine}
              </a>
            </li>
            <li>
              <LanguageLink page={page} className="nav__lang" />
            </li>
          </ul>
        </nav>
      </div>
    </header>
  );
}

export function PortalHeader({ page }: { page: PageContext }) {
  const t = ui(page.locale);
  return (
    <header class="top">
      <div class="wrap">
        <a class="logo" href={path('supplier', page.locale)}>
          {controller.brand}
        </a>
        <div class="who">
          <span>
            {t.portal}
            {page.supplier && (
              <>
                {', '}
                <strong>{page.supplier.name}</strong>
              </>
            )}
          </span>
          {page.supplier && (
            <form method="post" action={page.supplier.logout}>
              <button type="submit" class="btn btn--link">
                {t.logOut}
              </button>
            </form>
          )}
        </div>
      </div>
    </header>
  );
}
