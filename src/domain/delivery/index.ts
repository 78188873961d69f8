export {
  cancel,
  cancelAbout,
  enqueue,
  eraseAbout,
  forgetCaught,
  type NewDelivery,
  replay,
  replayTo,
  resume,
  sweepDeliveries,
} from './actions.ts';
export {
  after,
  breakerAfter,
  type Channel,
  type Delivery,
  type DeliveryKind,
  deliveryKinds,
  deliveryMoves,
  deliveryStates,
  type Ended,
  nothingLeft,
  type Rendered,
  type Renderer,
  retrySeconds,
} from './delivery.ts';
export { Dispatcher, type Ports } from './dispatcher.ts';
export { deliveryRoom } from './personal.ts';
export {
  attemptsOf,
  caughtOf,
  deliveriesOf,
  deliveriesTo,
  deliveryById,
  deliveryCounts,
  failedDeliveries,
  type SentTo,
} from './queries.ts';
export { cancelled, mailTo, oneByOne } from './render.ts';
export { outlive, sealMail, unsealMail } from './seal.ts';
export { noteTaken, settleTaken } from './taken.ts';
