import { afterAll } from 'vitest';
import { endAll } from './at-end.ts';

/** Before each test file. Several follow one another in a process, so that the modules they share are loaded once. */
afterAll(endAll);
