import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A mail that the peer has said yes to. */
export interface Taken {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
  /**
   * When the line was opened, or the mail before it answered (`performance.now`): whoever sends can't have decided on this one before that.
   */
  readonly after: number;
}

/** What a mail server may do. Undefined: it says yes. */
export interface Manners {
  /** Instead of 220, and then it closes; '' when it says nothing at all. */
  greet?: () => string | undefined;
  mail?: (from: string) => string | undefined;
  rcpt?: (to: string) => string | undefined;
  /** When the whole mail has come; `drop` cuts the line without a word, and `take-drop` does so after keeping the mail. */
  data?: (mail: Taken) => Promise<string | undefined> | string | undefined;
}

export interface SmtpPeer {
  readonly url: string;
  manners: Manners;
  readonly taken: Taken[];
  /** How many lines were ever open, and how many are. */
  readonly lines: { opened: number; open: number };
  /**
   * Lines that ended without the sender having gone on or said goodbye after a mail whose end it had sent: nobody but the peer can know
   * whether it was taken. Their recipients.
   */
  readonly unsure: string[];
  /** Called with every mail that is taken. */
  onTaken: (mail: Taken) => void;
  close(): Promise<void>;
}

/** A mail server that can be told how to behave, line by line; quick enough to be a sink. @param keep whether it keeps the mails themselves */
export async function smtpPeer(manners: Manners = {}, keep = true): Promise<SmtpPeer> {
  const sockets = new Set<Socket>();
  const peer = {
    manners,
    taken: [],
    lines: { opened: 0, open: 0 },
    unsure: [],
    onTaken: () => {},
  } as unknown as SmtpPeer;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    peer.lines.opened += 1;
    peer.lines.open += 1;
    talk(peer, socket, keep);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      peer.lines.open -= 1;
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(peer, {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((done) => server.close(() => done()));
    },
  });
}

function talk(peer: SmtpPeer, socket: Socket, keep: boolean): void {
  let [from, to, held] = ['', '', ''];
  /** Between a sender that was taken and the end of its mail, or RSET. */
  let open = false;
  let inData = false;
  let after = performance.now();
  let unsure = false;
  const say = (text: string) => socket.write(`${text}\r\n`);
  socket.setEncoding('latin1');
  socket.on('close', () => {
    if (unsure) peer.unsure.push(to);
  });
  const finish = async (raw: string) => {
    open = false;
    const mail = { from, to, raw: keep ? raw : '', after };
    unsure = true;
    const said = peer.manners.data?.(mail);
    const answer = typeof said === 'object' ? await said : said;
    after = performance.now();
    if (answer === 'drop') return socket.destroy();
    if (answer && answer !== 'take-drop') return say(answer);
    peer.taken.push(mail);
    peer.onTaken(mail);
    return answer === 'take-drop' ? socket.destroy() : say('250 2.0.0 ok');
  };
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    const [, address = ''] = /<([^>]*)>/.exec(line) ?? [];
    if (verb === 'MAIL') {
      unsure = false;
      if (open) return say('503 5.5.1 nested MAIL');
      [from, to] = [address, ''];
      const answer = peer.manners.mail?.(address);
      open = !answer;
      return say(answer ?? '250 2.1.0 ok');
    }
    if (verb === 'RSET') open = false;
    if (verb === 'RCPT') {
      if (!open) return say('503 5.5.1 no sender');
      const answer = peer.manners.rcpt?.(address);
      to = answer ? '' : address;
      if (answer) after = performance.now();
      return say(answer ?? '250 2.1.5 ok');
    }
    if (verb === 'DATA') {
      inData = to !== '';
      return say(inData ? '354 go on' : '503 5.5.1 no recipient');
    }
    if (verb === 'QUIT') {
      unsure = false;
      return socket.end('221 bye\r\n');
    }
    return say(verb === 'EHLO' ? '250-peer\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES' : '250 ok');
  };
  const greeting = peer.manners.greet?.();
  if (greeting === '') return;
  say(greeting ?? '220 peer');
  if (greeting) return void socket.end();
  socket.on('data', (chunk: string) => {
    held += chunk;
    for (;;) {
      const mark = inData ? '\r\n.\r\n' : '\r\n';
      const at = held.indexOf(mark);
      if (at < 0) return;
      const part = held.slice(0, at);
      held = held.slice(at + mark.length);
      if (inData) {
        inData = false;
        // A dot in front of a line is doubled on its way.
        void finish(part.includes('\r\n..') ? part.replaceAll('\r\n..', '\r\n.') : part);
      } else command(part);
    }
  });
}
