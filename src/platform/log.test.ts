import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorKeys, isLoggable } from '#policy/personal-data.ts';
import { createLog, type Log } from './log.ts';

/** Runs `use` and gives the lines that came out, as text and as objects. */
function lines(use: (log: Log) => void, level = 'debug') {
  const written: string[] = [];
  use(createLog(level, { write: (line) => void written.push(line) }));
  return { text: written.join(''), objects: written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const canary = 'kanarie@bageriet.example';

describe('a log line', () => {
  it('P2: has keys on the list only, and no word of what stood under another', () => {
    const { text, objects } = lines((log) =>
      log.info(
        { event: 'lead.received', leadId: 'abc', email: canary, company: { name: 'Kanariebageriet' }, count: 3 },
        'stored',
      ),
    );
    expect(objects).toEqual([
      { level: 'info', time: expect.any(String), event: 'lead.received', leadId: 'abc', count: 3, msg: 'stored' },
    ]);
    expect(text).not.toContain('anarie');
  });

  it('P2: takes no object under a key of the list', () => {
    const { text } = lines((log) => log.info({ reason: { email: canary }, state: [canary] }, 'x'));
    expect(text).not.toContain('kanarie');
  });

  it('P2: the same holds for fields that a log has from the start', () => {
    const { text, objects } = lines((log) =>
      log.with({ job: 'routing', email: canary }).with({ phone: '070-174 06 05', leadId: 'abc' }).warn('x'),
    );
    expect(objects[0]).toMatchObject({ level: 'warn', job: 'routing', leadId: 'abc', msg: 'x' });
    expect(text).not.toMatch(/kanarie|174/);
  });

  it('fills nothing in to its message, and can not be given another message, time or level', () => {
    const { objects } = lines((log) => log.info({ level: 'fatal', msg: canary, time: 'now' }, '%s %o'));
    expect(objects[0]).toMatchObject({ level: 'info', msg: '%s %o' });
    expect(objects[0]?.time).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
  });

  it('loses addresses and numbers even where a careless message has them', () => {
    const { text, objects } = lines((log) =>
      log.info(
        { reason: `to ${canary}` },
        `sent to ${canary}, 070-174 06 05, +46701740605, 121212-1212, 20121212-1212`,
      ),
    );
    expect(text).not.toMatch(/kanarie|174|1212/);
    expect(objects[0]?.msg).toBe('sent to [e-mail], [number], [number], [number], [number]');
  });

  it('keeps ids, versions, addresses we listen on and times as they are', () => {
    const fields = {
      leadId: '0198b2f0-1234-7abc-8def-0123456789ab',
      version: '18.4.0',
      host: '127.0.0.1',
      migration: '0001_rooms.sql',
      bytes: 5242880123,
      path: '/el/:id',
    };
    expect(lines((log) => log.info(fields, 'x')).objects[0]).toMatchObject(fields);
  });

  it('D6: an organisation number under a key of the list goes', () => {
    expect(lines((log) => log.info({ number: '559900-0000' }, 'x')).objects[0]?.number).toBe('[number]');
  });

  it('is written from its level on', () => {
    expect(lines((log) => log.info('x'), 'warn').text).toBe('');
    expect(lines((log) => log.error('x'), 'warn').objects).toHaveLength(1);
    expect(lines((log) => log.fatal('x'), 'silent').text).toBe('');
  });
});

describe('an error in the log', () => {
  it('P30: from the database is its code and where it arose, never the row', () => {
    const error = Object.assign(new pg.DatabaseError(`duplicate key value: ${canary}`, 10, 'error'), {
      severity: 'ERROR',
      code: '23505',
      detail: `Key (email)=(${canary}) already exists.`,
      where: 'row Kanariebageriet',
    });
    const { text, objects } = lines((log) => log.error({ err: error, event: 'x' }, 'failed'));
    expect(objects[0]).toMatchObject({
      event: 'x',
      msg: 'failed',
      err: { code: '23505', at: expect.stringMatching(/^at .*log\.test\.ts/) },
    });
    expect(text).not.toContain('anarie');
    expect(Object.keys(objects[0]!).filter((key) => !isLoggable(key))).toEqual([]);
    expect(
      Object.keys(objects[0]!.err as object).filter((key) => !['because', 'at', ...errorKeys].includes(key)),
    ).toEqual([]);
  });

  it('tells the cause by its code', () => {
    const cause = Object.assign(new Error(`connect for ${canary}`), { code: 'ECONNREFUSED' });
    const error = Object.assign(new TypeError('Kanariebageriet', { cause: new Error('x', { cause }) }), {
      body: canary,
    });
    const { text, objects } = lines((log) => log.error(error, 'failed'));
    expect(objects[0]).toMatchObject({ msg: 'failed', err: { name: 'TypeError', because: 'ECONNREFUSED' } });
    expect(text).not.toContain('anarie');
  });

  it('of validation and of JSON holds nothing that was typed', () => {
    const parsed = z.object({ [canary]: z.literal('Kanarie') }).safeParse({ [canary]: 'Kanariebageriet' });
    let broken: unknown;
    try {
      JSON.parse('{"name": Kanariebageriet}');
    } catch (error) {
      broken = error;
    }
    const { text, objects } = lines((log) => {
      log.error({ err: parsed.error }, 'x');
      log.error({ err: broken }, 'x');
    });
    expect(objects).toHaveLength(2);
    expect(text).not.toContain('anarie');
  });

  it('whose message looks like a stack, or was changed, does not come in through its stack', () => {
    const disguised = new Error('first\n    at Kanariebageriet (kanarie:1:1)\nlast Kanarie');
    const changed = new Error('Kanarie\n    at Kanariebageriet (kanarie)');
    changed.message = 'another';
    const { text, objects } = lines((log) => {
      log.error(disguised);
      log.error(changed);
    });
    expect(text).not.toContain('anarie');
    expect(objects[0]).toMatchObject({ err: { at: expect.stringContaining('log.test.ts') } });
  });

  it('has no sentence for a name or a code', () => {
    const error = Object.assign(new Error('x'), { name: 'Kanariebageriet i Växjö', code: 'no Kanariebageriet' });
    expect(lines((log) => log.error(error)).text).not.toContain('anarie');
  });

  it('that is none is told by its type', () => {
    expect(lines((log) => log.error({ err: canary }, 'x')).objects[0]).toMatchObject({ err: { name: 'string' } });
  });
});
