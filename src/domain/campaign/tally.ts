export { tally } from '../newsletter/index.ts';
