import { beforeAll, describe, expect, it } from 'vitest';
import { issueStaffLink, staffMembers } from '#domain/staff/index.ts';
import { systemClock } from '#platform/clock.ts';
import { sql } from '#platform/db/index.ts';
import { browser, openPage } from './support/browser.ts';
import { linkIn, type TestProduct, testProduct } from './support/product.ts';
import { appWith, secretOn } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct({ named: true });
});

const first = { personName: 'Astrid Först', staffEmail: 'astrid@huset.example', locale: 'sv' };

async function firstLink(): Promise<string> {
  const { ctx } = house.product;
  const token = await issueStaffLink(ctx, ctx.db, 'first', null);
  return `/konsol/lank/${token}`;
}

describe('the way into the console', () => {
  const astrid = () => new Visitor(house.url);
  let secret = '';
  let recovery: string[] = [];
  let inside: Visitor;

  it('opens for the first administrator by the link that the operator is shown, and only once', async () => {
    const link = await firstLink();
    inside = astrid();
    await inside.get(link);
    expect(inside.status).toBe(200);
    await inside.post(link, { ...first, staffEmail: 'ingen adress' });
    expect(inside.status).toBe(422);
    await inside.post(link, first);
    expect(inside.path).toBe('/konsol/bekrafta');
    expect(inside.text).toContain('Hej Astrid Först');
    expect((await astrid().post(link, first)).status).toBe(410);
    expect((await astrid().get(await firstLink())).status).toBe(200);
    expect((await astrid().post(await firstLink(), { ...first, staffEmail: 'annan@huset.example' })).status).toBe(410);
  });

  it('shows nothing before a second factor is there, not even a menu', async () => {
    for (const page of ['/konsol', '/konsol/personal', '/konsol/sakerhet', '/en/console/people']) {
      await inside.get(page);
      expect(inside.path, page).toMatch(/\/konsol\/bekrafta|\/en\/console\/confirm/);
    }
  });

  it('sets up an app by its square or its key, and gives ten recovery codes once', async () => {
    await inside.post('/konsol/kod', { action: 'begin' }, false);
    expect(inside.html).toContain('<svg');
    secret = secretOn(inside);
    expect(secret.length).toBeGreaterThan(20);
    const token = /name="token" value="([^"]+)"/.exec(inside.html)?.[1] ?? '';
    await inside.post('/konsol/kod', { action: 'show', code: '000000', token }, false);
    expect(inside.status).toBe(422);
    expect(inside.text).toContain('Koden stämmer inte');
    await inside.post('/konsol/kod', { action: 'show', code: await appWith(secret).totp(), token }, false);
    recovery = [...inside.html.matchAll(/<code>([a-z0-9-]{11})<\/code>/g)].map(([, code]) => code ?? '');
    expect(recovery).toHaveLength(10);
    await inside.get('/konsol');
    expect(inside.text).toContain('Hej Astrid Först');
    await inside.get('/konsol/sakerhet');
    expect(inside.text).toContain('10 koder är kvar');
    expect(inside.html).not.toContain(recovery[0]);
  });

  it('invites by mail, and each account has the pages of its roles only', async () => {
    await inside.get('/konsol/personal');
    await inside.post('/konsol/personal', {
      personName: 'Hugo Hand',
      staffEmail: 'hugo@huset.example',
      locale: 'en',
      roles: 'case-worker',
    });
    expect(inside.text).toContain('Inbjudan är på väg');
    await inside.post('/konsol/personal', {
      personName: 'Hugo igen',
      staffEmail: 'HUGO@huset.example',
      locale: 'sv',
      roles: 'marketer',
    });
    expect(inside.status).toBe(422);
    expect(inside.text).toContain('hör redan till någon');
    await house.product.settle();
    const link = linkIn(house.post.find('hugo@huset.example'), '/en/console/link/');
    const hugo = astrid();
    await hugo.get(link);
    expect(hugo.text).not.toContain('Hugo');
    await hugo.post(link, {});
    expect(hugo.path).toBe('/en/console/confirm');
    await hugo.post('/en/console/code', { action: 'begin' }, false);
    const token = /name="token" value="([^"]+)"/.exec(hugo.html)?.[1] ?? '';
    await hugo.post('/en/console/code', { action: 'show', code: await appWith(secretOn(hugo)).totp(), token }, false);
    await hugo.get('/en/console/people');
    expect(hugo.status).toBe(403);
    expect(hugo.text).toContain('Administrator');
    await hugo.get('/en/console');
    expect(hugo.html).not.toContain('/en/console/people');
    expect((await astrid().post(link, {})).status).toBe(410);
  });

  it('answers the same whether an address is known or not, and mails a link only to the known', async () => {
    const before = house.post.mails.length;
    const known = await astrid().post('/konsol/in', { email: first.staffEmail });
    const unknown = await astrid().post('/konsol/in', { email: 'okand@huset.example' });
    expect(unknown.html).toBe(known.html);
    await house.product.settle();
    expect(house.post.mails.slice(before).map((mail) => mail.to)).toHaveLength(1);
  });

  it('takes a link, then a code, and no code twice', async () => {
    const come = async () => {
      await astrid().post('/konsol/in', { email: first.staffEmail });
      await house.product.settle();
      const visitor = astrid();
      await visitor.post(linkIn(house.post.find(first.staffEmail), '/konsol/lank/'), {});
      expect(visitor.text).toContain('visa att det är du');
      return visitor;
    };
    // The code that comes next: not shown before, and taken already, as phones' clocks are a little off.
    const code = await appWith(secret).hotp(Math.floor(systemClock.now().epochMilliseconds / 30_000) + 1);
    const once = await come();
    await once.post('/konsol/bekrafta', { action: 'code', code }, false);
    expect(once.path).toBe('/konsol');
    const again = await come();
    await again.post('/konsol/bekrafta', { action: 'code', code }, false);
    expect(again.status).toBe(422);
    await again.post('/konsol/bekrafta', { action: 'recovery', recoveryCode: recovery[0]!.toUpperCase() }, false);
    expect(again.path).toBe('/konsol/sakerhet');
    expect(again.text).toContain('9 koder är kvar');
  });

  it('takes no recovery code twice, and stops after ten attempts', async () => {
    await astrid().post('/konsol/in', { email: first.staffEmail });
    await house.product.settle();
    const again = astrid();
    await again.post(linkIn(house.post.find(first.staffEmail), '/konsol/lank/'), {});
    await again.post('/konsol/bekrafta', { action: 'recovery', recoveryCode: recovery[0]! }, false);
    expect(again.text).toContain('redan använd');
    for (let i = 0; i < 10; i += 1) await again.post('/konsol/bekrafta', { action: 'code', code: '000000' }, false);
    expect(again.text).toContain('För många försök');
    await again.post('/konsol/bekrafta', { action: 'recovery', recoveryCode: recovery[1]! }, false);
    expect(again.path).toBe('/konsol/bekrafta');
    await again.get('/konsol');
    expect(again.path).toBe('/konsol/bekrafta');
  });

  it('ends an hour after it was last used, and twelve hours after it began', async () => {
    house.clock.advance('PT59M');
    expect((await inside.get('/konsol')).path).toBe('/konsol');
    house.clock.advance('PT59M');
    expect((await inside.get('/konsol')).path).toBe('/konsol');
    for (let i = 0; i < 11; i += 1) {
      house.clock.advance('PT55M');
      await inside.get('/konsol');
    }
    expect(inside.path).toBe('/konsol/in');
  });

  it('keeps the last administrator, and throws out at once whoever is removed', async () => {
    const { ctx, db } = { ctx: house.product.ctx, db: house.product.ctx.db };
    const [astridRow, hugoRow] = await staffMembers(db);
    const token = await issueStaffLink(ctx, db, 'login', astridRow!.id);
    const boss = astrid();
    await boss.post(`/konsol/lank/${token}`, {});
    await boss.post('/konsol/bekrafta', { action: 'recovery', recoveryCode: recovery[2]! }, false);
    expect(boss.path).toBe('/konsol/sakerhet');
    await boss.post(`/konsol/personal/${astridRow!.id}/borttagning`, {}, false);
    expect(boss.status).toBe(409);
    await boss.post(
      `/konsol/personal/${astridRow!.id}`,
      { personName: 'Astrid', locale: 'sv', roles: 'case-worker' },
      false,
    );
    expect(boss.text).toContain('minst en administratör');
    await boss.post(`/konsol/personal/${hugoRow!.id}/borttagning`, {}, false);
    expect(boss.text).toContain('Kontot är borta');
    expect((await staffMembers(db)).map((one) => one.name)).toEqual(['Astrid Först']);
    // Nobody else could give the only one a role: it is asked whether it means to, and that stays in the log.
    const more = { personName: 'Astrid Först', locale: 'sv', roles: [...astridRow!.roles, 'marketer'] };
    const has = async () => (await staffMembers(db))[0]?.roles;
    await boss.post(`/konsol/personal/${astridRow!.id}`, more, false);
    expect([boss.status, await has()]).toEqual([422, astridRow!.roles]);
    expect(boss.text).toContain('Ge dig själv rollen Marknad?');
    const asked = [...boss.html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const kept = Map.groupBy(asked, ([, name]) => name ?? '');
    const fields = Object.fromEntries([...kept].map(([name, all]) => [name, all.map(([, , value]) => value ?? '')]));
    await boss.post(`/konsol/personal/${astridRow!.id}`, { ...fields, action: 'confirm' }, false);
    expect([boss.path.endsWith('?done=saved'), await has()]).toEqual([true, expect.arrayContaining(more.roles)]);
    const { rows } = await sql<{ actor: string; roles: string }>`
      select actor, detail ->> 'roles' as roles from ledger.audit where action = 'staff.own-roles'`.execute(db);
    expect(rows).toEqual([{ actor: `staff:${astridRow!.id}`, roles: 'marketer' }]);
  });
});

