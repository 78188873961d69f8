export { type DropReason, forgetVisitor, makeMonths, noteDropped, sweepVisits, visitsPast } from './actions.ts';
export { browserOf, kindOf } from './browser.ts';
export { Collector } from './collector.ts';
export { visitRoom } from './personal.ts';
export { type Fault, type Funnel, funnelOf, type Measured, type Vital, vitals, vitalsIn } from './reading.ts';
export {
  before,
  type Count,
  type Counts,
  countsOf,
  droppedIn,
  fewest,
  type Hour,
  lastDays,
  liveNow,
  perHour,
  type Span,
  type Tail,
  tailOf,
} from './results.ts';
export { type Dimension, dimensions, rollUp } from './rollup.ts';
export {
  type Beacon,
  type Browser,
  beacon,
  type EventKind,
  eventKinds,
  screenOf,
  sourceOf,
  type Visit,
  visitorOf,
  wordOf,
} from './visit.ts';
