import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { retention } from '#policy/retention.ts';
import { addPeriod, manualClock } from './clock.ts';
import { openErasureFile, readErasureFile } from './erasure-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-list-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('P30: a line is gone within an hour of its 36 days, and there for as long as a backup may be restored', async () => {
  const clock = manualClock('2026-03-01T00:30:00Z');
  const list = openErasureFile(folder, () => clock.now());
  // One line every six hours, and the pruning of every hour, for seventy days.
  for (let hour = 0; hour < 70 * 24; hour += 1) {
    if (hour % 6 === 0) await list.backup(`${hour}`);
    await list.prune(addPeriod(clock.now(), `-${retention['erasure-ledger'].period}`));
    if (hour % 6 === 5) {
      const now = clock.now();
      const ages = (await readErasureFile(folder)).lines.map(({ at }) =>
        now.since(Temporal.Instant.from(at)).total('hours'),
      );
      expect(Math.max(...ages)).toBeLessThanOrEqual(36 * 24 + 1);
      const wanted = Array.from({ length: hour + 1 }, (_, h) => h).filter((h) => h % 6 === 0 && hour - h <= 35 * 24);
      expect(ages.length).toBeGreaterThanOrEqual(wanted.length);
    }
    clock.advance('PT1H');
  }
  await list.close();
  expect(readdirSync(folder).length).toBeLessThanOrEqual(37);
}, 120_000);

it('passes over a line that a crash has torn, says so, and reads the next one whole', async () => {
  const own = join(folder, 'torn');
  const clock = manualClock('2026-03-01T00:30:00Z');
  const list = openErasureFile(own, () => clock.now());
  await list.backup('one');
  appendFileSync(join(own, '2026-03-01.jsonl'), '\n{"at":"2026-03-01T00:3');
  await list.backup('two');
  await list.close();
  const { lines, unreadable } = await readErasureFile(own);
  expect(lines.map((line) => 'backup' in line && line.backup)).toEqual(['one', 'two']);
  expect(unreadable).toBe(1);
});
