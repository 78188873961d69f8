import { randomInt, randomUUID } from 'node:crypto';
import { createOTP } from '@better-auth/utils/otp';
import type { Context } from '#domain/context.ts';
import { beginSession, inviteStaff, issueStaffLink, type StaffRole } from '#domain/staff/index.ts';
import { transact } from '#platform/db/index.ts';
import type { TestProduct } from './product.ts';
import { Visitor } from './visitor.ts';

/** The secret that a page shows for an app of one-time codes. */
export const secretOn = (page: Visitor): string =>
  /<code>([A-Z2-7 ]+)<\/code>/.exec(page.html)?.[1]?.replaceAll(' ', '') ?? '';

/** An app of one-time codes (RFC 6238), told its secret in base 32 as apps are. */
export const appWith = (secret: string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return createOTP(Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2))).toString());
};

/** Sets up an app of codes by the page that asks for it. @returns the recovery codes and the app */
export async function setUpApp(visitor: Visitor) {
  await visitor.post('/konsol/kod', { action: 'begin' }, false);
  const app = appWith(secretOn(visitor));
  const token = /name="token" value="([^"]+)"/.exec(visitor.html)?.[1] ?? '';
  await visitor.post('/konsol/kod', { action: 'show', code: await app.totp(), token }, false);
  const codes = [...visitor.html.matchAll(/<code>([a-z0-9-]{11})<\/code>/g)].map(([, code]) => code ?? '');
  return { app, codes };
}

const made = new WeakMap<TestProduct['product'], number>();

/** Somebody of ours with these roles, inside the console. */
export async function staffVisitor(
  { product, url }: Pick<TestProduct, 'product' | 'url'>,
  ...roles: StaffRole[]
): Promise<Visitor> {
  const { ctx } = product;
  const number = (made.get(product) ?? 0) + 1;
  made.set(product, number);
  // Two products may share a database.
  const email = `person${number}${randomInt(1e6, 1e7)}@huset.example`;
  const who = { name: `Person ${number}`, email, locale: 'sv', roles } as const;
  const token = await transact(ctx.db, async (tx) =>
    issueStaffLink(ctx, tx, 'invitation', await inviteStaff(ctx, tx, who, false)),
  );
  const visitor = new Visitor(url);
  await visitor.post(`/konsol/lank/${token}`, {}, false);
  await setUpApp(visitor);
  await visitor.get('/konsol');
  if (visitor.path !== '/konsol') throw new Error(`not let in: ${visitor.path}`);
  return visitor;
}

/** An account, without anybody who has come in by it. */
export function plantStaff(ctx: Context, roles: readonly StaffRole[] = []): Promise<string> {
  const who = { name: 'Någon', email: `${randomUUID()}@huset.example`, locale: 'sv', roles } as const;
  return transact(ctx.db, (tx) => inviteStaff(ctx, tx, who, false));
}

/** A session that begins now. @returns its id */
export async function plantSession(ctx: Context, staffId: string): Promise<string> {
  const [id, token] = [randomUUID(), randomUUID()];
  const now = ctx.clock.now();
  const times = { created_at: now, updated_at: now, expires_at: now.add({ hours: 12 }) };
  await ctx.db
    .insertInto('access.staff_session')
    .values({ id, token, user_id: staffId, ...times })
    .execute();
  await transact(ctx.db, (tx) => beginSession(ctx, tx, token, { factor: 'passkey', device: '' }));
  return id;
}
