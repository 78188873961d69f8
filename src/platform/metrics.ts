import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from '@prometheus-io/client';

/** The numbers of /metrics. Labels are patterns, kinds and states: never an address, an id or a person. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'allkontrakt_http_request_seconds',
      help: 'Time from request to answer, by route pattern and status class.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    leads: new Counter({
      name: 'allkontrakt_leads_total',
      help: 'Requests stored, by service.',
      labelNames: ['service'] as const,
      registers,
    }),
    drops: new Counter({
      name: 'allkontrakt_lead_drops_total',
      help: 'Requests not stored, by reason; the sender is always told.',
      labelNames: ['reason'] as const,
      registers,
    }),
    deliveries: new Gauge({
      name: 'allkontrakt_deliveries',
      help: 'Deliveries in the book, by channel and state, as of the last look.',
      labelNames: ['channel', 'state'] as const,
      registers,
    }),
    workerLag: new Gauge({
      name: 'allkontrakt_worker_lag_seconds',
      help: 'Age of the oldest request or delivery that should have been handled.',
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
