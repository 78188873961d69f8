import { beforeAll, describe, expect, it } from 'vitest';
import { sql, transact } from '#platform/db/index.ts';
import { mailReady } from '#platform/mail/index.ts';
import { type House, house } from '../../../e2e/support/house.ts';
import { asMarketer, pixel, plantDraft, plantSubscriber, words } from '../../../e2e/support/newsletter.ts';
import type { Context } from '../context.ts';
import { unsealMail } from '../delivery/index.ts';
import { allows, NotAllowed } from '../transitions.ts';
import {
  addImage,
  beginCampaign,
  beginDue,
  type CampaignMove,
  CampaignMoved,
  campaignById,
  campaignMoves,
  campaignStates,
  copyCampaign,
  type Draft,
  deleteCampaign,
  heldFor,
  imagesOf,
  type LinkChecks,
  NotReady,
  removeImage,
  saveCampaign,
  scheduleCampaign,
  unscheduleCampaign,
} from './index.ts';

let h: House;
let staff: Context;
beforeAll(async () => {
  h = await house();
  staff = await asMarketer(h.ctx);
  await mailReady();
  await plantSubscriber(h.ctx, h.db.owner.db, 'en');
});

/** Others' servers, and our own pages. */
const web: LinkChecks = {
  home: 'http://house.example',
  ownPage: (path) => path === '/el',
  probe: async (url) => answers[url]?.shift() ?? { status: 200 },
};
let answers: Record<string, ({ status: number } | { reason: string })[]> = {};

const act = <T>(work: (tx: Parameters<Parameters<typeof transact<T>>[1]>[0]) => Promise<T>) => transact(h.ctx.db, work);
const draft = (changes: Partial<Draft> = {}) => plantDraft(staff, changes);
const of = async (id: string) => (await campaignById(h.ctx.db, id))!;
const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(h.db.owner.db)).rows;

