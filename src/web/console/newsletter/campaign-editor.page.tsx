import type { Draft } from '#domain/campaign/index.ts';
import { compare } from '#policy/diff.ts';
import type { Locale } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Button, Crumbs, Notice } from '../../ui/parts.tsx';
import { ConsolePage } from '../console.page.tsx';
import { type EditorProps, views } from './campaign.view.ts';
import { Pictures, Whom, Words } from './campaign-fields.tsx';
import { findingText } from './campaign-leave.page.tsx';
import { campaignWords } from './campaigns.texts.ts';

/** A newsletter as it is written, beside what it looks like. */
export function EditorPage(props: EditorProps) {
  const { page, campaign, draft, notice, held, theirs, unsaved } = props;
  const { locale } = page;
  const t = campaignWords(locale);
  const here = path('consoleCampaign', locale, { id: campaign.id });
  return (
    <ConsolePage page={page} title={draft.name} current="campaigns">
      <div class="stack stack--4">
        <Crumbs locale={locale} items={[{ href: path('consoleCampaigns', locale), text: t.title }]} here={draft.name} />
        {notice}
        {held && <Held {...held} locale={locale} id={campaign.id} />}
        {theirs && <Notice tone="bad">{t.moved}</Notice>}
        {theirs && <Theirs mine={draft} theirs={theirs} locale={locale} />}
        <form
          id="form"
          class="editor"
          method="post"
          enctype="multipart/form-data"
          action={here}
          data-editor
          data-unsaved={unsaved || undefined}
          data-live-count
          data-live-of="segmentLocale segmentInterest"
        >
          <input type="hidden" name="version" value={String(campaign.version)} />
          <input type="hidden" name="caret" value="" />
          <div class="stack stack--5">
            <div class="row row--apart">
              <h1 class="wrap-any">{draft.name}</h1>
              <div class="row">
                <Button look="quiet" name="action" value="save">
                  {t.save}
                </Button>
                <Button name="action" value="check">
                  {t.goOn}
                </Button>
              </div>
            </div>
            <Words {...props} />
            <Whom {...props} />
            <Pictures {...props} />
          </div>
          <Look {...props} />
        </form>
        <div class="row">
          <form method="post" action={path('consoleCampaignCopy', locale, { id: campaign.id })}>
            <Button look="link">{t.shown.copy}</Button>
          </form>
          <a class="more danger" href={path('consoleCampaignDelete', locale, { id: campaign.id })}>
            {t.remove.link}
          </a>
        </div>
      </div>
    </ConsolePage>
  );
}

/** A letter whose time has come and gone, and why. */
function Held({ at, found, locale, id }: NonNullable<EditorProps['held']> & { locale: Locale; id: string }) {
  const t = campaignWords(locale);
  return (
    <Notice tone="bad">
      <p>{t.held(formatDateTime(at, locale))}</p>
      <ul>
        {found.map((finding) => (
          <li class="wrap-any">
            <strong>{t.checks.names[finding.check]}:</strong> {findingText(finding, locale)}
          </li>
        ))}
      </ul>
      <a class="more" href={path('consoleCampaignChecks', locale, { id })}>
        {t.checks.again}
      </a>
    </Notice>
  );
}

function Look({ page, campaign, view }: EditorProps) {
  const { locale } = page;
  const t = campaignWords(locale);
  const look = path('consoleCampaignLook', locale, { id: campaign.id });
  return (
    <section class="look" aria-labelledby="look">
      <h2 id="look">{t.look}</h2>
      <div class="row row--apart">
        <fieldset class="switch" aria-labelledby="look">
          {views.map((one) => (
            <label>
              <input type="radio" name="view" value={one} checked={one === view} />
              <span>{t.views[one]}</span>
            </label>
          ))}
        </fieldset>
        <button class="btn btn--link" type="submit" formaction={look} formtarget="look" data-look>
          {t.refresh}
        </button>
      </div>
      <iframe
        class="look__frame"
        name="look"
        title={t.frame}
        src={`${look}?view=${view}`}
        sandbox="allow-same-origin"
        data-shown
      />
      <div>
        <Button look="quiet" name="action" value="test">
          {t.test}
        </Button>
        <p class="hint">{t.testHint}</p>
      </div>
    </section>
  );
}

/** What the other has saved, line by line against what stands in the fields; whole where it is too long to compare. */
function Theirs({ mine, theirs, locale }: { mine: Draft; theirs: Draft; locale: Locale }) {
  const t = campaignWords(locale);
  const lines = (text: string) => text.split('\n').map((line) => `${line}\n`);
  const changes = (from: string, to: string) =>
    lines(from).length * lines(to).length > 250_000
      ? [{ kind: 'added', text: to } as const]
      : compare(lines(from), lines(to));
  const parts = [
    [t.subject, mine.subject, theirs.subject],
    [t.preheader, mine.preheader, theirs.preheader],
    [t.body, mine.body, theirs.body],
  ] as const;
  return (
    <section class="panel" aria-labelledby="theirs">
      <h2 id="theirs">{t.theirs}</h2>
      {parts
        .filter(([, from, to]) => from !== to)
        .map(([label, from, to]) => (
          <div>
            <h3 class="small">{label}</h3>
            <p class="changes" lang={theirs.locale}>
              {changes(from, to).map(({ kind, text }) =>
                kind === 'same' ? text : kind === 'added' ? <ins>{text}</ins> : <del>{text}</del>,
              )}
            </p>
          </div>
        ))}
    </section>
  );
}
