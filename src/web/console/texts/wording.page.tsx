import type { Child } from 'hono/jsx';
import { serviceById, serviceIds } from '#catalog/index.ts';
import {
  bodyKey,
  type Editable,
  type Edited,
  placesIn,
  saying,
  type TextFault,
  type TextVersion,
} from '#domain/text/index.ts';
import { partsOf } from '#platform/phone/index.ts';
import { compare } from '#policy/diff.ts';
import { type Locale, locales } from '#policy/text.ts';
import { path } from '../../paths.ts';
import { ErrorSummary, type Fault } from '../../ui/error-summary.tsx';
import { formatDateTime } from '../../ui/format.ts';
import { Badge, Button, Crumbs, Fold, Heads, Notice, Tag } from '../../ui/parts.tsx';
import { type ConsoleContext, ConsolePage } from '../console.page.tsx';
import { Count } from '../leads/lead-sms.page.tsx';
import { wordingWords } from './wording.texts.ts';
import { nameOfSide, type Side } from './wording.view.ts';

const groupName = (group: string, locale: Locale): string => {
  const service = serviceIds.find((id) => id === group);
  return service ? serviceById(service).name[locale] : (wordingWords(locale).groups[group] ?? group);
};

interface ListProps {
  readonly page: ConsoleContext;
  readonly texts: readonly Editable[];
  readonly edited: Edited;
  /** By key: the language that has fallen behind. */
  readonly older: ReadonlyMap<string, Locale>;
}

/** Every text that can be edited, by where it is said. */
export function WordingPage({ page, texts, edited, older }: ListProps) {
  const { locale } = page;
  const t = wordingWords(locale);
  const isEdited = ({ key }: Editable) => locales.some((one) => edited.bodies.has(bodyKey(one, key)));
  return (
    <ConsolePage page={page} title={t.title} current="texts">
      <div class="stack stack--5">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
        <div>
          {[...Map.groupBy(texts, ({ group }) => group)].map(([group, own]) => (
            <Fold title={[groupName(group, locale), t.changed(own.filter(isEdited).length)].filter(Boolean).join(', ')}>
              <ul class="list">
                {own.map((text) => (
                  <li>
                    <span>
                      <a href={path('consoleText', locale, { key: text.key })}>{text.label[locale]}</a>
                      <small class="block muted">{saying(edited, text, locale) || t.nothing}</small>
                    </span>
                    <span class="row">
                      {isEdited(text) && <Tag>{t.edited}</Tag>}
                      {older.has(text.key) && <Badge tone="wait">{t.older[older.get(text.key) ?? 'en']}</Badge>}
                    </span>
                  </li>
                ))}
              </ul>
            </Fold>
          ))}
        </div>
      </div>
    </ConsolePage>
  );
}

export interface TextProps {
  readonly page: ConsoleContext;
  readonly text: Editable;
  readonly sides: readonly Side[];
  readonly versions: readonly TextVersion[];
  readonly older: Locale | undefined;
  readonly notice?: Child;
}

/** One text in both languages: what is said, what it was, and a field to change it in. */
export function TextPage(props: TextProps) {
  const { page, text, sides, older, notice } = props;
  const { locale } = page;
  const t = wordingWords(locale);
  const action = path('consoleText', locale, { key: text.key });
  const faults = sides.flatMap(({ locale: side, fault }): Fault[] =>
    fault ? [{ field: nameOfSide(side).text, label: t.languages[side], message: explained(fault, locale) }] : [],
  );
  return (
    <ConsolePage page={page} title={text.label[locale]} current="texts">
      <div class="stack stack--5">
        <Crumbs
          locale={locale}
          items={[{ href: path('consoleTexts', locale), text: t.title }]}
          here={groupName(text.group, locale)}
        />
        <h1>{text.label[locale]}</h1>
        {notice}
        {sides.some(({ moved }) => moved) && <Notice tone="bad">{t.moved}</Notice>}
        {older && <Older side={older} sides={sides} action={action} locale={locale} />}
        <form class="stack" method="post" action={action} id="form">
          <ErrorSummary faults={faults} locale={locale} />
          <div class="two-texts">
            {sides.map((side) => (
              <SideField text={text} side={side} locale={locale} />
            ))}
          </div>
          <div class="row">
            <Button name="action" value="save">
              {t.save}
            </Button>
            {sides.map(({ locale: side }) => (
              <button
                class="btn btn--quiet"
                type="submit"
                name="textLocale"
                value={side}
                formaction={path('consoleTextDraft', locale, { key: text.key })}
                formtarget="_blank"
              >
                {t.look[side]}
              </button>
            ))}
          </div>
          <p class="hint">{t.lookHint}</p>
        </form>
        <History {...props} action={action} />
      </div>
    </ConsolePage>
  );
}

function explained(fault: TextFault, locale: Locale): string {
  const t = wordingWords(locale).faults;
  if (fault.kind === 'empty') return t.empty;
  if (fault.kind === 'too-long') return t.tooLong(fault.most);
  const marked = (names: readonly string[]) => names.map((name) => `{${name}}`).join(', ');
  return [
    fault.missing.length > 0 && t.missing(marked(fault.missing)),
    fault.unknown.length > 0 && t.unknown(marked(fault.unknown)),
  ]
    .filter(Boolean)
    .join(' ');
}

