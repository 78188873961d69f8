import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './product.ts';

const debian = '/usr/share/wordpress';
export const pluginFolder = resolve('integrations/wordpress/allkontrakt');

export interface WordPress {
  /** By number, so that it is another site than what is reached as localhost. */
  readonly url: string;
  readonly password: string;
  /** Runs PHP in this WordPress and gives what it writes. */
  php(code: string): string;
  /** What PHP has complained of. */
  log(): string;
  /** Ends it and takes away all of it. */
  stop(): Promise<void>;
}

/** Waits for something that starts, ten seconds at most. */
async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what} did not start within ten seconds`);
}

/** A process and those it starts, which end with the test, and at the latest with this process. */
function run(command: string, args: readonly string[], env: Record<string, string> = {}): () => Promise<void> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore', detached: true });
  const end = () => {
    // The group: PHP's server has workers of its own.
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', end);
  return async () => {
    process.off('exit', end);
    const ended = once(child, 'exit');
    end();
    if (child.exitCode === null && child.signalCode === null) await ended;
  };
}

/** A database server that listens at a socket in the folder and nowhere else. */
async function database(folder: string): Promise<{ socket: string; stop: () => Promise<void> }> {
  const data = join(folder, 'db');
  const socket = join(folder, 'db.sock');
  const user = `--user=${userInfo().username}`;
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', user, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: 'ignore' },
  );
  const server = existsSync('/usr/sbin/mariadbd') ? '/usr/sbin/mariadbd' : 'mariadbd';
  const stop = run(server, [
    ...['--no-defaults', user, `--datadir=${data}`, `--socket=${socket}`, '--skip-networking'],
    `--pid-file=${join(folder, 'db.pid')}`,
  ]);
  await until(() => existsSync(socket), 'MariaDB');
  return { socket, stop };
}

const config = (socket: string, url: string, log: string) => `<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:${socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'WP_HOME', '${url}' );
define( 'WP_SITEURL', '${url}' );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_LOG', '${log}' );
define( 'WP_DEBUG_DISPLAY', false );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', 'localhost' );
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
`;

/**
 * Debian's WordPress in Swedish, from a temporary folder, with a database of its own and the plugin in its place, not activated. PHP's own server
 * listens at 127.0.0.1.
 */
export async function wordPress(): Promise<WordPress> {
  const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-wp-'));
  const site = join(folder, 'site');
  const log = join(folder, 'debug.log');
  const { socket, stop } = await database(folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // Debian's own links lead to libraries of other packages, and its settings to /etc: a copy of the files has neither.
  cpSync(debian, site, { recursive: true, dereference: true });
  writeFileSync(join(site, 'wp-config.php'), config(socket, url, log));
  mkdirSync(join(site, 'wp-content/plugins'), { recursive: true });
  cpSync(pluginFolder, join(site, 'wp-content/plugins/allkontrakt'), { recursive: true });
  const password = 'ett långt lösenord för provet';
  const php = (code: string) => {
    const done = spawnSync('php', ['-d', 'display_errors=stderr', '--'], {
      input: `<?php ${code}`,
      cwd: site,
      encoding: 'utf8',
      env: { ...process.env, SITE: site },
    });
    if (done.status !== 0) throw new Error(`PHP ended with ${done.status}: ${done.stderr}${done.stdout}`);
    return done.stdout;
  };
  php(`mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
    ( new mysqli( null, 'root', '', '', 0, '${socket}' ) )->query( 'create database wordpress character set utf8mb4' );`);
  const booted = `$_SERVER['HTTP_HOST'] = '127.0.0.1:${port}'; $_SERVER['REQUEST_METHOD'] = 'GET';`;
  php(`${booted} define( 'WP_INSTALLING', true ); require 'wp-load.php'; require ABSPATH . 'wp-admin/includes/upgrade.php';
    wp_install( 'Värdens webbplats', 'admin', 'admin@varden.example', true, '', '${password}', 'sv_SE' );
    switch_theme( 'twentytwentythree' );`);
  const stopPhp = run('php', ['-S', `127.0.0.1:${port}`, '-t', site], { PHP_CLI_SERVER_WORKERS: '4' });
  await until(
    () =>
      fetch(`${url}/wp-login.php`).then(
        (a) => a.ok,
        () => false,
      ),
    'WordPress',
  );
  return {
    url,
    password,
    php: (code) => php(`${booted} require 'wp-load.php'; ${code}`),
    log: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    async stop() {
      await stopPhp();
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
