import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Log } from '#platform/log.ts';

/** Answers on a port. @param port 0 takes any free one */
export async function listenHttp(
  app: { fetch: Parameters<typeof serve>[0]['fetch'] },
  { host, port, log }: { readonly host: string; readonly port: number; readonly log: Log },
) {
  const server = await new Promise<Server>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, hostname: host, port }) as Server;
    started.once('listening', () => resolve(started));
    started.once('error', reject);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    /** Stops listening at once, answers what has been asked, and cuts off what still hangs after five seconds. */
    stop: () =>
      new Promise<void>((resolve) => {
        const cut = setTimeout(() => {
          log.warn({ event: 'http.cut' }, 'connections that did not finish were closed');
          server.closeAllConnections();
        }, 5000);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
