import type { Child, PropsWithChildren } from 'hono/jsx';
import { controller } from '#policy/controller.ts';
import type { Block, PolicyDocument, Section } from '#policy/document.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../paths.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Crumbs, Facts, LinkButton } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { policyWords } from './policy.texts.ts';

/** P26: the policy as the data says it, with a table of contents. */
export function PolicyPage(props: { page: PageContext; document: PolicyDocument; edition: string }) {
  const { page, document, edition } = props;
  const { locale } = page;
  const t = policyWords(locale);
  const { title, intro, sections } = document;
  return (
    <Page page={page} title={title} description={intro}>
      <section class="page">
        <div class="wrap">
          <Crumbs items={[{ href: path('home', locale), text: ui(locale).start }]} here={title} locale={locale} />
          <div class="page__head">
            <h1>{title.replace('uppgiftspolicy', 'uppgifts\u00ADpolicy')}</h1>
            <p class="lead">{intro}</p>
            <p class="small muted">
              {t.edition(edition)}. <a href={path('policyEditions', locale)}>{t.toEditions}</a>
            </p>
          </div>
          <div class="with-toc">
            <nav aria-label={t.contents}>
              <ul class="toc">
                {sections.map(({ anchor, heading }) => (
                  <li>
                    <a href={`#${anchor}`}>{heading}</a>
                  </li>
                ))}
              </ul>
            </nav>
            <div class="prose">
              {sections.map((section) => (
                <PolicySection section={section}>
                  <After id={section.id} locale={locale} edition={edition} />
                </PolicySection>
              ))}
            </div>
          </div>
        </div>
      </section>
    </Page>
  );
}

/** What a page can add to a section: where to act, and the name that the text itself can't know. */
function After({ id, locale, edition }: { id: string; locale: Locale; edition: string }) {
  const t = policyWords(locale);
  if (id === 'rights')
    return (
      <div class="row noprint">
        <LinkButton href={path('mineData', locale)}>{t.useRights}</LinkButton>
      </div>
    );
  if (id !== 'edition') return null;
  return (
    <>
      <p>
        <strong>{t.edition(edition)}</strong>
      </p>
      <ul>
        <li>
          <a href={path('policyEditions', locale)}>{t.toEditions}</a>
        </li>
        <li>
          <a href={path('promises', locale)}>{t.toPromises}</a>
        </li>
        <li>
          <a href={path('register', locale)}>{t.toRegister}</a>
        </li>
      </ul>
    </>
  );
}

/** A section of the policy. */
export function PolicySection(props: PropsWithChildren<{ section: Section }>) {
  const { section, children } = props;
  const { anchor } = section;
  return (
    <section id={anchor} aria-labelledby={`${anchor}-h`}>
      <h2 id={`${anchor}-h`}>{section.heading}</h2>
      {section.blocks.map((block) => (
        <PolicyBlock block={block} />
      ))}
      {children}
    </section>
  );
}

export function PolicyBlock({ block }: { block: Block }) {
  if ('p' in block) return <p>{linked(block.p)}</p>;
  if ('list' in block) {
    return (
      <ul>
        {block.list.map((item) => (
          <li>{linked(item)}</li>
        ))}
      </ul>
    );
  }
  if ('definitions' in block) {
    return <Facts items={block.definitions.map(({ term, text }) => ({ label: term, value: linked(text) }))} />;
  }
  return <PolicyTable {...block.table} />;
}

function PolicyTable({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <table class="table table--cards">
      <thead>
        <tr>
          {head.map((name) => (
            <th scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...rest]) => (
          <tr>
            <th scope="row">{linked(first ?? '')}</th>
            {rest.map((cell, index) => (
              <td data-label={head[index + 1]}>
                <span>{linked(cell)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const addresses: Readonly<Record<string, string>> = {
  'Min sida': path('mine', 'sv'),
  'My page': path('mine', 'en'),
  [controller.email]: `mailto:${controller.email}`,
  [controller.authority.site]: controller.authority.url,
};
const address = new RegExp(
  `(${Object.keys(addresses)
    .map((text) => text.replaceAll('.', '\\.'))
    .join('|')})`,
);

/** The text with «Min sida», our e-mail address and the authority's site as links; the rest of it is text and nothing else. */
function linked(text: string): Child[] {
  return text.split(address).map((part) => (addresses[part] ? <a href={addresses[part]}>{part}</a> : part));
}