describe('a passkey', () => {
  it('is made, logs in without a mail, and is asked for again after logging out', async () => {
    const { ctx } = house.product;
    const [astridRow] = await staffMembers(ctx.db);
    await house.db.owner.pool.query('delete from access.staff_totp; delete from access.staff_recovery');
    const token = await issueStaffLink(ctx, ctx.db, 'invitation', astridRow!.id);
    const { page, context } = await openPage(await browser());
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(`${house.url}/konsol/lank/${token}`);
    await page.getByRole('button', { name: 'Fortsätt' }).click();
    await page.getByRole('button', { name: 'Skapa en säkerhetsnyckel' }).click();
    await page.getByRole('heading', { name: 'Spara dina återställningskoder' }).waitFor();
    expect(await page.locator('.codes code').count()).toBe(10);
    await page.getByRole('link', { name: 'Jag har sparat dem' }).click();
    await page.getByText('Hej Astrid').waitFor();
    await page.getByRole('button', { name: 'Logga ut' }).click();
    await page.goto(`${house.url}/konsol/personal`);
    await page.getByRole('button', { name: 'Logga in med säkerhetsnyckel' }).click();
    await page.getByRole('heading', { name: 'Personal' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/konsol/personal');
    expect(errors).toEqual([]);
  }, 120_000);
});
