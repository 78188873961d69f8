import type { Connection } from '../src/platform/db/index.ts';
import { formBody, formPath } from './forms.ts';
import type { Load, Run } from './load.ts';
import { type Helper, median, quantile, start } from './process.ts';
import type { ProductHandlers } from './product.ts';
import type { Raw } from './raw.ts';
import type { Row } from './table.ts';

export interface Bench {
  readonly load: Helper<Load>;
  readonly entry: string;
  readonly client: string;
  /** 1 for a whole run, less for a quick one. */
  readonly scale: number;
  readonly say: (text: string) => void;
  /** A fresh, migrated database. */
  database(): Promise<Connection>;
  /** Milliseconds of processor time that PostgreSQL has used. */
  readonly databaseCpu: () => number;
  /** The one made last. */
  latest(): Connection;
}

export type Measure = (bench: Bench) => Promise<Row[]>;

const rawFile = new URL('./raw.ts', import.meta.url).pathname;

export async function withProduct<T>(
  bench: Bench,
  role: 'all' | 'web',
  work: (product: Helper<ProductHandlers>, origin: string) => Promise<T>,
): Promise<T> {
  const flags = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
  const product = start<ProductHandlers>(bench.entry, ['--enable-source-maps', ...flags]);
  try {
    return await work(product, await product.call('start', await bench.database(), role, bench.client));
  } finally {
    await product.stop();
  }
}

export async function withRaw<T>(work: (raw: Helper<Raw>, origin: string) => Promise<T>): Promise<T> {
  const raw = start<Raw>(rawFile);
  try {
    return await work(raw, await raw.call('listen'));
  } finally {
    await raw.stop();
  }
}

interface Measured extends Run {
  /** Processor time of the server's process per request, ms. */
  readonly cpu: number;
}

