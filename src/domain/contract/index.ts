export { endRequest, reportContract, reportLost } from './actions.ts';
export { contractRoom } from './personal.ts';
export { reopenRequest } from './reopen.ts';