function SideField({ text, side, locale }: { text: Editable; side: Side; locale: Locale }) {
  const t = wordingWords(locale);
  const { text: name, version } = nameOfSide(side.locale);
  const id = `f-${name}`;
  const places = placesIn(text.words[side.locale]);
  const original = text.words[side.locale];
  return (
    <div class="stack stack--3">
      <input type="hidden" name={version} value={String(side.version)} />
      <div class={side.fault ? 'field field--bad' : 'field'}>
        <label for={id}>{t.languages[side.locale]}</label>
        <div class="box">
          <textarea
            id={id}
            name={name}
            rows={text.kind === 'line' ? 3 : 8}
            lang={side.locale}
            aria-invalid={side.fault ? 'true' : undefined}
            aria-describedby={`${id}-h`}
          >
            {side.draft}
          </textarea>
        </div>
        {side.fault && <p class="error">{explained(side.fault, locale)}</p>}
        <p class="hint" id={`${id}-h`}>
          {text.kind === 'line' ? t.line(text.most) : t.paragraphs(text.most)}
          {places.length > 0 && ` ${t.places(places.map((place) => `{${place}}`).join(', '))}`}
        </p>
      </div>
      {side.moved && (
        <div>
          <h2 class="small">{t.theirs}</h2>
          <Difference from={side.draft} to={side.now} lang={side.locale} />
        </div>
      )}
      {side.now === original ? null : (
        <Fold title={t.difference}>
          {original ? (
            <Difference from={original} to={side.now} lang={side.locale} />
          ) : (
            <p class="muted">{t.originalNone}</p>
          )}
        </Fold>
      )}
    </div>
  );
}

/** Word by word: what was, and what is instead. */
function Difference({ from, to, lang }: { from: string; to: string; lang: Locale }) {
  const words = (text: string) => text.match(/\s+|[^\s]+/g) ?? [];
  return (
    <p class="changes" lang={lang}>
      {compare(words(from), words(to)).map(({ kind, text }) =>
        kind === 'same' ? text : kind === 'added' ? <ins>{text}</ins> : <del>{text}</del>,
      )}
    </p>
  );
}

function Older(props: { side: Locale; sides: readonly Side[]; action: string; locale: Locale }) {
  const { side, sides, action, locale } = props;
  const t = wordingWords(locale);
  const version = sides.find((one) => one.locale === side)?.version ?? 0;
  return (
    <div class="done">
      <Notice tone="info">{t.olderText[side]}</Notice>
      <form method="post" action={action}>
        <input type="hidden" name="textLocale" value={side} />
        <input type="hidden" name={nameOfSide(side).version} value={String(version)} />
        <Button look="link" name="action" value="confirm">
          {t.stillRight}
        </Button>
      </form>
    </div>
  );
}

function History({ page, text, sides, versions, action }: TextProps & { action: string }) {
  const { locale } = page;
  const t = wordingWords(locale);
  if (versions.length === 0) return <p class="muted">{t.untouched}</p>;
  const newest = (side: Locale) => sides.find((one) => one.locale === side)?.version ?? 0;
  const first = locales
    .filter((side) => newest(side) > 0)
    .map((side) => ({ locale: side, version: 0, body: null, at: undefined, by: null }));
  return (
    <section class="panel" aria-labelledby="history">
      <h2 id="history">{t.history}</h2>
      <table class="table table--cards">
        <Heads of={Object.values(t.head)} action />
        <tbody>
          {[...versions, ...first].map(({ locale: side, version, body, at, by }) => (
            <tr>
              <td data-label={t.head.when}>{at ? formatDateTime(at, locale) : t.first}</td>
              <td data-label={t.head.language}>{t.languages[side]}</td>
              <td data-label={t.head.who}>{at ? (by ?? t.someone) : t.original}</td>
              <td data-label={t.head.text} lang={side}>
                {body ?? text.words[side]}
              </td>
              <td>
                {version === newest(side) ? (
                  <Badge tone="ok">{t.now}</Badge>
                ) : (
                  <form method="post" action={action}>
                    <input type="hidden" name="textLocale" value={side} />
                    <input type="hidden" name="version" value={String(version)} />
                    <input type="hidden" name={nameOfSide(side).version} value={String(newest(side))} />
                    <Button look="link" name="action" value="restore">
                      {t.restore}
                    </Button>
                  </form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A text message as a telephone shows it, and what it takes; drawn in a frame of its own, where the house's styles aren't. */
export function SampleMessage({ locale, text }: { locale: Locale; text: string }) {
  return (
    <html lang={locale}>
      <meta charset="utf-8" />
      <meta name="color-scheme" content="light dark" />
      <body style="font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem; max-width: 22rem">
        <p style="border: 1px solid; border-radius: 1rem; margin: 0; padding: .75rem 1rem; overflow-wrap: anywhere">
          {text}
        </p>
        <p>
          <small>
            <Count parts={partsOf(text)} locale={locale} />
          </small>
        </p>
      </body>
    </html>
  );
}
