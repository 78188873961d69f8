import { serviceById, serviceIds } from '#catalog/index.ts';
import { draftLimits, nameOfImage } from '#domain/campaign/index.ts';
import { type Locale, locales } from '#policy/text.ts';
import { endpoint } from '../../paths.ts';
import { Button, Fold } from '../../ui/parts.tsx';
import { Choice } from '../filters.tsx';
import type { EditorProps } from './campaign.view.ts';
import { campaignWords } from './campaigns.texts.ts';

function Line(props: { name: string; label: string; hint: string; value: string; most: number; lang?: Locale }) {
  const { name, label, hint, value, most, lang } = props;
  return (
    <div class="field">
      <label for={`f-${name}`}>{label}</label>
      <div class="box">
        <input
          id={`f-${name}`}
          name={name}
          value={value}
          maxlength={most}
          lang={lang}
          autocomplete="off"
          aria-describedby={`f-${name}-h`}
        />
      </div>
      <p class="hint" id={`f-${name}-h`}>
        {hint}
      </p>
    </div>
  );
}

/** What a letter is called, says and how that is written. */
export function Words({ page, draft }: EditorProps) {
  const t = campaignWords(page.locale);
  return (
    <>
      <div class="row row--fields">
        <Line name="campaignName" label={t.name} hint={t.nameHint} value={draft.name} most={draftLimits.name} />
        <Choice
          name="campaignLanguage"
          label={t.language}
          value={draft.locale}
          options={locales.map((one) => [one, t.languages[one]] as const)}
        />
      </div>
      <Line
        name="campaignSubject"
        label={t.subject}
        hint={t.subjectHint}
        value={draft.subject}
        most={draftLimits.subject}
        lang={draft.locale}
      />
      <Line
        name="preheader"
        label={t.preheader}
        hint={t.preheaderHint}
        value={draft.preheader}
        most={draftLimits.preheader}
        lang={draft.locale}
      />
      <div class="field">
        <label for="f-campaignBody">{t.body}</label>
        <fieldset class="tools" aria-label={t.tools}>
          {Object.entries(t.snippets).map(([id, [label, snippet, around]]) => (
            <button class="tool" type="submit" name="insert" value={id} data-snippet={snippet} data-around={around}>
              {label}
            </button>
          ))}
        </fieldset>
        <div class="box">
          <textarea
            id="f-campaignBody"
            name="campaignBody"
            rows={22}
            maxlength={draftLimits.body}
            lang={draft.locale}
            aria-describedby="f-campaignBody-h"
          >
            {draft.body}
          </textarea>
        </div>
        <p class="hint" id="f-campaignBody-h">
          {t.bodyHint}
        </p>
        <Fold title={t.help}>
          <dl class="facts">
            {t.helpRows.map(([written, what]) => (
              <div>
                <dt>
                  <code>{written}</code>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <p class="hint">{t.helpHtml}</p>
        </Fold>
      </div>
    </>
  );
}

/** Whom it goes to, and how many that is. */
export function Whom({ page, draft, people }: EditorProps) {
  const { locale } = page;
  const t = campaignWords(locale);
  return (
    <fieldset class="field">
      <legend class="field__name">{t.whom}</legend>
      <div class="row row--fields">
        <Choice
          name="segmentLocale"
          label={t.segmentLocale}
          all={t.allLocales}
          value={draft.segmentLocale}
          options={locales.map((one) => [one, t.languages[one]] as const)}
        />
        <Choice
          name="segmentInterest"
          label={t.segmentInterest}
          all={t.allInterests}
          value={draft.segmentInterest}
          options={serviceIds.map((id) => [id, serviceById(id).name[locale]] as const)}
        />
      </div>
      <p class="hint">{t.interestHint}</p>
      <p id="count" aria-live="polite">
        <strong>{t.count(people)}</strong>
      </p>
    </fieldset>
  );
}

/** The pictures there are, and a place to add one. */
export function Pictures({ page, images }: EditorProps) {
  const { locale } = page;
  const t = campaignWords(locale);
  return (
    <section class="panel" aria-labelledby="pictures">
      <h2 id="pictures">{t.pictures}</h2>
      <ul class="pictures">
        {images.map(({ id, width, height, bytes }) => (
          <li>
            <img src={endpoint('newsletterImage', { id })} alt="" width={width} height={height} loading="lazy" />
            <span>
              <code>{nameOfImage(id)}</code>
              <small class="block muted">
                {width} × {height}, {Math.ceil(bytes / 1024)} kB
              </small>
            </span>
            <span class="row">
              <button
                class="btn btn--link"
                type="submit"
                name="insert"
                value={nameOfImage(id)}
                data-snippet={`![](${nameOfImage(id)})`}
              >
                {t.insertPicture}
                <span class="vh"> {nameOfImage(id)}</span>
              </button>
              <button class="btn btn--link" type="submit" name="removeImage" value={id}>
                {t.removePicture}
                <span class="vh"> {nameOfImage(id)}</span>
              </button>
            </span>
          </li>
        ))}
      </ul>
      {images.length === 0 && <p class="muted small">{t.noPictures}</p>}
      <div class="row row--fields">
        <div class="field">
          <label for="f-image">{t.pictureFile}</label>
          <input id="f-image" name="image" type="file" accept="image/png,image/jpeg,image/gif,image/webp" />
        </div>
        <Line name="imageAlt" label={t.pictureAlt} hint={t.pictureAltHint} value="" most={200} />
      </div>
      <div>
        <Button look="quiet" name="action" value="image">
          {t.addPicture}
        </Button>
      </div>
      <p class="hint">{t.picturePublic}</p>
    </section>
  );
}
