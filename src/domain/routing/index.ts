export { addable, decideAdded, noteWithdrawn, routeLead } from './actions.ts';
export { decisionsOf } from './queries.ts';
export { type Candidate, type Decision, decide, mostSuppliers, type RoutingReason, routingReasons } from './routing.ts';
