import { controller } from '#policy/controller.ts';
import { path } from '../paths.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { LinkButton } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { t } from './texts.ts';

export type ErrorStatus = 403 | 404 | 409 | 410 | 429 | 500 | 503;

interface Props {
  page: PageContext;
  status: ErrorStatus;
  /** The log's id for this request; opaque, shown with a 500. */
  reference?: string;
  /** Whose link has expired (410); suppliers get theirs by mail. */
  audience?: 'customer' | 'supplier';
}

/** What happened, in plain words, and the ways on. */
export function ErrorPage({ page, status, reference, audience = 'customer' }: Props) {
  const words = t(page.locale).error;
  const { title, text } = words[status];
  const supplier = audience === 'supplier';
  return (
    <Page page={page} title={title} unlisted face={supplier ? 'portal' : 'site'}>
      <section class="fault">
        <div class="wrap stack stack--5">
          <p class="code" aria-hidden="true">
            {status}
          </p>
          <h1 class="title">{title}</h1>
          <p class="lead">{text}</p>
          {supplier && status === 410 && <p>{words.supplier}</p>}
          {reference && (
            <p>
              {words.reference} <span class="ref">{reference}</span>
            </p>
          )}
          <WaysOn page={page} status={status} supplier={supplier} />
        </div>
      </section>
    </Page>
  );
}

function WaysOn({ page, status, supplier }: { page: PageContext; status: ErrorStatus; supplier: boolean }) {
  const { locale } = page;
  const words = t(locale).error;
  const beside = page.embedders && ui(locale).newTab;
  const mail = `mailto:${controller.email}`;
  if (supplier) {
    return (
      <div class="row">
        <LinkButton href={mail}>{words.contact}</LinkButton>
      </div>
    );
  }
  const home = path('home', locale);
  return (
    <div class="row">
      {status === 410 ? (
        <LinkButton href={path('mine', locale)} beside={beside}>
          {words.mine}
        </LinkButton>
      ) : (
        <LinkButton href={home} beside={beside}>
          {words.home}
        </LinkButton>
      )}
      {status === 404 && (
        <LinkButton look="quiet" href={`${home}#${ui(locale).anchors.services}`} beside={beside}>
          {words.services}
        </LinkButton>
      )}
      <LinkButton look="link" href={path('contact', locale)} beside={beside}>
        {words.contact}
      </LinkButton>
    </div>
  );
}
