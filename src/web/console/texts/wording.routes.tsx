import { serviceById, serviceIds } from '#catalog/index.ts';
import { sampleMail, sampleText } from '#domain/contact/index.ts';
import {
  bodyKey,
  type Editable,
  type Edited,
  editedTexts,
  editText,
  type TextChange,
  TextMoved,
  textStandings,
  versionsOf,
} from '#domain/text/index.ts';
import { transact } from '#platform/db/index.ts';
import { renderMail } from '#platform/mail/index.ts';
import type { Locale } from '#policy/text.ts';
import { keepPrivate } from '../../edge.ts';
import { type Face, pageOf } from '../../face.ts';
import { type Form, one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import { homePage } from '../../site/home.routes.tsx';
import { draftOfService } from '../../site/request.routes.tsx';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { Done, type Undo } from '../undo.tsx';
import { SampleMessage, TextPage, WordingPage } from './wording.page.tsx';
import { wordingWords } from './wording.texts.ts';
import {
  draftsFrom,
  editable,
  editableBy,
  nameOfSide,
  olderSide,
  type Side,
  saidIn,
  sidesOf,
  versionFrom,
} from './wording.view.ts';

/** Our own texts: listed, edited in both languages, looked at before they are saved, and brought back. */
export function wordingRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleTexts', 'text.write', (visit) => list(face, visit));
  map.console('GET', 'consoleText', 'text.write', (visit) => withText(face, visit, (text) => show(face, visit, text)));
  map.console('POST', 'consoleText', 'text.write', (visit) => withText(face, visit, (text) => edit(face, visit, text)));
  map.console('POST', 'consoleTextDraft', 'text.write', (visit) =>
    withText(face, visit, (text) => look(face, visit, text)),
  );
}

async function withText(face: Face, visit: Visit<'staff'>, work: (text: Editable) => Promise<Response>) {
  const text = editableBy(visit.c.req.param('key') ?? '');
  return text ? work(text) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

async function list(face: Face, visit: Visit<'staff'>): Promise<Response> {
  const { db } = face.ctx;
  const [edited, standings] = await Promise.all([editedTexts(db), textStandings(db)]);
  const older = [...Map.groupBy(standings, ({ key }) => key)].flatMap(([key, own]) => {
    const side = olderSide(own);
    return side ? [[key, side] as const] : [];
  });
  return visit.c.html(
    renderPage(<WordingPage page={consolePage(face, visit)} texts={editable} edited={edited} older={new Map(older)} />),
  );
}

async function show(
  face: Face,
  visit: Visit<'staff'>,
  text: Editable,
  changes: { readonly sides?: readonly Partial<Side>[]; readonly status?: 409 | 422 } = {},
): Promise<Response> {
  const versions = await versionsOf(face.ctx.db, text.key);
  const sides = sidesOf(text, versions).map((side) => ({
    ...side,
    ...changes.sides?.find(({ locale }) => locale === side.locale),
  }));
  const said = wordingWords(visit.locale).done[visit.c.req.query('done') ?? ''];
  const newest = (locale: Locale) =>
    versions.filter((one) => one.locale === locale).map(({ at }) => ({ locale, at }))[0];
  const latest = (['sv', 'en'] as const).flatMap((locale) => newest(locale) ?? []);
  return visit.c.html(
    renderPage(
      <TextPage
        page={consolePage(face, visit)}
        text={text}
        sides={sides}
        versions={versions}
        older={changes.status ? undefined : olderSide(latest)}
        notice={
          said &&
          !changes.status && (
            <Done locale={visit.locale} undo={undoOf(visit, text, sides)}>
              {said}
            </Done>
          )
        }
      />,
    ),
    changes.status ?? 200,
  );
}

/** What was just saved in one language is taken back by bringing back what it said before. */
function undoOf({ c, locale }: Visit<'staff'>, { key }: Editable, sides: readonly Side[]): Undo | undefined {
  const side = sides.find((one) => one.locale === c.req.query('undo'));
  if (!side || side.version === 0 || c.req.query('done') === 'confirmed') return undefined;
  const fields = {
    action: 'restore',
    textLocale: side.locale,
    version: String(side.version - 1),
    [nameOfSide(side.locale).version]: String(side.version),
  };
  return { action: path('consoleText', locale, { key }), fields };
}

async function edit(face: Face, visit: Visit<'staff'>, text: Editable): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const action = one(form, 'action');
  if (action === 'restore' || action === 'confirm') return bringBack(face, visit, text, form, action);
  const versions = await versionsOf(face.ctx.db, text.key);
  const drafts = draftsFrom(text, form);
  if (drafts.some(({ fault }) => fault)) return show(face, visit, text, { sides: drafts, status: 422 });
  // What was not touched says what it did in the version it was written from, whatever it says now.
  const changes = drafts
    .filter(({ locale, draft, from }) => draft !== saidIn(text, versions, locale, from))
    .map(({ locale, draft, from }) => ({ locale, from, body: draft === text.words[locale] ? null : draft }));
  if (changes.length === 0) return back(visit, text, { done: 'same' });
  const [only] = changes;
  return write(face, visit, text, changes, drafts, {
    done: 'saved',
    ...(only && changes.length === 1 ? { undo: only.locale } : {}),
  });
}