export async function measured(
  server: { call(name: 'cpu'): Promise<number> },
  run: () => Promise<Run>,
): Promise<Measured> {
  const before = await server.call('cpu');
  const result = await run();
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.done} were not answered as they should`);
  return { ...result, cpu: ((await server.call('cpu')) - before) / result.done };
}

const middle = (runs: readonly Measured[]): Measured =>
  runs.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(runs.length / 2)] as Measured;

export const fieldsOf = (m: Measured) => ({ perSecond: m.perSecond, p50: m.p50, p95: m.p95, cpu: m.cpu });

/** A page over kept-alive connections, beside a bare server that answers a ready text of the same size. */
export const pages: Measure = (bench) =>
  withProduct(bench, 'all', (product, origin) =>
    withRaw(async (raw, rawOrigin) => {
      const rows: Row[] = [];
      const connections = 32;
      for (const [name, path] of [
        ['home', '/'],
        ['service', formPath],
      ] as const) {
        const { status, text } = await bench.load.call('read', origin, path);
        if (status !== 200) throw new Error(`${path} answers ${status}`);
        await raw.call('answerWith', text);
        const own: Measured[] = [];
        const bare: Measured[] = [];
        for (let round = 0; round < 4; round += 1) {
          const seconds = 2.5 * bench.scale;
          bare.push(await measured(raw, () => bench.load.call('get', rawOrigin, path, connections, seconds)));
          own.push(await measured(product, () => bench.load.call('get', origin, path, connections, seconds)));
        }
        // The first round warms both up.
        const [limit, page] = [middle(bare.slice(1)), middle(own.slice(1))];
        rows.push({ what: `page, ${name} (${Math.round(text.length / 1000)} kB): bare node:http`, ...fieldsOf(limit) });
        rows.push({
          what: `page, ${name}`,
          ...fieldsOf(page),
          cpuRatio: limit.cpu / page.cpu,
          ratio: page.perSecond / limit.perSecond,
          aim: '≥ 0.5',
        });
      }
      return rows;
    }),
  );

const bodies = (keys: readonly string[]) => keys.map(formBody);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** So many forms that may be sent now. */
async function forms(product: Helper<ProductHandlers>, n: number): Promise<string[]> {
  const made = bodies(await product.call('keys', n));
  await pause(3200);
  return made;
}

const waysToStore = {
  one: 'one statement per lead',
  bare: 'one statement per lead, without counters and wake-up',
  together: 'natural group commit',
} as const;

/** The form's last step, stored on disk, beside a bare server that stores the same rows. */
export const posts: Measure = async (bench) => {
  const rows: Row[] = [];
  const n = { 1: Math.round(1500 * bench.scale), 64: Math.round(10_000 * bench.scale) };
  const limits = new Map<string, Measured>();
  for (const [how, name] of Object.entries(waysToStore) as [keyof typeof waysToStore, string][]) {
    await withRaw(async (raw, origin) => {
      await raw.call('connect', await bench.database(), 10);
      await raw.call('storing', how);
      await bench.load.call('post', origin, formPath, 16, Array<string>(500).fill(formBody('-')));
      for (const connections of [1, 64] as const) {
        const run = await measured(raw, () =>
          bench.load.call('post', origin, formPath, connections, Array<string>(n[connections]).fill(formBody('-'))),
        );
        limits.set(`${how} ${connections}`, run);
        rows.push({
          what: `form, ${connections} client${connections > 1 ? 's' : ''}: bare, ${name}`,
          ...fieldsOf(run),
        });
      }
    });
  }
  for (const role of ['web', 'all'] as const) {
    await withProduct(bench, role, async (product, origin) => {
      const ready = await forms(product, 700 + n[1] + n[64]);
      await bench.load.call('post', origin, formPath, 16, ready.splice(0, 700));
      for (const connections of [1, 64] as const) {
        const run = await measured(product, () =>
          bench.load.call('post', origin, formPath, connections, ready.splice(0, n[connections])),
        );
        const one = limits.get(`one ${connections}`) as Measured;
        const together = limits.get(`together ${connections}`) as Measured;
        rows.push({
          what: `form, ${connections} client${connections > 1 ? 's' : ''}, ${role === 'all' ? 'web and worker in one process' : 'web alone'}`,
          ...fieldsOf(run),
          cpuRatio: together.cpu / run.cpu,
          ratio: run.perSecond / together.perSecond,
          also: `${(run.perSecond / one.perSecond).toFixed(2)} of one per lead`,
          aim: '≥ 0.6',
        });
      }
      const stored = await product.call('count', 'brokerage.lead');
      const sent = 700 + n[1] + n[64];
      if (stored !== sent) throw new Error(`${sent} forms were answered with a receipt and ${stored} are stored`);
    });
  }
  return rows;
};

/** One person's form in the server, and from there to the supplier's own system, when nothing else is going on. */
export const unloaded: Measure = (bench) =>
  withProduct(bench, 'all', async (product, origin) => {
    const peer = `http://127.0.0.1:${await bench.load.call('peer')}`;
    const n = Math.round(100 * bench.scale);
    await bench.load.call('post', origin, formPath, 1, await forms(product, 50));
    await product.call('settle');
    const single = await forms(product, n);
    await product.call('forgetTimes');
    await bench.load.call('paced', origin, formPath, single, 200);
    const submit = await product.call('times');
    await product.call('settle');
    await product.call('endpoints', await product.call('suppliers'), peer);
    await bench.load.call('forget', true);
    await bench.load.call('untilWebhook', origin, formPath, await forms(product, 20), 50);
    const hook = await bench.load.call('untilWebhook', origin, formPath, await forms(product, n), 50);
    await product.call('settle');
    return [
      { what: 'one client’s submit, in the server', p50: submit.p50, p95: submit.p95, aim: 'p50 ≤ 2 ms' },
      { what: 'submit → first supplier’s webhook received', p50: hook.p50, p95: hook.p95, aim: 'p50 ≤ 100 ms' },
    ];
  });

