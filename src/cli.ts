import { requireNode } from './node-version.ts';

requireNode();
await import('./commands.ts');