/** What an earlier version said, as a new one; or what is said now once more, to note that it still agrees with the other language. */
async function bringBack(
  face: Face,
  visit: Visit<'staff'>,
  text: Editable,
  form: Form,
  action: 'restore' | 'confirm',
): Promise<Response> {
  const locale = localeFrom(form);
  const from = versionFrom(one(form, nameOfSide(locale).version));
  const versions = await versionsOf(face.ctx.db, text.key);
  const wanted = action === 'confirm' ? from : versionFrom(one(form, 'version'));
  const said = saidIn(text, versions, locale, wanted);
  if (said === undefined) return show(face, visit, text, { status: 409 });
  const body = said === text.words[locale] ? null : said;
  return write(face, visit, text, [{ locale, body, from }], [{ locale, draft: said }], {
    done: action === 'confirm' ? 'confirmed' : 'restored',
    undo: locale,
  });
}

const localeFrom = (form: Form): Locale => (one(form, 'textLocale') === 'en' ? 'en' : 'sv');

const back = ({ c, locale }: Visit<'staff'>, { key }: Editable, query: Record<string, string>): Response =>
  c.redirect(`${path('consoleText', locale, { key })}?${new URLSearchParams(query)}`, 303);

async function write(
  face: Face,
  visit: Visit<'staff'>,
  text: Editable,
  changes: readonly TextChange[],
  drafts: readonly { readonly locale: Locale; readonly draft: string }[],
  done: Record<string, string>,
): Promise<Response> {
  try {
    await transact(face.ctx.db, (tx) => editText(asStaff(face.ctx, visit), tx, text.key, changes));
  } catch (error) {
    if (!(error instanceof TextMoved)) throw error;
    const sides = drafts
      .filter(({ locale }) => changes.some((change) => change.locale === locale))
      .map(({ locale, draft }) => ({ locale, draft, moved: error.locales.includes(locale) }));
    return show(face, visit, text, { sides, status: 409 });
  }
  return back(visit, text, done);
}

/** The page or the mail that a text is said in, as it would look with what has been written. Nothing in it can be sent. */
async function look(face: Face, visit: Visit<'staff'>, text: Editable): Promise<Response> {
  const form = await readForm(visit.c.req.raw);
  const drafts = draftsFrom(text, form);
  if (drafts.some(({ fault }) => fault)) return show(face, visit, text, { sides: drafts, status: 422 });
  const now = await editedTexts(face.ctx.db);
  const bodies = new Map([
    ...now.bodies,
    ...drafts.map(({ locale, draft }) => [bodyKey(locale, text.key), draft] as const),
  ]);
  const html = await drawn(face, visit, text, { revision: -1, bodies }, localeFrom(form));
  keepPrivate(visit.c);
  return visit.c.html(html);
}

async function drawn(
  face: Face,
  visit: Visit<'staff'>,
  text: Editable,
  edited: Edited,
  locale: Locale,
): Promise<string> {
  const { c } = visit;
  const mail = sampleMail(face.ctx, edited, text.key, locale);
  const own = c.res.headers.get('content-security-policy') ?? '';
  if (mail) {
    // A mail styles itself, and there is nothing else in it.
    c.header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox",
    );
    return (await renderMail(mail)).html;
  }
  const message = sampleText(edited, text.key, locale);
  if (message !== undefined) {
    c.header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    );
    return renderPage(<SampleMessage locale={locale} text={message} />);
  }
  c.header(
    'Content-Security-Policy',
    own.replace("form-action 'self'", "form-action 'none'").replace("connect-src 'self'", "connect-src 'none'"),
  );
  const at = (address: string) => ({ ...pageOf(face, visit), locale, path: address });
  const [, place, part] = text.key.split('.');
  const service = serviceIds.find((id) => id === place);
  if (text.group === 'home' || part === 'card')
    return homePage(at(path('home', locale)), await face.registry(), edited);
  const shown = serviceById(service ?? 'electricity');
  return draftOfService(
    face,
    at(path('service', locale, { service: shown.slug[locale] })),
    shown,
    service ? 1 : 2,
    edited,
  );
}
