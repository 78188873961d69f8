import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import type { MailServer } from './imap-peer.ts';

/** Whether a Dovecot is installed that this user can start. */
export function hasDovecot(): boolean {
  try {
    return process.getuid?.() === 0 && execFileSync('dovecot', ['--version']).length > 0;
  } catch {
    return false;
  }
}

const nobody = 65534;

const configuration = (folder: string, port: number) => `
protocols = imap
base_dir = ${folder}/run
state_dir = ${folder}/run
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
log_path = ${folder}/log
mail_location = maildir:${folder}/mail
mail_uid = ${nobody}
mail_gid = ${nobody}
first_valid_uid = 1
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
passdb {
  driver = static
  args = password=hemligt
}
userdb {
  driver = static
  args = uid=${nobody} gid=${nobody} home=${folder}/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

/** A real Dovecot on a folder of its own. */
export async function dovecot(): Promise<MailServer> {
  const folder = mkdtempSync(join(tmpdir(), 'dovecot.'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'run'));
  mkdirSync(join(folder, 'mail'));
  chownSync(join(folder, 'mail'), nobody, nobody);
  const port = await freePort();
  const conf = join(folder, 'dovecot.conf');
  writeFileSync(conf, configuration(folder, port));
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn('dovecot', ['-F', '-c', conf], { stdio: 'ignore' });
    for (let tries = 0; !(await answers(port)); tries += 1) {
      if (tries > 200) throw new Error('Dovecot does not answer');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const stop = async () => {
    if (!child || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
    child = undefined;
  };
  const asUser = async <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const auth = { user: 'info', pass: 'hemligt' };
    const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false });
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  };
  const sourcesOf = async (client: ImapFlow, path: string): Promise<Buffer[]> => {
    const lock = await client.getMailboxLock(path);
    try {
      const found: Buffer[] = [];
      for await (const { source } of client.fetch('1:*', { source: true })) found.push(source ?? Buffer.alloc(0));
      return found;
    } finally {
      lock.release();
    }
  };
  const foldersOf = async (client: ImapFlow) => (await client.list()).map(({ path }) => path);
  await start();
  return {
    url: `imap://info:hemligt@127.0.0.1:${port}/INBOX`,
    async deliver(source, at = Temporal.Instant.from('2026-03-12T08:00:00Z')) {
      await asUser((client) => client.append('INBOX', source, [], new globalThis.Date(at.epochMilliseconds)));
    },
    count: (path) =>
      asUser(async (client) => ((await foldersOf(client)).includes(path) ? (await sourcesOf(client, path)).length : 0)),
    everything: () =>
      asUser(async (client) => {
        const all: string[] = [];
        for (const path of await foldersOf(client))
          all.push(...(await sourcesOf(client, path)).map((source) => source.toString()));
        return all;
      }),
    async renumber() {
      await stop();
      const maildir = join(folder, 'mail');
      for (const name of readdirSync(maildir, { recursive: true, encoding: 'utf8' }))
        if (/dovecot[.-](uidlist|uidvalidity|index)[^/]*$/.test(name) && existsSync(join(maildir, name)))
          rmSync(join(maildir, name), { recursive: true });
      await start();
    },
    putBack: (path) =>
      asUser(async (client) => {
        await client.mailboxOpen(path);
        await client.messageMove('1:*', 'INBOX');
      }),
    start,
    async stop() {
      await stop();
    },
  };
}
