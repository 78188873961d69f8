import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type StaffRole, staffRoles } from '#domain/staff/index.ts';
import { sql } from '#platform/db/index.ts';
import { may } from '#policy/roles.ts';
import { ask, bakery } from './support/journey.ts';
import { plantMail } from './support/mails.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
const inside = {} as Record<StaffRole, Visitor>;

beforeAll(async () => {
  house = await testProduct();
  await staffVisitor(house, ...staffRoles);
  for (const role of staffRoles) inside[role] = await staffVisitor(house, role);
});

const routes = () => house.product.routes.filter(({ guard }) => guard === 'staff');
const filled = (pattern: string) => pattern.replaceAll(/:\w+/g, randomUUID());

async function knock(who: Visitor | undefined, method: string, address: string): Promise<Response> {
  const cookie = who?.cookieHeader(address);
  return fetch(`${house.url}${address}`, {
    method,
    redirect: 'manual',
    headers: cookie ? { cookie } : {},
    ...(method === 'POST' ? { body: new URLSearchParams() } : {}),
  });
}

describe('who may do what in the console', () => {
  it('each route names the right that it takes', () => {
    expect(routes().length).toBeGreaterThan(20);
    for (const route of routes()) expect(route.permission, route.pattern).toBeTruthy();
  });

  it.each(staffRoles)(
    '%s: every route opens or not as the table of roles says, and another’s id opens nothing',
    async (role) => {
      for (const { method, pattern, permission } of routes()) {
        // What ends one's own session would end the walk.
        if (/sakerhet|security|ut$|leave$/.test(pattern) && method === 'POST') continue;
        const answer = await knock(inside[role], method, filled(pattern));
        const name = `${method} ${pattern}`;
        const allowed = permission === 'any' || may(role, permission!);
        if (!allowed) expect(answer.status, name).toBe(403);
        else {
          expect([200, 303, 404, 409, 422], `${name}: ${answer.status}`).toContain(answer.status);
          if (pattern.includes(':') && method === 'GET') expect(answer.status, name).toBe(404);
        }
        await answer.arrayBuffer();
      }
    },
  );

  it('nobody reads of a request or a mail by the answer to something else, whatever ids they know', async () => {
    const { db } = house.product.ctx;
    await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
    await house.product.settle();
    const words = { subject: 'Ett ämne för få', name: 'Avsändare Okänd', text: 'Vilka uppgifter har ni om mig?' };
    const mail = await plantMail(house.product.ctx, {
      ...{ subject: words.subject, text: words.text, from: `${words.name} <okand@annan.example>` },
    });
    await sql`update brokerage.delivery set state = 'dead', reason = 'connect', ended_at = created_at
      where supplier_id = 'savera'`.execute(db);
    const one = async (query: ReturnType<typeof sql<{ id: string }>>) => (await query.execute(db)).rows[0]!.id;
    const reference = await one(sql`select reference as id from brokerage.lead`);
    const [delivered, dead] = [
      await one(sql`select id from brokerage.delivery where state = 'delivered'`),
      await one(sql`select id from brokerage.delivery where state = 'dead'`),
    ];
    const referral = await one(sql`select id from brokerage.referral where supplier_id = 'savera'`);
    const known = (pattern: string): readonly string[] => {
      const ids: readonly (readonly [RegExp, readonly string[]])[] = [
        [/\/:reference\/.*:id/, [referral]],
        [/utskick|deliveries/, [delivered, dead]],
        [/leverantorer|suppliers/, ['savera']],
        [/inkorg|inbox/, [mail]],
      ];
      const [, own = []] = ids.find(([where]) => where.test(pattern)) ?? [];
      return own.map((id) =>
        pattern.replace(':reference', reference).replace(':id', id).replaceAll(/:\w+/g, reference),
      );
    };
    const { contactName, email, phone, companyName } = bakery.company;
    for (const role of ['marketer', 'archivist', 'administrator'] as const)
      for (const { method, pattern } of routes())
        for (const address of [...known(pattern), pattern.replace(':reference', reference)]) {
          if (address.includes(':')) continue;
          if (/sakerhet|security|ut$|leave$/.test(pattern) && method === 'POST') continue;
          const answer = await knock(inside[role], method, address);
          // A stream that is let in has no end.
          if (/handelser|events/.test(pattern)) {
            await answer.body?.cancel();
            continue;
          }
          const page = await answer.text();
          for (const word of [contactName, email, phone, companyName, ...Object.values(words)])
            expect(page.includes(word), `${role}: ${method} ${address} tells "${word}"`).toBe(false);
        }
  });

  it('what never arrived is sent again by who may not read it: they are told so, and it is in the log', async () => {
    const { db } = house.product.ctx;
    await sql`update brokerage.delivery set state = 'dead', reason = 'connect', ended_at = created_at
      where supplier_id = 'savera' and kind = 'supplier.referral'`.execute(db);
    const boss = inside.administrator;
    await boss.get('/konsol');
    const resend = /action="(\/konsol\/utskick\/([^"]+)\/omsandning)"/.exec(boss.html)!;
    await boss.post(resend[1]!, {}, false);
    expect([boss.status, boss.path]).toEqual([200, '/konsol?done=resent']);
    expect(boss.text).toContain('Det skickas igen nu');
    await boss.post(resend[1]!, {}, false);
    expect(boss.text).toContain('läget har ändrats');
    const { rows } = await sql<{ subject: string; staff: boolean }>`
      select subject, actor like 'staff:%' as staff from ledger.audit where action = 'delivery.replayed' order by id desc limit 1`.execute(
      house.db.owner.db,
    );
    expect(rows).toEqual([{ subject: resend[2], staff: true }]);
  });

  it('nobody comes in without a session, or by a cookie of their own making', async () => {
    const forged = new Visitor(house.url);
    for (const { method, pattern } of routes()) {
      const address = filled(pattern);
      for (const cookie of [undefined, 'ak_personal.session_token=abcdef.ghijkl']) {
        const answer = await fetch(`${house.url}${address}`, {
          method,
          redirect: 'manual',
          headers: cookie ? { cookie } : {},
        });
        expect(answer.status, pattern).toBe(303);
        expect(answer.headers.get('location'), pattern).toMatch(/\/konsol\/in|\/en\/console\/enter/);
      }
    }
    expect((await forged.get('/konsol')).path).toContain('/konsol/in');
  });

  it('what the console has no page for is said to be missing on a page of the console, in both languages', async () => {
    const worker = await staffVisitor(house, 'case-worker');
    await worker.get('/konsol/finns-inte/alls');
    expect(worker.status).toBe(404);
    expect(worker.text).toContain('Sidan finns inte');
    expect(worker.html).toContain('href="/konsol/forfragningar"');
    expect(worker.html).toContain('href="/en/console"');
    await worker.get('/en/console/nowhere');
    expect(worker.status).toBe(404);
    expect(worker.html).toContain('href="/en/console/requests"');
  });

  it('a role that is taken away is gone with the next click', async () => {
    const visitor = await staffVisitor(house, 'administrator', 'marketer');
    expect((await visitor.get('/konsol/personal')).status).toBe(200);
    await sql`update access.staff set roles = '{marketer}' where roles = '{marketer,administrator}'`.execute(
      house.product.ctx.db,
    );
    expect((await visitor.get('/konsol/personal')).status).toBe(403);
    await sql`update access.staff set roles = '{unheard-of}' where roles = '{marketer}'`.execute(house.product.ctx.db);
    expect((await visitor.get('/konsol/personal')).status).toBe(403);
  });

  it('nobody gives itself a role: another administrator does', async () => {
    const { db } = house.product.ctx;
    const boss = await staffVisitor(house, 'administrator', 'marketer');
    await boss.get('/konsol/personal');
    const own = /href="(\/konsol\/personal\/([0-9a-f-]{36}))"[^>]*>[^<]*<\/a><span class="muted"> \(du\)/.exec(
      boss.html,
    );
    const [, page = '', id = ''] = own ?? [];
    const has = async () =>
      (await sql<{ roles: string[] }>`select roles from access.staff where id = ${id}`.execute(db)).rows[0]?.roles;
    const more = { personName: 'Ensam', locale: 'sv', roles: ['administrator', 'marketer', 'archivist'] };
    for (const extra of [{}, { action: 'confirm' }]) {
      await boss.post(page, { ...more, ...extra }, false);
      expect(boss.status).toBe(422);
      expect(boss.text).toContain('Be en annan administratör');
      expect(await has()).toEqual(['marketer', 'administrator']);
    }
    // What it has it may keep, give up, and call itself what it likes.
    await boss.post(page, { ...more, roles: ['administrator'] }, false);
    expect([boss.path.endsWith('?done=saved'), await has()]).toEqual([true, ['administrator']]);
    await inside.administrator.post(page, more, false);
    expect(await has()).toEqual(['marketer', 'archivist', 'administrator']);
  });

  it('the console’s cookies are sent to the console only', () => {
    expect(inside.marketer.cookiesFor('/konsol/personal').length).toBeGreaterThan(0);
    expect(inside.marketer.cookiesFor('/en/console').length).toBeGreaterThan(0);
    for (const address of ['/', '/el', '/min-sida', '/leverantor', '/fil/x', '/assets/x.css'])
      expect(inside.marketer.cookiesFor(address), address).toEqual([]);
  });

  it('a form from another site does nothing', async () => {
    const cookie = inside.administrator.cookieHeader('/konsol/personal');
    const answer = await fetch(`${house.url}/konsol/personal`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://elak.example' },
      body: new URLSearchParams({
        personName: 'Elak',
        staffEmail: 'elak@elak.example',
        locale: 'sv',
        roles: 'administrator',
      }),
    });
    expect(answer.status).toBe(403);
  });
});
