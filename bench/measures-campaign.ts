import { slot } from '../src/domain/campaign/campaign.ts';
import type { Bench } from './measures.ts';
import { type Helper, start } from './process.ts';
import type { ProductHandlers } from './product.ts';
import type { Clients } from './smtp-clients.ts';
import type { Sink } from './smtp-sink.ts';
import type { Row } from './table.ts';

const connections = 32;
const file = (name: string) => new URL(`./${name}.ts`, import.meta.url).pathname;

/** Eleven thousand letters, as a mail of some blocks has them. */
function mail(): { readonly html: string; readonly text: string } {
  const row = (i: number) =>
    `<tr><td class="p" style="font-family:Inter,Arial,sans-serif;font-size:16px;line-height:24px;color:#17211B;padding:0 24px 16px">Priset på el för företag har rört sig mycket under året, och den som band sitt avtal i våras har ofta betalat mindre än den som väntade. Punkt ${i}.</td></tr>`;
  const rows = Array.from({ length: 36 }, (_, i) => row(i)).join('\n');
  const foot = `<p>Du får mejlet för att du prenumererar. <a href="${slot('end')}">Avsluta</a> · <a href="${slot('preferences')}">Välj vad du vill läsa om</a></p>`;
  const html = `<!doctype html><html lang="sv"><body><table role="presentation">${rows}</table>${foot}</body></html>`;
  const text = `${Array.from({ length: 36 }, (_, i) => `Priset på el för företag har rört sig mycket under året. Punkt ${i}.`).join('\n\n')}\n\nAvsluta: ${slot('end')}\nVälj: ${slot('preferences')}\n`;
  return { html, text };
}

/** What one way of sending has done: mails a second, and what each mail has cost of the processors, by whose work it was. */
interface Sent {
  readonly perSecond: number;
  readonly sender: number;
  readonly database: number;
  readonly sink: number;
}

/** A campaign beside what else it could be sent by, to one sink; and what it takes of memory to send it to few and to many. */
export async function campaign(bench: Bench): Promise<Row[]> {
  const sink = start<Sink>(file('smtp-sink'));
  const clients = start<Clients>(file('smtp-clients'));
  const flags = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
  const product = start<ProductHandlers>(bench.entry, ['--enable-source-maps', '--expose-gc', ...flags]);
  const filler = start<ProductHandlers>(bench.entry);
  const { html, text } = mail();
  const some = Math.max(Math.round(10_000 * bench.scale), 500);
  const few = Math.max(Math.round(1000 * bench.scale), 100);
  const many = Math.round(200_000 * bench.scale);
  /** Measures a way of sending, and holds it to having sent all. */
  const measured = async <R>(
    who: Pick<Helper<Clients | ProductHandlers>, 'call'>,
    n: number,
    work: () => Promise<R>,
  ): Promise<R & Omit<Sent, 'perSecond'> & { last: string }> => {
    await sink.call('taken');
    const used = async () => [await who.call('cpu'), bench.databaseCpu(), await sink.call('cpu')] as const;
    const before = await used();
    const result = await work();
    const after = await used();
    const { n: arrived, last } = await sink.call('taken');
    if (arrived !== n) throw new Error(`${arrived} of ${n} arrived`);
    const each = (i: 0 | 1 | 2) => (after[i] - before[i]) / n;
    return { ...result, sender: each(0), database: each(1), sink: each(2), last };
  };
  try {
    const url = await sink.call('listen');
    await product.call('startCampaigns', await bench.database(), bench.client, url, connections);
    await filler.call('open', bench.latest());
    const ours = async (n: number) => {
      await filler.call('fillSubscribers', n);
      return measured(product, n, () => product.call('sendCampaign', n, html, text));
    };
    bench.say(`campaign: html of ${html.length} letters`);
    const first = await ours(few);
    const message = first.last;
    const pool = (n: number) =>
      measured(clients, n, async () => ({
        perSecond: await clients.call('nodemailer', url, html, text, n, connections),
      }));
    const raw = (n: number) =>
      measured(clients, n, async () => ({ perSecond: await clients.call('raw', url, message, n, connections) }));
    await pool(few);
    await raw(few);
    const [pooled, bare, sent, bareAgain] = [await pool(some), await raw(some), await ours(some), await raw(some)];
    const rawPerSecond = (bare.perSecond + bareAgain.perSecond) / 2;
    const row = (what: string, { perSecond, sender, database, sink: taking }: Sent): Row => ({
      what: `${what} (PostgreSQL ${database.toFixed(2)}, the sink ${taking.toFixed(2)} ms)`,
      ...{ perSecond, cpu: sender },
    });
    const size = `${some} mails of ${Math.round(message.length / 1000)} kB, ${connections} connections`;
    const rows: Row[] = [
      row(`campaign, ${size}: nodemailer’s pool`, pooled),
      row('campaign: bare SMTP, the same bytes', { ...bare, perSecond: rawPerSecond }),
      {
        ...row('campaign', sent),
        ratio: sent.perSecond / rawPerSecond,
        also: `${(sent.perSecond / pooled.perSecond).toFixed(1)} × nodemailer`,
        aim: '≥ 0.4, ≥ 5 ×',
      },
    ];
    for (const [n, at] of [
      [few, first],
      [some, sent],
      [many, await ours(many)],
    ] as const)
      rows.push({
        ...row(`campaign to ${n}: at most ${at.residentMb} MB resident, ${at.keptMb} MB in use`, at),
      });
    return rows;
  } finally {
    await product.stop();
    await filler.stop();
    await clients.stop();
    await sink.stop();
  }
}
