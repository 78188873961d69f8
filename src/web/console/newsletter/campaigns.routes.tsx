import { formatDate } from '#catalog/index.ts';
import {
  addImage,
  type Campaign,
  CampaignMoved,
  campaignById,
  campaigns,
  copyCampaign,
  createCampaign,
  type Draft,
  deleteCampaign,
  draftLimits,
  heldFor,
  type ImageRefusal,
  imageLimits,
  imagesOf,
  removeImage,
  saveCampaign,
  testCampaign,
} from '#domain/campaign/index.ts';
import { countRecipients } from '#domain/newsletter/index.ts';
import { NotAllowed } from '#domain/transitions.ts';
import { type Tx, transact } from '#platform/db/index.ts';
import { mailReady } from '#platform/mail/index.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { type Form, one, readForm, textsOf } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { CampaignPage, DeletePage } from './campaign.page.tsx';
import {
  asAlt,
  draftIn,
  draftOf,
  isTooLong,
  segmentOf,
  type View,
  versionIn,
  viewIn,
  withBlock,
} from './campaign.view.ts';
import { EditorPage } from './campaign-editor.page.tsx';
import { look } from './campaign-look.tsx';
import { CampaignsPage } from './campaigns.page.tsx';
import { campaignWords } from './campaigns.texts.ts';

/** Newsletters: listed, written with what they look like beside, copied, deleted. Checking and sending are campaign-leave.routes.tsx. */
export function campaignRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleCampaigns', 'mailing.write', (visit) => list(face, visit));
  map.console('POST', 'consoleCampaigns', 'mailing.write', (visit) => create(face, visit));
  map.console('GET', 'consoleCampaign', 'mailing.write', (visit) =>
    withCampaign(face, visit, (campaign) => showCampaign(face, visit, campaign)),
  );
  map.console('POST', 'consoleCampaign', 'mailing.write', (visit) =>
    withCampaign(face, visit, (campaign) => edit(face, visit, campaign)),
  );
  map.console('GET', 'consoleCampaignLook', 'mailing.write', (visit) =>
    withCampaign(face, visit, (campaign) => look(face, visit, campaign, viewIn(visit.c.req.query('view')))),
  );
  map.console('POST', 'consoleCampaignLook', 'mailing.write', (visit) =>
    withCampaign(face, visit, async (campaign) => {
      const form = await readForm(visit.c.req.raw);
      const { segmentLocale: _, segmentInterest: __, ...words } = draftIn(form);
      const body = words.body.slice(0, draftLimits.body);
      return look(face, visit, { ...campaign, ...words, body }, viewIn(one(form, 'view')));
    }),
  );
  map.console('POST', 'consoleCampaignCopy', 'mailing.write', (visit) =>
    withCampaign(face, visit, (campaign) => copy(face, visit, campaign)),
  );
  map.console('GET', 'consoleCampaignDelete', 'mailing.write', (visit) =>
    withCampaign(face, visit, (campaign) =>
      campaign.state === 'draft'
        ? visit.c.html(renderPage(<DeletePage page={consolePage(face, visit)} campaign={campaign} />))
        : showCampaign(face, visit, campaign),
    ),
  );
  map.console('POST', 'consoleCampaignDelete', 'mailing.write', (visit) =>
    withCampaign(face, visit, ({ id }) =>
      actOn(face, visit, path('consoleCampaigns', visit.locale), 'deleted', (tx) =>
        deleteCampaign(asStaff(face.ctx, visit), tx, id),
      ),
    ),
  );
}

type Staff = Visit<'staff'>;

