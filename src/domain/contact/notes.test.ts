import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { sql, transact } from '#platform/db/index.ts';
import { type House, house } from '../../../e2e/support/house.ts';
import type { Context } from '../context.ts';
import { makeTask, notesOf, takeBackNote, tasksOf, writeNote } from './index.ts';

let h: House;
let staff: Context;
let leadId = '';
beforeEach(async () => {
  h = await house();
  staff = { ...h.ctx, actor: `staff:${randomUUID()}` };
  leadId = (await h.ask({ ticked: ['savera'] })).leadId;
});

const note = (body: string, key?: string) => transact(h.ctx.db, (tx) => writeNote(staff, tx, leadId, body, key));
const task = (day: string, key?: string) =>
  transact(h.ctx.db, (tx) =>
    makeTask(staff, tx, leadId, { body: 'Läs avtalet', dueOn: Temporal.PlainDate.from(day) }, key),
  );
const audited = async (action: string) =>
  (await sql`select from ledger.audit where action = ${action}`.execute(h.db.owner.db)).rows.length;

describe('what is written about a request', () => {
  it('is written once by a form that is sent twice, and stands in the log once', async () => {
    const [first, second] = await Promise.all([note('Ringde', 'a'), note('Ringde', 'a')]);
    expect(first).toBe(second);
    await Promise.all([task('2026-03-20', 'a'), task('2026-03-20', 'a')]);
    expect([(await notesOf(h.ctx.db, leadId)).length, (await tasksOf(h.ctx.db, leadId)).length]).toEqual([1, 1]);
    expect([await audited('note.written'), await audited('task.made')]).toEqual([1, 1]);
  });

  it('is not lost when the same page is used for something else, nor when it was taken back', async () => {
    await note('Ringde', 'a');
    const other = await note('Ringde igen', 'a');
    await transact(h.ctx.db, (tx) => takeBackNote(staff, tx, leadId, other));
    await note('Ringde igen', 'a');
    await note('Ringde igen');
    await task('2026-03-20', 'a');
    await task('2026-03-21', 'a');
    expect([(await notesOf(h.ctx.db, leadId)).length, (await tasksOf(h.ctx.db, leadId)).length]).toEqual([3, 2]);
  });
});
