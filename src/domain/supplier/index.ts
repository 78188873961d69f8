export { configureSupplier, disableEndpoints, type SupplierChange, seedRegistry } from './actions.ts';
export { endpointsOf, suppliers, suppliersFor } from './queries.ts';
export { hasChannel, type RegisteredSupplier } from './supplier.ts';
