import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { answer, cpuMs } from './process.ts';

/** What else one could send a newsletter by: nodemailer as it comes, and sockets that say no more than they must. */
const from = 'info@allkontrakt.example';

/** Mails to so many over a bare pool, each rendered for its recipient. @returns mails per second */
async function nodemailer(url: string, html: string, text: string, n: number, connections: number): Promise<number> {
  const pool = createTransport({ url, pool: true, maxConnections: connections, maxMessages: Number.POSITIVE_INFINITY });
  const link = (i: number) => `https://www.allkontrakt.example/nyhetsbrev/avslut/${'x'.repeat(120)}${i}`;
  const fill = (part: string, i: number) => part.replaceAll(/\uE000\w+\uE001/g, link(i));
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < n; i = next++) {
      await pool.sendMail({
        ...{ from, to: `lasare${i}@brevby.example`, subject: 'Ett nytt år med el – vår genomgång' },
        ...{ html: fill(html, i), text: fill(text, i), messageId: `<${i}@allkontrakt.example>` },
        headers: { 'List-Unsubscribe': `<${link(i)}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      });
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, lane));
  const seconds = (performance.now() - started) / 1000;
  pool.close();
  return n / seconds;
}

/** Says the same bytes to so many, knowing nothing of mail: the envelope in one write, the mail in another. */
async function raw(url: string, message: string, n: number, connections: number): Promise<number> {
  const { hostname, port } = new URL(url);
  const body = Buffer.from(`${message}\r\n.\r\n`, 'latin1');
  let next = 0;
  const lane = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      let expected = 1;
      let step: 'hello' | 'envelope' | 'mail' | 'bye' = 'hello';
      const envelope = () => {
        const i = next++;
        step = i < n ? 'envelope' : 'bye';
        expected = i < n ? 3 : 1;
        socket.write(i < n ? `MAIL FROM:<${from}>\r\nRCPT TO:<lasare${i}@brevby.example>\r\nDATA\r\n` : 'QUIT\r\n');
      };
      socket.on('error', reject).on('close', () => resolve());
      socket.on('data', (chunk) => {
        // Every answer is one line here.
        for (const byte of chunk) if (byte === 10) expected -= 1;
        if (expected > 0) return;
        if (step === 'envelope') {
          step = 'mail';
          expected = 1;
          socket.write(body);
        } else if (step !== 'bye') envelope();
      });
    });
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, lane));
  return n / ((performance.now() - started) / 1000);
}

const handlers = { nodemailer, raw, cpu: cpuMs };
export type Clients = typeof handlers;

answer(handlers);
