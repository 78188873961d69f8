export { configureSupplier, disableEndpoints, type SupplierChange, seedRegistry } from './actions.ts';
export { supplierRoom } from './personal.ts';
export { endpointsOf, offeredFor, suppliers } from './queries.ts';
export { noteRecipients, type RecipientPeriod, recipientPeriods, recipientsAmiss } from './recipients.ts';
export { hasChannel, type RegisteredSupplier } from './supplier.ts';
