import {
  type Campaign,
  campaignById,
  cancelCampaign,
  type Progress,
  pauseCampaign,
  progressOf,
  resumeCampaign,
} from '#domain/campaign/index.ts';
import type { Context } from '#domain/context.ts';
import type { Tx } from '#platform/db/index.ts';
import { attempt } from '../../attempt.ts';
import type { Face } from '../../face.ts';
import { one, readForm } from '../../forms.ts';
import { path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { GonePage } from '../console.page.tsx';
import { asStaff, consolePage, uuid } from '../console.routes.tsx';
import { CancelPage, SendingPage } from './sending.page.tsx';
import { sendingWords } from './sending.texts.ts';

type Staff = Visit<'staff'>;

/** A newsletter on its way: how far it has come, and paused, resumed or cancelled. */
export function sendingRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleCampaignSending', 'mailing.send', (visit) =>
    withBegun(face, visit, (campaign, progress) => show(face, visit, campaign, progress)),
  );
  map.console('POST', 'consoleCampaignPause', 'mailing.send', async (visit) => {
    const resumes = one(await readForm(visit.c.req.raw), 'action') === 'resume';
    return resumes ? act(face, visit, 'resumed', resumeCampaign) : act(face, visit, 'paused', pauseCampaign);
  });
  map.console('GET', 'consoleCampaignCancel', 'mailing.send', (visit) =>
    withBegun(face, visit, (campaign, progress) =>
      visit.c.html(renderPage(<CancelPage page={consolePage(face, visit)} campaign={campaign} progress={progress} />)),
    ),
  );
  map.console('POST', 'consoleCampaignCancel', 'mailing.send', (visit) =>
    act(face, visit, 'cancelled', cancelCampaign),
  );
}

/** The campaign that the address names; one that has not begun has nothing to show here. */
async function withBegun(
  face: Face,
  visit: Staff,
  work: (campaign: Campaign, progress: Progress) => Response | Promise<Response>,
): Promise<Response> {
  const { db, clock } = face.ctx;
  const id = uuid(visit.c.req.param('id') ?? '');
  const [campaign, progress] = await Promise.all([campaignById(db, id), progressOf(db, id, clock.now())]);
  return campaign && progress
    ? work(campaign, progress)
    : visit.c.html(renderPage(<GonePage page={consolePage(face, visit)} />), 404);
}

function show(face: Face, visit: Staff, campaign: Campaign, progress: Progress, problem?: string) {
  const t = sendingWords(visit.locale);
  const done = t.did[visit.c.req.query('done') ?? ''];
  const notice = problem ? <Notice tone="bad">{problem}</Notice> : done && <Notice tone="done">{done}</Notice>;
  const page = consolePage(face, visit, 'campaigns');
  return visit.c.html(renderPage(<SendingPage {...{ page, campaign, progress, notice }} />), problem ? 409 : 200);
}

async function act(
  face: Face,
  visit: Staff,
  done: string,
  work: (ctx: Context, tx: Tx, id: string) => Promise<unknown>,
): Promise<Response> {
  const id = uuid(visit.c.req.param('id') ?? '');
  if (!(await attempt(face.ctx.db, (tx) => work(asStaff(face.ctx, visit), tx, id)))) {
    const { notAllowed } = sendingWords(visit.locale);
    return withBegun(face, visit, (campaign, progress) => show(face, visit, campaign, progress, notAllowed));
  }
  return visit.c.redirect(`${path('consoleCampaignSending', visit.locale, { id })}?done=${done}`, 303);
}
