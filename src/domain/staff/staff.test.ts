import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { sql, transact } from '#platform/db/index.ts';
import { house } from '../../../e2e/support/house.ts';
import { plantStaff } from '../../../e2e/support/staff.ts';
import { NotAllowed } from '../transitions.ts';
import { removePasskey, removeTotp, waysIn } from './index.ts';

it('of two who take away the last two ways in at the same moment, one is refused', async () => {
  const { ctx, db } = await house();
  const [staffId, key] = [await plantStaff(ctx), randomUUID()];
  await sql`insert into access.staff_totp (id, secret, backup_codes, user_id, verified)
    values (${randomUUID()}, 's', '', ${staffId}, true)`.execute(ctx.db);
  await sql`insert into access.staff_passkey (id, public_key, user_id, credential_id, counter, device_type, backed_up, created_at)
    values (${key}, 'p', ${staffId}, ${key}, 0, 'd', false, ${ctx.clock.now()})`.execute(ctx.db);
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const app = transact(ctx.db, async (tx) => {
    await removeTotp(ctx, tx, staffId);
    begun.resolve();
    await gate.promise;
  });
  await begun.promise;
  const passkey = transact(ctx.db, (tx) => removePasskey(ctx, tx, staffId, key));
  const waits = async () =>
    (
      await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        db.owner.db,
      )
    ).rows.length > 0;
  while (!(await waits()));
  gate.resolve();
  await app;
  await expect(passkey).rejects.toThrow(NotAllowed);
  expect(await waysIn(ctx.db, staffId)).toMatchObject({ passkeys: [{ id: key }], totp: false });
});
