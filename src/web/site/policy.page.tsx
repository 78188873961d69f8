import type { Child } from 'hono/jsx';
import { controller } from '#policy/controller.ts';
import type { Block, PolicyDocument, Section } from '#policy/document.ts';
import { path } from '../paths.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Crumbs, Facts } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { t } from './texts.ts';

/** P26: the policy as the data says it, with a table of contents. */
export function PolicyPage({ page, document }: { page: PageContext; document: PolicyDocument }) {
  const { locale } = page;
  const { title, intro, sections } = document;
  return (
    <Page page={page} title={title} description={intro}>
      <section class="page">
        <div class="wrap">
          <Crumbs items={[{ href: path('home', locale), text: ui(locale).start }]} here={title} locale={locale} />
          <div class="page__head">
            <h1>{title}</h1>
            <p class="lead">{intro}</p>
          </div>
          <div class="with-toc">
            <nav aria-label={t(locale).policy.contents}>
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
                <PolicySection section={section} />
              ))}
            </div>
          </div>
        </div>
      </section>
    </Page>
  );
}

function PolicySection({ section: { anchor, heading, blocks } }: { section: Section }) {
  return (
    <section id={anchor} aria-labelledby={`${anchor}-h`}>
      <h2 id={`${anchor}-h`}>{heading}</h2>
      {blocks.map((block) => (
        <PolicyBlock block={block} />
      ))}
    </section>
  );
}

function PolicyBlock({ block }: { block: Block }) {
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
  [controller.email]: `mailto:${controller.email}`,
  [controller.authority.site]: controller.authority.url,
};
const address = new RegExp(
  `(${Object.keys(addresses)
    .map((text) => text.replaceAll('.', '\\.'))
    .join('|')})`,
);

/** The text with our e-mail address and the authority's site as links; the rest of it is text and nothing else. */
function linked(text: string): Child[] {
  return text.split(address).map((part) => (addresses[part] ? <a href={addresses[part]}>{part}</a> : part));
}
