// Long because a real SMTP server gives every answer that one can give.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Mail } from './mail.ts';
import { createMailer, type KeptMail, type MailerOptions } from './mailer.ts';

const from = 'Allkontrakt <info@allkontrakt.example>';
const mail: Mail = {
  to: 'kund@foretaget.example',
  class: 'service',
  subject: 'Ny offert på el från Ljusåkra – ändå värd att öppna',
  html: '<p>Hej på dig</p>',
  text: 'Hej på dig',
  messageId: '<0190-1@allkontrakt.example>',
};
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A real SMTP server on loopback that takes everything, unless told otherwise, and parses what it got. */
async function peer(options: SMTPServerOptions = {}) {
  const received: { parsed: ParsedMail; raw: string; to: readonly string[] }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: async (stream, session, callback) => {
      const chunks = await stream.toArray().catch(() => undefined);
      if (!chunks) return;
      const raw = Buffer.concat(chunks);
      const to = session.envelope.rcptTo.map(({ address }) => address);
      received.push({ parsed: await simpleParser(raw), raw: raw.toString(), to });
      callback();
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => new Promise<void>((done) => server.close(done)));
  return { received, url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` };
}

/** Speaks SMTP line by line, for answers a well-behaved server would not give. */
async function scripted(script: (socket: Socket, line: string) => void, greeting = '220 peer') {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n')) script(socket, line);
    });
    if (greeting) socket.write(`${greeting}\r\n`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function mailer(smtpUrl: string, options: Partial<MailerOptions> = {}) {
  const made = createMailer({ smtpUrl, from, timeoutMs: 2_000, ...options });
  closers.push(made.close);
  return made;
}

const answer = (code: number) => (_: unknown, __: unknown, callback: (error: Error) => void) =>
  callback(Object.assign(new Error('no'), { responseCode: code }));

describe('a mail over SMTP', () => {
  it('arrives as it was written, å ä ö and all, in text and HTML', async () => {
    const { url, received } = await peer();
    expect(await mailer(url).send(mail)).toEqual({ kind: 'sent' });
    const [got] = received;
    expect(got?.parsed.subject).toBe(mail.subject);
    expect(got?.parsed.from?.text).toBe('"Allkontrakt" <info@allkontrakt.example>');
    expect(got?.parsed.text?.trim()).toBe(mail.text);
    expect(got?.parsed.html).toContain('Hej på dig');
    expect(got?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(got?.raw).not.toMatch(/nodemailer/i);
    expect(got?.to).toEqual([mail.to]);
  });

  it('carries the thread, the reply address and extra headers', async () => {
    const { url, received } = await peer();
    const unsubscribe = '<https://www.allkontrakt.example/n/avsluta?t=abc>';
    await mailer(url).send({
      ...mail,
      replyTo: 'fraga@allkontrakt.example',
      references: ['<a@b.example>', '<c@d.example>'],
      headers: { 'List-Unsubscribe': unsubscribe },
    });
    const parsed = received[0]?.parsed;
    expect(parsed?.replyTo?.text).toBe('fraga@allkontrakt.example');
    expect(parsed?.references).toEqual(['<a@b.example>', '<c@d.example>']);
    expect(parsed?.inReplyTo).toBe('<c@d.example>');
    expect(received[0]?.raw).toContain(unsubscribe);
  });

  it('keeps its Message-ID when it is sent again (G2)', async () => {
    let attempts = 0;
    const { url, received } = await peer({
      onRcptTo: (_, __, callback) =>
        callback(attempts++ === 0 ? Object.assign(new Error(), { responseCode: 451 }) : null),
    });
    const sender = mailer(url);
    expect(await sender.send(mail)).toMatchObject({ kind: 'refused', permanent: false });
    expect(await sender.send(mail)).toEqual({ kind: 'sent' });
    expect(received.map(({ parsed }) => parsed.messageId)).toEqual([mail.messageId]);
  });

  it('takes no envelope, attachment or other field along', async () => {
    const { url, received } = await peer();
    const sneaky = {
      ...mail,
      envelope: { from: 'x@x.example', to: 'other@x.example' },
      bcc: 'other@x.example',
      attachments: [{ path: '/etc/hostname' }],
      raw: 'Subject: x\r\n\r\nx',
    };
    await mailer(url).send(sneaky);
    expect(received[0]?.to).toEqual([mail.to]);
    expect(received[0]?.parsed.attachments).toEqual([]);
    expect(received[0]?.parsed.subject).toBe(mail.subject);
  });

  it('reads a file neither for the text nor for the HTML', async () => {
    const { url, received } = await peer();
    const sneaky = { ...mail, html: { path: '/etc/hostname' } as unknown as string };
    expect(await mailer(url).send(sneaky)).toMatchObject({ kind: 'refused' });
    expect(received).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    ['onMailFrom', 'sender-refused'],
    ['onRcptTo', 'recipient-refused'],
  ] as const)('at %s is permanent with 5xx and temporary with 4xx', async (step, reason) => {
    const permanent = await peer({ [step]: answer(550) });
    const temporary = await peer({ [step]: answer(450) });
    expect(await mailer(permanent.url).send(mail)).toEqual({ kind: 'refused', permanent: true, reason });
    expect(await mailer(temporary.url).send(mail)).toEqual({ kind: 'refused', permanent: false, reason });
  });

  it.each([
    [554, true],
    [451, false],
  ])('after the message, %i, is permanent: %s', async (code, permanent) => {
    const onData: SMTPServerOptions['onData'] = (stream, _, callback) => {
      stream.resume().on('end', () => callback(Object.assign(new Error('no'), { responseCode: code })));
    };
    const { url } = await peer({ onData });
    expect(await mailer(url).send(mail)).toEqual({ kind: 'refused', permanent, reason: 'message-refused' });
  });

  it('is temporary when the server drops the line after DATA, and is not repeated behind our back', async () => {
    let messages = 0;
    const url = await scripted((socket, line) => {
      if (line === 'DATA') socket.write('354 go on\r\n');
      else if (line === '.') {
        messages += 1;
        socket.destroy();
      } else if (/^(EHLO|MAIL|RCPT)/.test(line)) socket.write('250 ok\r\n');
    });
    expect(await mailer(url).send(mail)).toEqual({ kind: 'refused', permanent: false, reason: 'connect' });
    expect(messages).toBe(1);
  });

  it('is temporary when the server hangs, at the greeting or later', async () => {
    const mute = await scripted(() => {}, '');
    const stuck = await scripted((socket, line) => line.startsWith('EHLO') && socket.write('250 ok\r\n'));
    const timeout = { kind: 'refused', permanent: false, reason: 'timeout' };
    expect(await mailer(mute, { timeoutMs: 150 }).send(mail)).toEqual(timeout);
    expect(await mailer(stuck, { timeoutMs: 150 }).send(mail)).toEqual(timeout);
  });

  it('is temporary when the server trickles an answer that never ends', async () => {
    const url = await scripted((socket, line) => {
      if (!line.startsWith('EHLO')) return;
      const drip = setInterval(() => socket.write('250-x\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const result = await mailer(url, { timeoutMs: 150 }).send(mail);
    expect(result).toMatchObject({ kind: 'refused', permanent: false, reason: 'timeout' });
  });

  it('is temporary when nobody listens, and when the server turns everyone away', async () => {
    const away = await scripted(() => {}, '554 go away');
    expect(await mailer('smtp://127.0.0.1:1').send(mail)).toEqual({
      kind: 'refused',
      permanent: false,
      reason: 'connect',
    });
    expect(await mailer(away).send(mail)).toMatchObject({ kind: 'refused', permanent: false });
  });

  it('is temporary when our own password is wrong', async () => {
    const { url } = await peer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_, __, callback) => callback(Object.assign(new Error('no'), { responseCode: 535 })),
    });
    const result = await mailer(url.replace('//', '//user:wrong@')).send(mail);
    expect(result).toEqual({ kind: 'refused', permanent: false, reason: 'authentication' });
  });

  it('does not send a password to another machine in the clear', async () => {
    let asked = 0;
    const onAuth: SMTPServerOptions['onAuth'] = (_, __, callback) => {
      asked += 1;
      callback(null, { user: 'user' });
    };
    const { url, received } = await peer({ authOptional: false, allowInsecureAuth: true, onAuth });
    const local = url.replace('//', '//user:secret@');
    // 0.0.0.0 reaches this machine and is none of its names.
    const remote = local.replace('127.0.0.1', '0.0.0.0');
    expect(await mailer(remote).send(mail)).toEqual({ kind: 'refused', permanent: false, reason: 'tls' });
    expect(asked).toBe(0);
    expect(await mailer(local).send(mail)).toEqual({ kind: 'sent' });
    expect([asked, received.length]).toEqual([1, 1]);
  });

  it('is one attempt: a server that hangs up at once is not called again behind our back', async () => {
    let calls = 0;
    const server = createServer((socket) => {
      calls += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closers.push(() => server.close());
    const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await mailer(url).send(mail)).toEqual({ kind: 'refused', permanent: false, reason: 'connect' });
    expect(calls).toBe(1);
  });
});

describe('before anything is sent', () => {
  const broken = 'a\r\nBcc: other@x.example';
  it.each([
    ['to', { to: `kund@foretaget.example\r\nRCPT TO:<other@x.example>` }],
    ['subject', { subject: broken }],
    ['subject', { subject: 'a\nb' }],
    ['subject', { subject: 'a\rb' }],
    ['subject', { subject: 'a\u0000b' }],
    ['subject', { subject: 'a\u0085b' }],
    ['messageId', { messageId: `<a@b.example>\r\nX: y` }],
    ['replyTo', { replyTo: broken }],
    ['references', { references: [broken] }],
    ['headers', { headers: { 'X-Ok': broken } }],
    ['headers', { headers: { [broken]: 'x' } }],
  ])('refuses a line break in %s', async (field, change) => {
    const { url, received } = await peer();
    const result = await mailer(url).send({ ...mail, ...change });
    expect(result).toEqual({ kind: 'refused', permanent: true, reason: 'line-break', field });
    expect(JSON.stringify(result)).not.toContain('Bcc');
    expect(received).toEqual([]);
  });

  it.each([
    '',
    'kund',
    'a@b@c.example',
    'a@b.example, c@d.example',
    'Kund <a@b.example>',
    'a b@c.example',
    'a@b.example;c@d.example',
    '"a"@b.example',
    `${'a'.repeat(250)}@b.example`,
  ])('refuses %j as a recipient', async (to) => {
    const kept: KeptMail[] = [];
    const local = createMailer({ from, keep: async (it) => void kept.push(it) });
    expect(await local.send({ ...mail, to })).toMatchObject({ permanent: true, reason: 'bad-address', field: 'to' });
    expect(kept).toEqual([]);
  });

  it.each(['Bcc', 'to', 'From', 'Content-Type', 'X Y', 'X:Y', ''])('refuses a header called %j', async (name) => {
    const local = createMailer({ from, keep: async () => {} });
    const result = await local.send({ ...mail, headers: { [name]: 'x' } });
    expect(result).toMatchObject({ permanent: true, reason: 'bad-header', field: 'headers' });
  });

  it('refuses a Message-ID without brackets', async () => {
    const local = createMailer({ from, keep: async () => {} });
    expect(await local.send({ ...mail, messageId: 'a@b.example' })).toMatchObject({ reason: 'bad-header' });
  });
});

describe('without a server', () => {
  it('hands the mail over to be kept', async () => {
    const kept: KeptMail[] = [];
    const local = createMailer({ from, keep: async (it) => void kept.push(it) });
    expect(await local.send(mail)).toEqual({ kind: 'sent' });
    expect(await local.verify()).toBe(true);
    expect(kept).toEqual([{ ...mail, from }]);
  });

  it('does not start without a place to put mail, or with a sender that is no address', () => {
    expect(() => createMailer({ from })).toThrow(/SMTP_URL/);
    for (const bad of ['Allkontrakt', 'a@b.example, c@d.example', 'A <a@b.example>\r\nBcc: c@d.example']) {
      expect(() => createMailer({ from: bad, keep: async () => {} })).toThrow(/sender/);
    }
  });
});

describe('verify', () => {
  it('logs in and says what fails', async () => {
    const { url } = await peer();
    expect(await mailer(url).verify()).toBe(true);
    expect(await mailer('smtp://127.0.0.1:1').verify()).toMatchObject({ kind: 'refused', reason: 'connect' });
  });
});
