import { slot } from '../src/domain/campaign/campaign.ts';
import type { Bench } from './measures.ts';
import { start } from './process.ts';
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

/** A campaign beside what else it could be sent by, to one sink; and what it takes of memory to send it to few and to many. */
export async function campaign(bench: Bench): Promise<Row[]> {
  const sink = start<Sink>(file('smtp-sink'));
  const clients = start<Clients>(file('smtp-clients'));
  const flags = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
  const product = start<ProductHandlers>(bench.entry, ['--enable-source-maps', ...flags]);
  const { html, text } = mail();
  const some = Math.max(Math.round(10_000 * bench.scale), 500);
  const few = Math.max(Math.round(1000 * bench.scale), 100);
  const many = Math.round(200_000 * bench.scale);
  try {
    const url = await sink.call('listen');
    await product.call('startCampaigns', await bench.database(), bench.client, url, connections);
    const took = async (n: number) => {
      const sent = await product.call('sendCampaign', n, html, text);
      const { n: arrived, last } = await sink.call('taken');
      if (arrived !== n) throw new Error(`${arrived} of ${n} arrived`);
      return { ...sent, last };
    };
    bench.say(`campaign: html of ${html.length} letters`);
    const first = await took(few);
    const message = first.last;
    await clients.call('nodemailer', url, html, text, Math.min(some, 500), connections);
    const pool = await clients.call('nodemailer', url, html, text, some, connections);
    await clients.call('raw', url, message, few, connections);
    const raw = await clients.call('raw', url, message, some, connections);
    await sink.call('taken');
    const ours = await took(some);
    const rawAgain = await clients.call('raw', url, message, some, connections);
    await sink.call('taken');
    const bare = (raw + rawAgain) / 2;
    bench.say(`cpu ${JSON.stringify({ ...ours, last: 0 })}`);
    const rows: Row[] = [
      {
        what: `campaign, ${some} mails of ${Math.round(message.length / 1000)} kB: nodemailer’s pool, ${connections} connections`,
        perSecond: pool,
      },
      { what: 'campaign: bare SMTP, the same bytes', perSecond: bare },
      {
        what: 'campaign',
        ...{
          perSecond: ours.perSecond,
          cpu: ours.cpu,
          ratio: ours.perSecond / bare,
          also: `${(ours.perSecond / pool).toFixed(1)} × nodemailer`,
        },
        aim: '≥ 0.4, ≥ 5 ×',
      },
    ];
    for (const [n, at] of [
      [few, first],
      [some, ours],
      [many, await took(many)],
    ] as const)
      rows.push({
        what: `campaign to ${n}: at most ${at.heapMb} MB of heap, ${at.residentMb} MB resident`,
        perSecond: at.perSecond,
      });
    return rows;
  } finally {
    await product.stop();
    await clients.stop();
    await sink.stop();
  }
}