describe('a draft', () => {
  it('is saved within its limits, and without what would be a line or a slot of its own', async () => {
    const id = await draft({ subject: ' Hej\r\nBcc: x@y.example \uE000end\uE001', body: 'a\r\nb\u0000\uE000c  \n' });
    expect(await of(id)).toMatchObject({
      subject: 'Hej Bcc: x@y.example end',
      body: 'a\nbc',
      version: 2,
      state: 'draft',
    });
  });

  it('that somebody else has saved meanwhile is not written over', async () => {
    const id = await draft();
    await act((tx) => saveCampaign(staff, tx, id, 2, { ...words, subject: 'Den ena' }));
    await expect(act((tx) => saveCampaign(staff, tx, id, 2, { ...words, subject: 'Den andra' }))).rejects.toThrow(
      CampaignMoved,
    );
    expect((await of(id)).subject).toBe('Den ena');
    const both = await Promise.allSettled(
      ['a', 'b'].map((subject) => act((tx) => saveCampaign(staff, tx, id, 3, { ...words, subject }))),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('is copied with its pictures, and the copy stands by itself', async () => {
    const id = await draft();
    const added = await act((tx) => addImage(staff, tx, id, pixel));
    const name = 'name' in added ? added.name : '';
    await act((tx) => saveCampaign(staff, tx, id, 2, { ...words, body: `![En punkt](${name})` }));
    const copy = await act((tx) => copyCampaign(staff, tx, id, 'Kopia'));
    const [image] = await imagesOf(h.ctx.db, copy);
    expect((await of(copy)).body).toBe(`![En punkt](bild:${image?.id.slice(0, 8)})`);
    await act((tx) => deleteCampaign(staff, tx, id));
    expect(await campaignById(h.ctx.db, id)).toBeUndefined();
    expect(await imagesOf(h.ctx.db, id)).toEqual([]);
    expect(await imagesOf(h.ctx.db, copy)).toHaveLength(1);
  });

  it('takes pictures and nothing else, of any name', async () => {
    const id = await draft();
    const add = (bytes: Uint8Array) => act((tx) => addImage(staff, tx, id, bytes));
    expect(await add(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))).toEqual({
      refused: 'unknown',
    });
    expect(await add(Buffer.alloc(2 * 1024 * 1024 + 1))).toEqual({ refused: 'too-heavy' });
    expect(await add(pixel.subarray(0, 20))).toEqual({ refused: 'broken' });
    await add(pixel);
    const [image] = await imagesOf(h.ctx.db, id);
    await act((tx) => removeImage(staff, tx, id, image?.id ?? ''));
    expect(await imagesOf(h.ctx.db, id)).toEqual([]);
  });

  it('leaves a row in the audit log for each thing done, without what was written (D5)', async () => {
    const id = await draft({ subject: 'Hemligt ämne' });
    await act((tx) => scheduleCampaign(staff, tx, id, h.clock.now().add({ hours: 1 })));
    await act((tx) => unscheduleCampaign(staff, tx, id));
    await act((tx) => deleteCampaign(staff, tx, id));
    const log = await rows(sql<{ action: string; actor: string; detail: object }>`
      select action, actor, detail from ledger.audit where subject = ${id} order by id`);
    expect(log.map(({ action }) => action)).toEqual(
      ['created', 'saved', 'scheduled', 'unscheduled', 'deleted'].map((what) => `campaign.${what}`),
    );
    expect(new Set(log.map(({ actor }) => actor))).toEqual(new Set([staff.actor]));
    expect(JSON.stringify(log)).not.toContain('Hemligt');
  });
});

describe('a campaign begins', () => {
  it('composed once and for all, with where its links lead written down', async () => {
    const id = await draft();
    await act((tx) => beginCampaign(staff, tx, id));
    const [row] = await rows(sql<{ state: string; composed: { html: string; subject: string } }>`
      select state, composed from newsletter.campaign where id = ${id}`);
    expect(row).toMatchObject({ state: 'sending', composed: { subject: 'Nytt om el' } });
    expect(row?.composed.html).toMatch(/http:\/\/house\.example\/l\/[\w-]+\.[\w-]+\.[\w-]+"/);
    expect(await rows(sql`select n, label, url from newsletter.campaign_link where campaign_id = ${id}`)).toEqual([
      { n: 1, label: 'mer', url: 'http://house.example/el' },
    ]);
    await expect(act((tx) => beginCampaign(staff, tx, id))).rejects.toThrow(NotAllowed);
    await expect(act((tx) => saveCampaign(staff, tx, id, 2, words))).rejects.toThrow(NotAllowed);
    await expect(act((tx) => addImage(staff, tx, id, pixel))).rejects.toThrow(NotAllowed);
    await expect(act((tx) => deleteCampaign(staff, tx, id))).rejects.toThrow(NotAllowed);
  });

  it.each([
    ['no subject', { subject: '' }],
    ['nothing in it', { body: '  ' }],
    ['a link that nobody can follow', { body: '[x](javascript:1)' }],
    ['nobody to get it (P14)', { segmentLocale: 'sv' as const }],
  ])('not with %s', async (_, changes) => {
    const id = await draft(changes);
    await expect(act((tx) => beginCampaign(staff, tx, id))).rejects.toThrow(NotReady);
    await expect(act((tx) => scheduleCampaign(staff, tx, id, h.clock.now().add({ hours: 1 })))).rejects.toThrow(
      NotReady,
    );
    expect((await of(id)).state).toBe('draft');
  });

  it('by itself when its time has come, and not before', async () => {
    const id = await draft();
    await act((tx) => scheduleCampaign(staff, tx, id, h.clock.now().add({ hours: 1 })));
    expect(await beginDue(h.ctx, web)).toBe(0);
    h.clock.advance('PT1H');
    expect(await beginDue(h.ctx, web)).toBe(1);
    expect(await beginDue(h.ctx, web)).toBe(0);
    expect(await of(id)).toMatchObject({ state: 'sending', startedAt: h.clock.now() });
  });

  it('once, however many workers find that it is time', async () => {
    const id = await draft();
    await act((tx) => scheduleCampaign(staff, tx, id, h.clock.now().add({ hours: 1 })));
    h.clock.advance('PT1H');
    const begun = await Promise.all([1, 2, 3].map(() => beginDue(h.ctx, web)));
    expect(begun.toSorted()).toEqual([0, 0, 1]);
  });

  it('not when it has got faults meanwhile: it is a draft again, and the log says that it was held', async () => {
    const id = await draft();
    await act((tx) => scheduleCampaign(staff, tx, id, h.clock.now().add({ hours: 1 })));
    await h.db.owner.db
      .updateTable('newsletter.campaign')
      .set({ segment_interest: 'legal', segment_locale: 'sv' })
      .where('id', '=', id)
      .execute();
    h.clock.advance('PT1H');
    expect(await beginDue(h.ctx, web)).toBe(0);
    expect(await of(id)).toMatchObject({ state: 'draft', startsAt: h.clock.now() });
    const log = await rows(
      sql<{
        action: string;
        actor: string;
      }>`select action, actor from ledger.audit where subject = ${id} order by id desc limit 1`,
    );
    expect(log).toEqual([{ action: 'campaign.held', actor: 'product' }]);
    await act((tx) => saveCampaign(staff, tx, id, 2, words));
    expect((await of(id)).startsAt).toBeNull();
  });

  describe('when its links have been asked', () => {
    const link = 'https://granne.example/sida';
    const planned = async () => {
      const id = await draft({ body: `[a](${link}) [b](/el)` });
      await act((tx) => scheduleCampaign(staff, tx, id, h.clock.now().add({ hours: 1 })));
      h.clock.advance('PT1H');
      return id;
    };
    const told = () => h.deliveries('staff.campaign-held');

    it('not when one leads nowhere: marketing is told which, and its page says it until it is saved', async () => {
      const id = await planned();
      const before = (await told()).length;
      answers = { [link]: [{ status: 404 }, { status: 404 }] };
      expect(await beginDue(h.ctx, web)).toBe(0);
      expect(await of(id)).toMatchObject({ state: 'draft', startsAt: h.clock.now() });
      expect(await heldFor(h.ctx.db, id)).toEqual([{ check: 'links', level: 'error', what: 'link-gone', value: link }]);
      const mails = (await told()).slice(before);
      expect(mails.length).toBeGreaterThan(0);
      const { kind, ...mail } = await unsealMail(h.ctx, mails[0] as never);
      expect(kind).toBe('mail');
      expect(JSON.stringify(mail)).toContain(link);
      expect(JSON.stringify(mail)).toContain(`/campaign/${id}`);
      await act((tx) => saveCampaign(staff, tx, id, 2, words));
      expect(await heldFor(h.ctx.db, id)).toEqual([]);
    });

    it('when one has only hiccuped, or says no more than that it is busy', async () => {
      const id = await planned();
      answers = { [link]: [{ reason: 'dns' }] };
      expect(await beginDue(h.ctx, web)).toBe(1);
      expect((await of(id)).state).toBe('sending');
      const busy = await planned();
      answers = { [link]: [{ status: 503 }, { status: 503 }] };
      expect(await beginDue(h.ctx, web)).toBe(1);
      expect((await of(busy)).state).toBe('sending');
    });

    it('not when somebody takes the plan back, or changes it, while they are asked', async () => {
      for (const again of [undefined, 'PT2H'] as const) {
        const id = await planned();
        let meanwhile: (() => Promise<void>) | undefined = async () => {
          meanwhile = undefined;
          await act((tx) => unscheduleCampaign(staff, tx, id));
          if (again) await act((tx) => scheduleCampaign(staff, tx, id, h.clock.now().add(again)));
        };
        const slow: LinkChecks = {
          ...web,
          probe: async () => {
            await meanwhile?.();
            return { status: again ? 404 : 200 };
          },
        };
        const mails = (await told()).length;
        expect(await beginDue(h.ctx, slow)).toBe(0);
        expect((await of(id)).state).toBe(again ? 'scheduled' : 'draft');
        expect(await told()).toHaveLength(mails);
        if (again) await act((tx) => unscheduleCampaign(staff, tx, id));
      }
    });
  });

  it('only from the states that the table says, for each state and each move', async () => {
    const moves: Partial<Record<CampaignMove, (id: string) => Promise<unknown>>> = {
      schedule: (id) => act((tx) => scheduleCampaign(staff, tx, id, h.clock.now().add({ hours: 1 }))),
      unschedule: (id) => act((tx) => unscheduleCampaign(staff, tx, id)),
      begin: (id) => act((tx) => beginCampaign(staff, tx, id)),
    };
    for (const state of campaignStates) {
      for (const [move, make] of Object.entries(moves) as [CampaignMove, (id: string) => Promise<unknown>][]) {
        const id = await draft();
        const now = h.clock.now();
        const times = {
          starts_at: now.add({ hours: 1 }),
          started_at: now,
          ended_at: /sent|cancelled/.test(state) ? now : null,
        };
        await h.db.owner.db
          .updateTable('newsletter.campaign')
          .set({ state, composed: '{}', ...times })
          .where('id', '=', id)
          .execute();
        const done = make(id);
        if (allows(campaignMoves, move, state)) {
          await done;
          expect((await of(id)).state).toBe(campaignMoves[move].to);
        } else await expect(done).rejects.toThrow(NotAllowed);
      }
    }
  });
});
