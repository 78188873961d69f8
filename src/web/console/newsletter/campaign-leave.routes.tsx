import {
  beginCampaign,
  type Campaign,
  type CheckId,
  type Finding,
  homeOf,
  linkFindings,
  lookedAt,
  mayLeave,
  NotReady,
  scheduleCampaign,
  unscheduleCampaign,
} from '#domain/campaign/index.ts';
import { countRecipients } from '#domain/newsletter/index.ts';
import { mailReady } from '#platform/mail/index.ts';
import { timeZone } from '#policy/period.ts';
import type { Face } from '../../face.ts';
import { one, readForm } from '../../forms.ts';
import { isOpenPage, path } from '../../paths.ts';
import type { Visit } from '../../sitemap.ts';
import { renderPage } from '../../ui/page.tsx';
import { Notice } from '../../ui/parts.tsx';
import { asStaff, consolePage } from '../console.routes.tsx';
import { BeginPage, ChecksPage, type ChecksProps } from './campaign-leave.page.tsx';
import { actOn, said, showCampaign, withCampaign } from './campaigns.routes.tsx';
import { campaignWords } from './campaigns.texts.ts';
import { SenderPage } from './sender.page.tsx';

/** A newsletter on its way out: checked, planned, begun; and what DNS says of whoever sends it. */
export function campaignLeaveRoutes(face: Face): void {
  const { map } = face;
  map.console('GET', 'consoleSender', 'mailing.write', (visit) => sender(face, visit));
  map.console('GET', 'consoleCampaignChecks', 'mailing.write', (visit) =>
    withDraft(face, visit, (campaign) => checks(face, visit, campaign)),
  );
  map.console('POST', 'consoleCampaignPlan', 'mailing.send', (visit) =>
    withCampaign(face, visit, (campaign) => plan(face, visit, campaign)),
  );
  map.console('GET', 'consoleCampaignBegin', 'mailing.send', (visit) =>
    withDraft(face, visit, (campaign) => ask(face, visit, campaign)),
  );
  map.console('POST', 'consoleCampaignBegin', 'mailing.send', (visit) =>
    withDraft(face, visit, (campaign) => begin(face, visit, campaign)),
  );
}

type Staff = Visit<'staff'>;

/** Only a draft is checked and begun by hand; anything else is shown as it stands. */
const withDraft = (face: Face, visit: Staff, work: (campaign: Campaign) => Promise<Response>): Promise<Response> =>
  withCampaign(face, visit, (campaign) =>
    campaign.state === 'draft'
      ? work(campaign)
      : showCampaign(face, visit, campaign, { problem: campaignWords(visit.locale).notAllowed, status: 409 }),
  );

async function sender(face: Face, visit: Staff): Promise<Response> {
  const { domain, look } = face.sender;
  const standing = await look();
  return visit.c.html(renderPage(<SenderPage page={consolePage(face, visit)} domain={domain} standing={standing} />));
}

/** With what other servers have to say: where links lead, and what DNS says of us. */
async function checks(
  face: Face,
  visit: Staff,
  campaign: Campaign,
  more: Partial<ChecksProps> = {},
  status: 200 | 422 = 200,
) {
  const { ctx, probe } = face;
  const { made, people, findings } = await lookedAt(ctx, ctx.db, campaign);
  const [links, records] = await Promise.all([
    linkFindings(made, { probe, home: homeOf(ctx), ownPage: isOpenPage }),
    face.sender.look(),
  ]);
  const unsure: Finding[] = records
    .filter(({ state }) => state !== 'right')
    .map(({ of }) => ({ check: 'sender', level: 'warning', what: of }));
  const figures: Partial<Record<CheckId, number>> = {
    recipients: people,
    links: made.links.length,
    pictures: made.pictures.length,
    size: Math.ceil(Buffer.byteLength(made.composed.html) / 1024),
  };
  const props = { campaign, findings: [...findings, ...links, ...unsure], figures, notice: said(visit), ...more };
  return visit.c.html(renderPage(<ChecksPage page={consolePage(face, visit)} {...props} />), status);
}

/** A day and a time as they are in Sweden; undefined when there is no such time. A time that a clock skips is the one after. */
function timeIn(day: string, time: string): Temporal.Instant | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^\d\d:\d\d$/.test(time)) return undefined;
  try {
    return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).toInstant();
  } catch {
    return undefined;
  }
}

async function plan(face: Face, visit: Staff, campaign: Campaign): Promise<Response> {
  const { ctx } = face;
  const staff = asStaff(ctx, visit);
  const { id } = campaign;
  const to = path('consoleCampaign', visit.locale, { id });
  const form = await readForm(visit.c.req.raw);
  if (one(form, 'action') === 'unplan')
    return actOn(face, visit, to, 'unplanned', (tx) => unscheduleCampaign(staff, tx, id));
  if (campaign.state !== 'draft') return withDraft(face, visit, async () => visit.c.body(null));
  const chosen = { day: one(form, 'startsOn'), time: one(form, 'startsAt') };
  const at = timeIn(chosen.day, chosen.time);
  if (!at || Temporal.Instant.compare(at, ctx.clock.now()) <= 0) {
    const notice = <Notice tone="bad">{campaignWords(visit.locale).checks.badTime}</Notice>;
    return checks(face, visit, campaign, { chosen, notice }, 422);
  }
  await mailReady();
  return ready(visit, campaign, () => actOn(face, visit, to, 'planned', (tx) => scheduleCampaign(staff, tx, id, at)));
}

/** What has got faults meanwhile is shown with them. */
async function ready(visit: Staff, { id }: Campaign, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    return visit.c.redirect(path('consoleCampaignChecks', visit.locale, { id }), 303);
  }
}

async function ask(face: Face, visit: Staff, campaign: Campaign, changed = false): Promise<Response> {
  const { people, findings } = await lookedAt(face.ctx, face.ctx.db, campaign);
  if (!mayLeave(findings))
    return visit.c.redirect(path('consoleCampaignChecks', visit.locale, { id: campaign.id }), 303);
  const notice = changed && <Notice tone="info">{campaignWords(visit.locale).begin.changed(people)}</Notice>;
  return visit.c.html(
    renderPage(
      <BeginPage
        page={consolePage(face, visit)}
        campaign={campaign}
        findings={findings}
        people={people}
        notice={notice}
      />,
    ),
    changed ? 409 : 200,
  );
}

/** How far the number may differ from the one that was read before it is asked again: people come and go all the time. */
const surprising = (read: number, now: number): boolean => Math.abs(now - read) > Math.max(10, read / 50);

async function begin(face: Face, visit: Staff, campaign: Campaign): Promise<Response> {
  const { ctx } = face;
  const { id } = campaign;
  const form = await readForm(visit.c.req.raw);
  const people = await countRecipients(ctx.db, campaign.segment);
  if (surprising(Number(one(form, 'people')) || 0, people)) return ask(face, visit, campaign, true);
  await mailReady();
  return ready(visit, campaign, () =>
    actOn(face, visit, path('consoleCampaign', visit.locale, { id }), 'begun', (tx) =>
      beginCampaign(asStaff(ctx, visit), tx, id),
    ),
  );
}
