import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../src/platform/db/embedded.ts';
import { buildProduct } from './build.ts';
import type { Load } from './load.ts';
import { type Bench, dispatch, fairness, pages, posts, unloaded } from './measures.ts';
import { campaign } from './measures-campaign.ts';
import { lists } from './measures-console.ts';
import { erasure, sweep } from './measures-retention.ts';
import { visits } from './measures-visits.ts';
import { familyCpuMs, start } from './process.ts';
import type { ProductHandlers } from './product.ts';
import { type Row, table } from './table.ts';

const measures = { pages, posts, unloaded, dispatch, fairness, erasure, sweep, lists, campaign, visits };
const asked = process.argv.slice(2).filter((argument) => argument in measures) as (keyof typeof measures)[];
const part = process.argv.find((argument) => argument.startsWith('--scale='))?.slice('--scale='.length);
const scale = part ? Number(part) : process.argv.includes('--quick') ? 0.3 : 1;
const say = (text: string) => process.stderr.write(`${text}\n`);

/** Measures what is asked for, or everything, and prints one table. Nothing is asserted: times depend on the machine. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'allkontrakt-bench-'));
  const entry = await buildProduct();
  const cluster = await startEmbedded({ dataDir: join(folder, 'data') });
  const load = start<Load>(new URL('./load.ts', import.meta.url).pathname);
  try {
    const rows: Row[] = [];
    const bench = await benchOn(cluster, load, entry);
    for (const name of asked.length > 0 ? asked : (Object.keys(measures) as (keyof typeof measures)[])) {
      say(`bench: ${name}`);
      const found = await measures[name](bench);
      rows.push(...found);
      say(table(found));
    }
    process.stdout.write(
      `\nNode ${process.version}, ${availableParallelism()} cores shared by server, database and load; PostgreSQL with fsync on.\n\n${table(rows)}\n`,
    );
  } finally {
    await load.stop();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchOn(
  cluster: Awaited<ReturnType<typeof startEmbedded>>,
  load: Bench['load'],
  entry: string,
): Promise<Bench> {
  let made = 0;
  const named = (name: string) => cluster.connection('owner', name);
  const owner = new pg.Client(cluster.connection('owner'));
  await owner.connect();
  const migrator = start<ProductHandlers>(entry);
  await owner.query('create database bench_template');
  await migrator.call('prepare', named('bench_template'));
  await migrator.stop();
  await owner.end();
  return {
    load,
    entry,
    client: new URL('../dist/client', import.meta.url).href,
    scale,
    say,
    databaseCpu: () => familyCpuMs(cluster.pid),
    latest: () => named(`bench_${made}`),
    async database() {
      made += 1;
      const client = new pg.Client(cluster.connection('owner'));
      await client.connect();
      await client.query(`create database bench_${made} template bench_template`);
      await client.query('checkpoint');
      await client.end();
      return named(`bench_${made}`);
    },
  };
}

await main();