/** A backlog of webhooks to one peer, beside a bare Pool that posts the same body and books the same rows. */
export const dispatch: Measure = async (bench) => {
  const n = Math.round(6000 * bench.scale);
  const peer = `http://127.0.0.1:${await bench.load.call('peer')}`;
  return withProduct(bench, 'all', async (product, origin) => {
    await product.call('endpoints', ['savera'], peer);
    await bench.load.call('forget', true);
    await bench.load.call('untilWebhook', origin, formPath, await forms(product, 20), 20);
    await product.call('settle');
    const body = (await bench.load.call('arrived')).at(-1)?.body ?? '';
    await product.call('copies', n, ['savera']);
    await bench.load.call('forget', false);
    await product.call('book', true, 500);
    await product.call('drained', 'webhook:savera');
    await product.call('book', false, (n - 500) / 2);
    const own = await measured(product, async () => {
      await product.call('book', true, 0);
      const ms = await product.call('drained', 'webhook:savera');
      return { perSecond: ((n - 500) / 2 / ms) * 1000, p50: 0, p95: 0, failed: 0, done: (n - 500) / 2 };
    });
    // The bare program works on rows of the same kind in the same tables, in a lane that the product has no supplier for.
    await product.call('book', false, 1e9, 'webhook:bare');
    const limit = await withRaw(async (raw) => {
      await raw.call('connect', bench.latest(), 4);
      const half = (n - 500) / 2;
      await raw.call('dispatch', `${peer}/hook/bare`, body, 'webhook:bare', Math.round(half / 5));
      const before = await raw.call('cpu');
      const perSecond = await raw.call(
        'dispatch',
        `${peer}/hook/bare`,
        body,
        'webhook:bare',
        half - Math.round(half / 5),
      );
      return { perSecond, cpu: ((await raw.call('cpu')) - before) / (half - Math.round(half / 5)) };
    });
    return [
      { what: `webhooks, backlog of ${(n - 500) / 2} to one peer: bare pg and undici`, ...limit },
      {
        what: 'webhooks, backlog to one peer',
        perSecond: own.perSecond,
        cpu: own.cpu,
        cpuRatio: limit.cpu / own.cpu,
        ratio: own.perSecond / limit.perSecond,
        aim: '≥ 0.4',
      },
    ];
  });
};

/** What ten suppliers notice of five whose endpoints hang. */
export const fairness: Measure = async (bench) => {
  const peer = `http://127.0.0.1:${await bench.load.call('peer')}`;
  const rounds = Math.round(200 * bench.scale);
  return withProduct(bench, 'all', async (product, origin) => {
    const everybody = (await product.call('suppliers')).slice(0, 15);
    await product.call('endpoints', ['savera'], peer);
    await bench.load.call('forget', true);
    await bench.load.call('untilWebhook', origin, formPath, await forms(product, 5), 20);
    await product.call('settle');
    // Each has a server of its own, as suppliers have: connections are counted per server.
    const ports = await bench.load.call('peers', everybody.length);
    for (const [i, id] of everybody.entries()) await product.call('endpoints', [id], `http://127.0.0.1:${ports[i]}`);
    const ill = everybody.slice(0, 5);
    const latencies = async (hanging: readonly string[]) => {
      await product.call('copies', rounds, everybody);
      await bench.load.call(
        'hang',
        hanging.map((id) => `/hook/${id}`),
      );
      await bench.load.call('forget', true);
      const booked = new Map<string, number>();
      for (let round = 0; round < rounds; round += 1) {
        for (const { id, supplier, at } of await product.call('book', true, 1))
          if (!ill.includes(supplier)) booked.set(id, at);
        await pause(100);
      }
      await pause(500);
      const took = (await bench.load.call('arrived')).flatMap(({ id, at }) =>
        booked.has(id) ? [at - (booked.get(id) as number)] : [],
      );
      if (took.length !== booked.size) throw new Error(`${took.length} of ${booked.size} webhooks arrived`);
      return took;
    };
    await latencies([]);
    const without = await latencies([]);
    const beside = await latencies(ill.map(String));
    await bench.load.call('hang', []);
    return [
      { what: 'webhooks to ten suppliers: all fifteen well', p50: median(without), p95: quantile(without, 0.95) },
      {
        what: 'webhooks to ten suppliers: the other five hang',
        p50: median(beside),
        p95: quantile(beside, 0.95),
        ratio: quantile(beside, 0.95) / quantile(without, 0.95),
        aim: 'p95 ≤ 1.2 ×',
      },
    ];
  });
};
