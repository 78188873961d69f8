import { beforeAll, describe, expect, it } from 'vitest';
import { ask } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { staffVisitor } from './support/staff.ts';
import { Visitor } from './support/visitor.ts';

let house: TestProduct;
let worker: Visitor;
let lead = '';
const note = 'Skrivet på fel förfrågan.';

/** Presses «Ångra» as a browser without script does. */
async function undo(who: Visitor): Promise<Visitor> {
  const form = /<div class="done">[\s\S]*?<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/.exec(who.html);
  expect(form?.[2], 'a button that takes it back').toContain('Ångra');
  const hidden = [...(form?.[2] ?? '').matchAll(/name="([^"]+)" value="([^"]+)"/g)];
  return who.post(form?.[1] ?? '', Object.fromEntries(hidden.map(([, name, value]) => [name, value])), false);
}
const post = (what: 'anteckningar' | 'uppgifter', fields: Record<string, string>) =>
  worker.post(`${lead}/${what}`, fields, false);
const notes = () => house.db.db.selectFrom('brokerage.note').selectAll().execute();
const tasks = () => house.db.db.selectFrom('brokerage.task').selectAll().execute();

beforeAll(async () => {
  house = await testProduct();
  worker = await staffVisitor(house, 'case-worker');
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'));
  await house.product.settle();
  await worker.get('/konsol/forfragningar');
  lead = /href="(\/konsol\/forfragningar\/(?!ny)[^"?]+)"/.exec(worker.html)?.[1] ?? '';
});

describe('what can be undone', () => {
  it('a note that was just written is taken back, by whoever wrote it and with a line in the log', async () => {
    await post('anteckningar', { note });
    expect(worker.text).toContain(note);
    expect(worker.path).not.toContain('Skrivet');
    await undo(worker);
    expect(worker.text).toContain('Anteckningen är borttagen');
    expect(await notes()).toEqual([]);
    const rows = await house.db.db
      .selectFrom('ledger.audit')
      .select(['action', 'actor', 'detail'])
      .where('action', 'like', 'note.%')
      .orderBy('id')
      .execute();
    expect(rows.map(({ action }) => action)).toEqual(['note.written', 'note.withdrawn']);
    expect(JSON.stringify(rows)).not.toContain('Skrivet');
    expect(worker.html).not.toContain('>Ångra<');
  });

  it('not by somebody else, not after an hour, and not a second time', async () => {
    await post('anteckningar', { note });
    const again = worker.html;
    const [{ id: noteId } = { id: '' }] = await notes();
    const other = await staffVisitor(house, 'case-worker');
    await other.post(`${lead}/anteckningar`, { action: 'undo', noteId }, false);
    expect(other.status).toBe(409);
    expect(await notes()).toHaveLength(1);
    house.clock.advance('PT59M');
    await worker.get(lead);
    house.clock.advance('PT1M');
    worker.html = again;
    await undo(worker);
    expect(worker.status).toBe(409);
    expect(await notes()).toHaveLength(1);
    await post('anteckningar', { note: 'En till.' });
    const second = worker.html;
    await undo(worker);
    worker.html = second;
    await undo(worker);
    expect(worker.status).toBe(409);
  });

  it('a task that was made is taken away, one that was ticked is open again, and the other way round', async () => {
    await post('uppgifter', { action: 'add', task: 'Ring bageriet', taskDue: '2026-04-01' });
    await undo(worker);
    expect(worker.text).toContain('Uppgiften är borttagen');
    expect(await tasks()).toEqual([]);
    await post('uppgifter', { action: 'add', task: 'Ring igen', taskDue: '2026-04-01' });
    const [{ id: taskId } = { id: '' }] = await tasks();
    await post('uppgifter', { action: 'done', taskId });
    await undo(worker);
    expect((await tasks())[0]?.done_at).toBeNull();
    await undo(worker);
    expect((await tasks())[0]?.done_at).not.toBeNull();
    await post('uppgifter', { action: 'remove', taskId });
    expect(worker.status, 'what has been done is no longer just made').toBe(409);
  });

  it('an address of somebody’s making offers nothing, and does nothing', async () => {
    await worker.get(`${lead}?done=noted&undo=<script>`);
    expect(worker.html).not.toContain('<script>');
    await undo(worker);
    expect(worker.status).toBe(409);
    const reader = await staffVisitor(house, 'privacy-officer');
    await reader.get(`${lead}?done=noted&undo=00000000-0000-0000-0000-000000000001`);
    expect(reader.html).not.toContain('>Ångra<');
  });
});
