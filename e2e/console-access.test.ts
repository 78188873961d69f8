import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type StaffRole, staffRoles } from '#domain/staff/index.ts';
import { sql } from '#platform/db/index.ts';
import { may } from '#policy/roles.ts';
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
