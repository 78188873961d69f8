export { endRequest, reportContract, reportLost } from './actions.ts';
