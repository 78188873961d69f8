import { type AddressInfo, createServer, Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { selfSigned } from '../http-out/test-certificate.ts';
import { type Line, smtpCarrier } from './line.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const from = 'info@allkontrakt.example';
const message = (text: string) => Buffer.from(`Subject: ${text}\r\n\r\n${text}\r\n.\r\n`);

async function open(url: string, timeoutMs = 5000): Promise<Line> {
  const line = await smtpCarrier({ url, timeoutMs }).open();
  if ('kind' in line) throw new Error(JSON.stringify(line));
  closers.push(() => line.close());
  return line;
}

/** A mail server of somebody else's making, with TLS as it is told and a password. */
async function server(options: SMTPServerOptions) {
  const got: { readonly raw: string; readonly to: string; readonly tls: boolean; readonly user: unknown }[] = [];
  const peer = new SMTPServer({
    logger: false,
    onAuth: ({ username, password }, _, done) =>
      username === 'utskick' && password === 'hemligt åäö'
        ? done(null, { user: username })
        : done(Object.assign(new Error('no'), { responseCode: 535 })),
    async onData(stream, session, done) {
      const raw = Buffer.concat(await stream.toArray()).toString();
      const [to] = session.envelope.rcptTo;
      got.push({ raw, to: to?.address ?? '', tls: Boolean(session.secure), user: session.user });
      done();
    },
    ...options,
  });
  peer.on('error', () => {});
  await new Promise<void>((done) => peer.listen(0, '127.0.0.1', done));
  closers.push(() => new Promise<void>((done) => peer.close(done)));
  return { got, port: (peer.server.address() as AddressInfo).port };
}

describe('over TLS, with a password', () => {
  const { key, cert } = selfSigned('localhost');
  const known = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([...known, cert]));
  afterAll(() => setDefaultCACertificates(known));
  const login = 'utskick:hemligt%20%C3%A5%C3%A4%C3%B6';

  it.each([
    ['STARTTLS', 'smtp', { key, cert }, ['PLAIN', 'LOGIN']],
    ['TLS from the start', 'smtps', { key, cert, secure: true }, ['LOGIN']],
    ['STARTTLS, one command at a time', 'smtp', { key, cert, hidePIPELINING: true }, ['PLAIN']],
  ] as const)('%s: many mails on one line', async (_, scheme, options, authMethods) => {
    const { got, port } = await server({ ...options, authMethods: [...authMethods] });
    const line = await open(`${scheme}://${login}@localhost:${port}`);
    for (let i = 0; i < 20; i += 1) {
      const answer = await line.send({ from, to: `lasare${i}@brevby.example` }, message(`nr ${i}`));
      expect(answer).toEqual({ kind: 'taken' });
    }
    expect(got.map(({ to }) => to)).toEqual(Array.from({ length: 20 }, (_, i) => `lasare${i}@brevby.example`));
    expect(got.every(({ tls, user }) => tls && user === 'utskick')).toBe(true);
    expect(got[7]?.raw).toBe('Subject: nr 7\r\n\r\nnr 7\r\n');
  });

  it('takes no wrong password, no unknown issuer and no name but its own', async () => {
    const { got, port } = await server({ key, cert });
    const opened = (url: string) => smtpCarrier({ url, timeoutMs: 5000 }).open();
    expect(await opened(`smtp://utskick:fel@localhost:${port}`)).toEqual({ kind: 'server', reason: 'authentication' });
    expect(await opened(`smtp://${login}@127.0.0.1:${port}`)).toEqual({ kind: 'server', reason: 'tls' });
    const stranger = selfSigned('localhost');
    const other = await server({ ...stranger, secure: true });
    expect(await opened(`smtps://${login}@localhost:${other.port}`)).toEqual({ kind: 'server', reason: 'tls' });
    expect([got, other.got]).toEqual([[], []]);
  });

  it('does not send a password to another machine in the clear', async () => {
    let asked = 0;
    const { port } = await server({
      ...{ disabledCommands: ['STARTTLS'], allowInsecureAuth: true },
      onAuth: (_, __, done) => {
        asked += 1;
        done(null, { user: 'utskick' });
      },
    });
    // 0.0.0.0 reaches this machine and is none of its names.
    const opened = await smtpCarrier({ url: `smtp://${login}@0.0.0.0:${port}`, timeoutMs: 5000 }).open();
    expect([opened, asked]).toEqual([{ kind: 'server', reason: 'tls' }, 0]);
  });
});

/** Answers line by line as it is told to; a mail's own lines are not asked about. */
async function scripted(answers: (command: string, socket: Socket) => string | undefined, extensions = ['PIPELINING']) {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const peer = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let held = '';
    let inMail = false;
    socket.on('data', (chunk) => {
      held += chunk.toString();
      for (let at = held.indexOf('\r\n'); at >= 0; at = held.indexOf('\r\n')) {
        const line = held.slice(0, at);
        held = held.slice(at + 2);
        if (inMail && line !== '.') continue;
        inMail = false;
        heard.push(line);
        const greeting = ['peer', ...extensions].map((one, i) => `250${i === extensions.length ? ' ' : '-'}${one}`);
        const answer = line.startsWith('EHLO') ? greeting.join('\r\n') : (answers(line, socket) ?? '250 ok');
        inMail = answer.startsWith('354');
        if (answer) socket.write(`${answer}\r\n`);
      }
    });
    socket.write('220 peer\r\n');
  });
  await new Promise<void>((done) => peer.listen(0, '127.0.0.1', done));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((done) => peer.close(() => done()));
  });
  return { heard, url: `smtp://127.0.0.1:${(peer.address() as AddressInfo).port}` };
}
const verbs = (heard: readonly string[]) => heard.slice(1).map((line) => line.split(' ')[0]);
const data = (command: string) => (command === 'DATA' ? '354 go on' : undefined);

