import type { Child, PropsWithChildren } from 'hono/jsx';
import { controller } from '#policy/controller.ts';
import { otherLanguage } from '../paths.ts';
import { ConsentBar } from './consent-bar.tsx';
import { EmbedFooter, SiteFooter } from './footer.tsx';
import { PortalHeader, SiteHeader } from './header.tsx';
import type { PageContext } from './page-context.ts';
import { ui } from './texts.ts';

export type { PageContext };

export type PageProps = PropsWithChildren<{
  page: PageContext;
  /** Without the brand, which is added. */
  title: string;
  description?: string;
  face?: 'site' | 'portal';
  /** Which entry of the navigation this page is under. */
  current?: 'services' | 'mine' | 'contact';
  /** Search engines stay away: pages behind a link or a log-in. */
  unlisted?: boolean;
  /** Whether visits to it may be measured, and are asked about: those that search engines find, unless it says otherwise (P23). */
  measured?: boolean;
}>;

type DocumentProps = Pick<PageProps, 'page' | 'title' | 'description' | 'unlisted' | 'children'>;

function Head({ page, title, description, unlisted }: DocumentProps) {
  const other = otherLanguage(page.path);
  const otherLocale = page.locale === 'sv' ? 'en' : 'sv';
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${title} – ${controller.brand}`}</title>
      {description && <meta name="description" content={description} />}
      {unlisted && <meta name="robots" content="noindex" />}
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" content="#FBFAF7" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#12160F" media="(prefers-color-scheme: dark)" />
      {page.assets.fonts.map((href) => (
        <link rel="preload" href={href} as="font" type="font/woff2" crossorigin="anonymous" />
      ))}
      {page.assets.styles.map((href) => (
        <link rel="stylesheet" href={href} />
      ))}
      {page.assets.icon && <link rel="icon" href={page.assets.icon} type="image/svg+xml" />}
      {!unlisted && <link rel="alternate" hreflang={otherLocale} href={other} />}
      {page.assets.scripts.map((src) => (
        <script type="module" src={src} />
      ))}
    </head>
  );
}

/** Head and body; what is in the body is the caller's. `renderPage` puts the doctype before it. */
export function Document({ dense = false, ...props }: DocumentProps & { dense?: boolean }) {
  return (
    <html lang={props.page.locale}>
      <Head {...props} />
      <body class={dense ? 'dense' : undefined}>{props.children}</body>
    </html>
  );
}

/** A page of the site or the portal. */
export function Page(props: PageProps) {
  const { page, face = 'site', current, unlisted = false, children } = props;
  if (page.embedders) return <EmbeddedPage {...props} />;
  const portal = face === 'portal';
  const { measured = !portal && !unlisted } = props;
  const first = page.consentPlace === 'head';
  return (
    <Document {...props} dense={portal}>
      <a class="skip" href="#main">
        {ui(page.locale).skip}
      </a>
      {portal ? <PortalHeader page={page} /> : <SiteHeader page={page} current={current} />}
      {measured && first && <ConsentBar page={page} />}
      <main id="main">{children}</main>
      {measured && !first && <ConsentBar page={page} />}
      <SiteFooter page={page} brief={portal} />
    </Document>
  );
}

/** A page in a frame on somebody else's: without our head and menu, never measured or asked about, and what leads out opens beside it. */
function EmbeddedPage(props: PageProps) {
  const { page, children } = props;
  return (
    <Document {...props} unlisted>
      <div class="embed" data-embedders={page.embedders?.join(' ')}>
        <main id="main">{children}</main>
        <EmbedFooter locale={page.locale} />
      </div>
    </Document>
  );
}

/** A page as the text that is sent. */
export const renderPage = (page: Child): string => `<!doctype html>${String(page)}`;
