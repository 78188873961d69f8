import { requireNode } from './node-version.ts';

// Loaded after the check: on an older Node the rest would fail first, with words that help nobody.
requireNode();
await import('./serve.ts');
