import { deliveryCounts } from '#domain/delivery/index.ts';
import type { Face } from './face.ts';
import { endpoints } from './paths.ts';

/** What the readiness check looks at. */
export interface Readiness {
  readonly database: boolean;
  /** A restored backup is being cleaned: nothing is served or done. */
  readonly quarantined: boolean;
  readonly migrations: boolean;
  /** Whether this process does the work that can lag; a web process is ready however late the workers are. */
  readonly working: boolean;
  /** Age in seconds of the oldest request or delivery that should have been handled by now; undefined when unknown. */
  readonly workerLagSeconds: number | undefined;
}

/** A worker that is this far behind needs looking at, though the site still takes requests. */
const mostLagSeconds = 300;

/** For the machine that watches over this one: is the process there, can it work, how does it do. */
export function opsRoutes(face: Face, readiness: () => Promise<Readiness>): void {
  const { map, metrics } = face;
  map.route('GET', endpoints.health, 'anyone', ({ c }) => c.json({ ok: true }));
  map.route('GET', endpoints.ready, 'anyone', async ({ c }) => {
    const state = await readiness();
    const ok =
      state.database &&
      !state.quarantined &&
      state.migrations &&
      (!state.working || (state.workerLagSeconds ?? 0) < mostLagSeconds);
    return c.json({ ok, ...state }, ok ? 200 : 503);
  });
  map.route('GET', endpoints.metrics, 'anyone', async ({ c }) => {
    const { workerLagSeconds } = await readiness();
    metrics.deliveries.reset();
    for (const { channel, state, count } of await deliveryCounts(face.ctx.db))
      metrics.deliveries.set({ channel, state }, count);
    if (workerLagSeconds !== undefined) metrics.workerLag.set(workerLagSeconds);
    c.header('Content-Type', metrics.registry.contentType);
    return c.body(await metrics.registry.metrics());
  });
}