describe('a line', () => {
  it('asks one thing at a time of a server that takes no more, and stops at its no', async () => {
    const { heard, url } = await scripted(
      (command) => (command.includes('nobody') ? '550 5.1.1 unknown' : data(command)),
      [],
    );
    const line = await open(url);
    expect(await line.send({ from, to: 'nobody@brevby.example' }, message('a'))).toMatchObject({ kind: 'no-address' });
    expect(await line.send({ from, to: 'lena@brevby.example' }, message('b'))).toEqual({ kind: 'taken' });
    expect(verbs(heard)).toEqual(['MAIL', 'RCPT', 'RSET', 'MAIL', 'RCPT', 'DATA', '.']);
  });

  it('gives nothing to a server that waits for a mail to nobody, and begins anew', async () => {
    const { heard, url } = await scripted((command) => {
      if (command.includes('nobody')) return '550 5.7.1 not you';
      return command === '.' && heard.filter((one) => one === '.').length === 1 ? '554 no recipients' : data(command);
    });
    const line = await open(url);
    expect(await line.send({ from, to: 'nobody@brevby.example' }, message('a'))).toMatchObject({ kind: 'refused' });
    expect(await line.send({ from, to: 'lena@brevby.example' }, message('b'))).toEqual({ kind: 'taken' });
    expect(verbs(heard)).toEqual(['MAIL', 'RCPT', 'DATA', '.', 'RSET', 'MAIL', 'RCPT', 'DATA', '.']);
  });

  it('reads answers of many lines, in whatever pieces they come', async () => {
    const { url } = await scripted((command, socket) => {
      if (!command.startsWith('RCPT')) return data(command);
      for (const part of ['450-4.2', '.1 busy\r', '\n450-', 'try again\r\n450 4.2.1 la', 'ter\r\n']) socket.write(part);
      return '';
    });
    const line = await open(url);
    expect(await line.send({ from, to: 'lena@brevby.example' }, message('a'))).toEqual({
      ...{ kind: 'later', reason: 'recipient-refused' },
    });
    expect(line.usable).toBe(true);
  });

  it.each<[string, (command: string) => string | undefined, object]>([
    ['says 421', (command) => (command.startsWith('RCPT') ? '421 4.3.2 down' : data(command)), { kind: 'server' }],
    ['says what is no answer', (command) => (command === '.' ? 'what?' : data(command)), { kind: 'later' }],
    [
      'says more than anybody reads',
      (command) => (command === '.' ? '250-ok\r\n'.repeat(20_000) : data(command)),
      { kind: 'later' },
    ],
  ])('to a server that %s is of no more use', async (_, answers, expected) => {
    const { url } = await scripted(answers);
    const line = await open(url);
    expect(await line.send({ from, to: 'lena@brevby.example' }, message('a'))).toMatchObject(expected);
    expect(line.usable).toBe(false);
    expect(await line.send({ from, to: 'lena@brevby.example' }, message('a'))).toMatchObject({ kind: 'server' });
  });

  it('that the server closes between two mails says so, and loses none', async () => {
    const { url } = await scripted((command, socket) => {
      if (command === '.') setImmediate(() => socket.end('421 4.4.2 idle\r\n'));
      return data(command);
    });
    const line = await open(url);
    expect(await line.send({ from, to: 'lena@brevby.example' }, message('a'))).toEqual({ kind: 'taken' });
    while (line.usable) await new Promise((resolve) => setImmediate(resolve));
    expect(await line.send({ from, to: 'olle@brevby.example' }, message('b'))).toMatchObject({ kind: 'server' });
  });

  it('waits for a server that thinks about a mail for longer than it may about anything else, and no longer once it has answered', async () => {
    const waits: (number | undefined)[] = [];
    const idle = vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (this: Socket, ms) {
      waits.push(ms);
      return this;
    });
    const { url } = await scripted(data);
    const line = await open(url);
    waits.length = 0;
    expect(await line.send({ from, to: 'lena@brevby.example' }, message('a'))).toEqual({ kind: 'taken' });
    idle.mockRestore();
    expect(waits).toEqual([600_000, 5000]);
  });

  it('that is closed while a mail is on its way doesn’t write its end: it would be taken by a server that nobody hears', async () => {
    const [stopped, ended] = [Promise.withResolvers<Socket>(), Promise.withResolvers<void>()];
    let got = '';
    const { url } = await scripted((command, socket) => {
      if (command !== 'DATA') return undefined;
      socket.removeAllListeners('data');
      socket.once('data', () => {
        socket.pause();
        stopped.resolve(socket);
      });
      socket.on('close', () => ended.resolve());
      socket.write('354 go on\r\n');
      return '';
    });
    const line = await open(url);
    const sent = line.send({ from, to: 'lena@brevby.example' }, message('långt '.repeat(4_000_000)));
    const socket = await stopped.promise;
    line.close();
    expect(await sent).toMatchObject({ kind: 'later' });
    socket.on('data', (chunk) => {
      got = (got + chunk.toString('latin1')).slice(-100);
    });
    socket.resume();
    await ended.promise;
    expect(got.endsWith('\r\n.\r\n')).toBe(false);
  });

  it('writes no address that would be two commands', async () => {
    const { heard, url } = await scripted(data);
    const line = await open(url);
    const answer = await line.send({ from, to: 'a@b.example>\r\nRCPT TO:<c@d.example' }, message('a'));
    expect(answer).toEqual({ kind: 'refused', reason: 'bad-address' });
    expect(verbs(heard)).toEqual([]);
  });
});
