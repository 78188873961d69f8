import type { Activity, Register } from '#domain/privacy/index.ts';
import { path } from '../paths.ts';
import { Page, type PageContext } from '../ui/page.tsx';
import { Badge, Crumbs, Facts } from '../ui/parts.tsx';
import { ui } from '../ui/texts.ts';
import { linesOf } from './register.files.ts';
import { registerWords } from './register.texts.ts';

/** Article 30: every processing activity, for everybody to read. `files`: the same thing to take along, by format. */
export function RegisterPage(props: {
  page: PageContext;
  register: Register;
  files: readonly (readonly [format: string, href: string])[];
}) {
  const { page, register, files } = props;
  const { locale } = page;
  const t = registerWords(locale);
  return (
    <Page page={page} title={t.title} description={t.lead}>
      <section class="page">
        <div class="wrap">
          <Crumbs items={[{ href: path('home', locale), text: ui(locale).start }]} here={t.title} locale={locale} />
          <div class="page__head">
            <h1>{t.title}</h1>
            <p class="lead">{t.lead}</p>
            <p class="small muted">
              {t.edition(register.edition)}. <a href={path('policy', locale)}>{t.policy}</a>
            </p>
            <p class="small noprint">
              {t.download}:{' '}
              {files.map(([format, href], index) => (
                <>
                  {index > 0 && ' · '}
                  <a href={href}>{format.toUpperCase()}</a>
                </>
              ))}
            </p>
          </div>
          <div class="with-toc">
            <nav aria-label={t.contents}>
              <ul class="toc">
                {register.activities.map(({ id, name }) => (
                  <li>
                    <a href={`#${id}`}>{name}</a>
                  </li>
                ))}
                <li>
                  <a href="#measures">{t.security}</a>
                </li>
              </ul>
            </nav>
            <div class="prose">
              <Controller register={register} />
              {register.activities.map((activity) => (
                <One activity={activity} register={register} />
              ))}
              <section id="measures" aria-labelledby="measures-h">
                <h2 id="measures-h">{t.security}</h2>
                <p>{t.securityText}</p>
                <ul>
                  {register.security.map((measure) => (
                    <li>{measure}</li>
                  ))}
                </ul>
              </section>
            </div>
          </div>
        </div>
      </section>
    </Page>
  );
}

function Controller({ register: { controller, locale } }: { register: Register }) {
  const t = registerWords(locale);
  return (
    <section aria-labelledby="controller-h">
      <h2 id="controller-h">{t.controller}</h2>
      <Facts
        items={[
          { label: t.company, value: controller.name },
          { label: t.organisationNumber, value: controller.organisationNumber },
          { label: t.address, value: controller.address },
          { label: t.email, value: <a href={`mailto:${controller.email}`}>{controller.email}</a> },
        ]}
      />
    </section>
  );
}

function One({ activity, register: { locale } }: { activity: Activity; register: Register }) {
  const t = registerWords(locale);
  return (
    <section id={activity.id} aria-labelledby={`${activity.id}-h`}>
      <h2 id={`${activity.id}-h`}>{activity.name}</h2>
      {!activity.inUse && (
        <p>
          <Badge tone="wait">{t.later}</Badge>
        </p>
      )}
      <Facts
        items={linesOf(activity, locale).map(([label, lines]) => ({
          label,
          value:
            lines.length === 1 ? (
              lines[0]
            ) : (
              <ul class="lines">
                {lines.map((line) => (
                  <li>{line}</li>
                ))}
              </ul>
            ),
        }))}
      />
    </section>
  );
}