/** Loads the campaign that the address names. */
export async function withCampaign(
  face: Face,
  visit: Staff,
  work: (campaign: Campaign) => Response | Promise<Response>,
): Promise<Response> {
  const campaign = await campaignById(face.ctx.db, uuid(visit.c.req.param('id') ?? ''));
  return campaign ? work(campaign) : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

/** Does something with a campaign; when things have changed meanwhile, the page says so and shows how they stand. */
export async function actOn(
  face: Face,
  visit: Staff,
  to: string,
  done: string,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Response> {
  if (!(await attempt(face.ctx.db, work)))
    return withCampaign(face, visit, (fresh) =>
      showCampaign(face, visit, fresh, { problem: campaignWords(visit.locale).notAllowed, status: 409 }),
    );
  return visit.c.redirect(`${to}?done=${done}`, 303);
}

const pageAt = ({ locale }: Staff, id: string): string => path('consoleCampaign', locale, { id });

/** What has just been done, said once. */
export function said({ c, locale }: Staff) {
  const text = campaignWords(locale).done[c.req.query('done') ?? ''];
  return text && <Notice tone="done">{text}</Notice>;
}

async function list(face: Face, visit: Staff): Promise<Response> {
  const rows = await campaigns(face.ctx.db);
  const page = consolePage(face, visit);
  return visit.c.html(renderPage(<CampaignsPage page={page} rows={rows} notice={said(visit)} />));
}

async function create(face: Face, visit: Staff): Promise<Response> {
  const { ctx } = face;
  const name = campaignWords(visit.locale).newName(formatDate(ctx.clock.now(), visit.locale));
  const id = await transact(ctx.db, (tx) => createCampaign(asStaff(ctx, visit), tx, name, visit.locale));
  return visit.c.redirect(pageAt(visit, id), 303);
}

async function copy(face: Face, visit: Staff, { id, name }: Campaign): Promise<Response> {
  const { ctx } = face;
  const called = campaignWords(visit.locale).copyName(name);
  const made = await transact(ctx.db, (tx) => copyCampaign(asStaff(ctx, visit), tx, id, called));
  return visit.c.redirect(`${pageAt(visit, made)}?done=copied`, 303);
}

interface Shown {
  readonly draft?: Draft;
  readonly view?: View;
  readonly theirs?: Draft;
  readonly problem?: string;
  readonly status?: 200 | 409 | 422;
}

/** Frames on the page may show pages of our own. */
function mayFrame({ c }: Staff): void {
  const own = c.res.headers.get('content-security-policy') ?? '';
  c.header('Content-Security-Policy', own.replace("default-src 'none'", "default-src 'none'; frame-src 'self'"));
}

/** A draft in its editor; anything else as it stands. */
export async function showCampaign(face: Face, visit: Staff, campaign: Campaign, shown: Shown = {}): Promise<Response> {
  const page = consolePage(face, visit);
  const { problem, status = 200, view = 'phone', theirs } = shown;
  const notice = problem ? <Notice tone="bad">{problem}</Notice> : said(visit);
  mayFrame(visit);
  if (campaign.state !== 'draft')
    return visit.c.html(renderPage(<CampaignPage page={page} campaign={campaign} notice={notice} />), status);
  const draft = shown.draft ?? draftOf(campaign);
  const unsaved = shown.draft !== undefined;
  const held = campaign.startsAt && { at: campaign.startsAt, found: await heldFor(face.ctx.db, campaign.id) };
  const [images, people] = await Promise.all([
    imagesOf(face.ctx.db, campaign.id),
    countRecipients(face.ctx.db, segmentOf(draft)),
  ]);
  return visit.c.html(
    renderPage(<EditorPage {...{ page, campaign, draft, images, people, view, theirs, notice, held, unsaved }} />),
    status,
  );
}

/** Saves what is written, and does what the button said. */
async function edit(face: Face, visit: Staff, campaign: Campaign): Promise<Response> {
  const { ctx } = face;
  const { c, locale } = visit;
  const t = campaignWords(locale);
  const data = await c.req.raw.formData();
  const form = textsOf(data);
  const draft = draftIn(form);
  if (c.req.header('x-part') === 'count')
    return c.html(<strong>{t.count(await countRecipients(ctx.db, segmentOf(draft)))}</strong>);
  const view = viewIn(one(form, 'view'));
  const version = versionIn(form);
  // What is shown again is shown as it was written, on the version that it was written from.
  const mine = { ...campaign, version };
  if (isTooLong(draft)) {
    const problem = t.tooLong(draftLimits.body);
    return showCampaign(face, visit, mine, { draft, view, problem, status: 422 });
  }
  const block = snippetIn(form, locale);
  if (block) {
    const body = withBlock(draft.body, block, one(form, 'caret'));
    return showCampaign(face, visit, mine, { draft: { ...draft, body }, view });
  }
  const named = { ...draft, name: draft.name.trim() || campaign.name };
  try {
    return await save(face, visit, campaign, { form, data, draft: named, version });
  } catch (error) {
    if (error instanceof NotAllowed)
      return withCampaign(face, visit, (fresh) =>
        showCampaign(face, visit, fresh, { problem: t.notAllowed, status: 409 }),
      );
    if (!(error instanceof CampaignMoved)) throw error;
    // Saved once more, it is written over what the other has written: they have been shown it.
    return withCampaign(face, visit, (fresh) =>
      showCampaign(face, visit, fresh, { draft, view, theirs: draftOf(fresh), status: 409 }),
    );
  }
}

/** What a button for writing writes, where there is no script to do it. */
function snippetIn(form: Form, locale: Staff['locale']): string | undefined {
  const id = one(form, 'insert');
  if (/^bild:[0-9a-f]{8}$/.test(id)) return `![](${id})`;
  const { snippets } = campaignWords(locale);
  return Object.hasOwn(snippets, id) ? snippets[id]?.[1] : undefined;
}

interface Sent {
  readonly form: Form;
  readonly data: FormData;
  readonly draft: Draft;
  readonly version: number;
}

async function save(
  face: Face,
  visit: Staff,
  { id }: Campaign,
  { form, data, draft, version }: Sent,
): Promise<Response> {
  const { ctx } = face;
  const staff = asStaff(ctx, visit);
  const action = one(form, 'action');
  const gone = one(form, 'removeImage');
  if (action === 'test') await mailReady();
  await transact(ctx.db, async (tx) => {
    await saveCampaign(staff, tx, id, version, draft);
    if (gone) await removeImage(staff, tx, id, uuid(gone));
    if (action === 'test') await testCampaign(staff, tx, id);
  });
  if (action === 'image') return picture(face, visit, id, { form, data, draft, version: version + 1 });
  if (action === 'check') return visit.c.redirect(path('consoleCampaignChecks', visit.locale, { id }), 303);
  const done = gone ? 'removed' : action === 'test' ? 'tested' : 'saved';
  return visit.c.redirect(`${pageAt(visit, id)}?done=${done}`, 303);
}

/** Adds a picture, and writes it where the caret was. What was written is saved already, whether the picture can be taken or not. */
async function picture(face: Face, visit: Staff, id: string, { form, data, draft, version }: Sent): Promise<Response> {
  const { ctx } = face;
  const staff = asStaff(ctx, visit);
  const file = data.get('image');
  const refused = await transact(ctx.db, async (tx): Promise<ImageRefusal | 'none' | undefined> => {
    if (!(file instanceof File) || file.size === 0) return 'none';
    if (file.size > imageLimits.bytes) return 'too-heavy';
    const added = await addImage(staff, tx, id, new Uint8Array(await file.arrayBuffer()));
    if ('refused' in added) return added.refused;
    const body = withBlock(draft.body, `![${asAlt(one(form, 'imageAlt'))}](${added.name})`, one(form, 'caret'));
    await saveCampaign(staff, tx, id, version, { ...draft, body });
    return undefined;
  });
  if (!refused) return visit.c.redirect(`${pageAt(visit, id)}?done=pictured`, 303);
  const problem = campaignWords(visit.locale).refused[refused];
  return withCampaign(face, visit, (fresh) => showCampaign(face, visit, fresh, { problem, status: 422 }));
}
