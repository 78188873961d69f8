// Written by UPDATE_EDITION=1 npx vitest run src/platform/policy-edition.test.ts
import edition20261122 from './2026-11-22.json' with { type: 'json' };
import edition20261123 from './2026-11-23.json' with { type: 'json' };
import edition20261125 from './2026-11-25.json' with { type: 'json' };

export const editionFiles: readonly unknown[] = [edition20261122, edition20261123, edition20261125];
