import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { endHeaders, endToken, isSuppressed } from '#domain/newsletter/index.ts';
import { sql } from '#platform/db/index.ts';
import { organisationNumber, placesOf } from './support/house.ts';
import { ask, logIn } from './support/journey.ts';
import { handOver, raw } from './support/mails.ts';
import { plantSubscriber } from './support/newsletter.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { Visitor } from './support/visitor.ts';

// Each withdrawal is proved by a scan of everything, and scans take turns with pauses.
vi.setConfig({ testTimeout: 300_000 });

let house: TestProduct;
beforeAll(async () => {
  house = await testProduct();
});

async function mailing(state: 'sent' | 'paused'): Promise<string> {
  const id = randomUUID();
  const now = house.clock.now();
  await sql`insert into newsletter.campaign (id, name, state, locale, subject, preheader, body, created_at, created_by, changed_at, started_at, ended_at, composed)
    values (${id}, 'Mars', ${state}, 'sv', 'Mars', '', '', ${now}, ${id}, ${now}, ${now}, ${state === 'sent' ? now : null}, '{"subject": "", "html": "", "text": ""}')`.execute(
    house.db.db,
  );
  return id;
}

/** Every table of the rooms that a withdrawal is about, by how many rows it has. The others hold the way itself: a log-in, a mail, a request. */
async function rows(): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('newsletter', 'privacy', 'ledger', 'archive', 'caught') order by 1`.execute(
    house.db.owner.db,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows: found } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(
      house.db.owner.db,
    );
    counts[name] = found[0]?.n ?? 0;
  }
  return counts;
}
const difference = (before: Record<string, number>, after: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, n]) => [name, n - (before[name] ?? 0)] as const)
      .filter(([, n]) => n !== 0),
  );
const tallied = async (id: string) =>
  (
    await sql<{
      kind: string;
      n: number;
    }>`select kind, sum(n)::bigint as n from newsletter.tally where campaign_id = ${id} group by kind`.execute(
      house.db.db,
    )
  ).rows;

interface Reader {
  readonly id: string;
  readonly email: string;
  /** The mailing that has come. */
  readonly got: string;
}
let n = 0;
const ways: Readonly<Record<string, (reader: Reader) => Promise<unknown>>> = {
  link: async ({ id, got }) => {
    const visitor = new Visitor(house.url);
    const address = `/nyhetsbrev/avslut/${endToken(house.product.ctx.vault, id, got)}`;
    await visitor.get(address);
    await visitor.post(address, {}, false);
    expect(visitor.path).toBe('/nyhetsbrev/klart/ended');
  },
  'one-click': async ({ id, got }) => {
    const { 'List-Unsubscribe': header } = endHeaders(house.product.ctx, id, got);
    const { pathname } = new URL(header.slice(1, -1));
    const answer = await fetch(house.url + pathname, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(answer.status).toBe(200);
  },
  page: async ({ email }) => {
    const customer = await logIn(house, email);
    await customer.post('/min-sida/nyhetsbrev', {}, false);
  },
  mail: ({ email }) =>
    handOver(house.product.ctx, raw({ from: email, subject: 'Avregistrera mig', text: 'Avregistrera mig' })),
};

/** Somebody with a request, who has got one mailing and is still to get another, ends it. @returns all that it changed */
async function endedBy(way: (reader: Reader) => Promise<unknown>) {
  n += 1;
  const email = `lasare${n}@vagar.example`;
  await ask(new Visitor(house.url), () => house.clock.advance('PT5S'), {
    email,
    organisationNumber: organisationNumber(600 + n),
  });
  await house.product.settle();
  const [got, underWay] = [await mailing('sent'), await mailing('paused')];
  const before = await rows();
  const id = await plantSubscriber(house.product.ctx, house.db.owner.db, 'sv', email);
  const now = house.clock.now();
  const proof = {
    consent_id: 'newsletter-form',
    consent_version: 2,
    locale: 'sv',
    text: '',
    text_hash: Buffer.from('x'),
    channel: 'form',
  };
  const times = { given_at: now, confirmed_at: now, policy_version: 'x' };
  await house.db.owner.db
    .insertInto('newsletter.consent')
    .values({ id: randomUUID(), subscriber_id: id, ...proof, ...times })
    .execute();
  await house.db.owner.db
    .insertInto('newsletter.recipient')
    .values({ campaign_id: underWay, subscriber_id: id, due_at: now })
    .execute();
  await way({ id, email, got });
  await house.product.settle();
  return {
    changed: difference(before, await rows()),
    id: (await placesOf(house.db, id)).sort(),
    address: (await placesOf(house.db, email)).filter((place) => !/^(brokerage|access)\./.test(place)),
    suppressed: await isSuppressed(house.product.ctx, house.product.ctx.db, email),
    underWay: await tallied(underWay),
    got: await tallied(got),
  };
}

describe('P17: every way to withdraw ends in the same state, also while a mailing is on its way', () => {
  it.each(Object.keys(ways))('%s: nothing is left but the hash, its proof and two numbers', async (name) => {
    const { got, changed, ...rest } = await endedBy(ways[name]!);
    expect(rest).toEqual({
      id: ['privacy.certificate', 'privacy.erasure'],
      address: [],
      suppressed: true,
      // It was still to come: it doesn't.
      underWay: [{ kind: 'spared', n: 1 }],
    });
    // A link says which mailing it stood in; a mail and a page don't, and nothing is guessed.
    const byLink = name === 'link' || name === 'one-click';
    expect(got).toEqual(byLink ? [{ kind: 'withdrawn', n: 1 }] : []);
    expect(changed).toEqual({
      'ledger.event': 1,
      'newsletter.tally': byLink ? 2 : 1,
      'privacy.certificate': 1,
      'privacy.erasure': 1,
      'privacy.suppression': 1,
    });
  });
});
