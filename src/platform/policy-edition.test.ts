import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asKept, policyDocument } from '#policy/document.ts';
import { type Edition, editions } from '#policy/editions.ts';
import { policyDate } from '#policy/ids.ts';
import { policyFingerprintSource } from '#policy/version.ts';
import { editionName, policyEdition } from './policy-edition.ts';

const folder = 'src/policy/editions';
const current: Edition = {
  name: policyEdition,
  date: policyDate,
  document: { sv: policyDocument('sv', asKept), en: policyDocument('en', asKept) },
};

/** Writes the policy as it stands as the edition of its date, and the list of all of them. */
function writeEdition(): void {
  writeFileSync(`${folder}/${policyDate}.json`, `${JSON.stringify(current, null, 2)}\n`);
  const dates = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -5))
    .sort();
  const names = dates.map((date) => `edition${date.replaceAll('-', '')}`);
  const imports = dates.map((date, i) => `import ${names[i]} from './${date}.json' with { type: 'json' };`);
  const head = '// Written by UPDATE_EDITION=1 npx vitest run src/platform/policy-edition.test.ts';
  writeFileSync(
    `${folder}/list.ts`,
    `${head}\n${imports.join('\n')}\n\nexport const editionFiles: readonly unknown[] = [${names.join(', ')}];\n`,
  );
  execFileSync('node_modules/.bin/biome', ['check', '--write', folder]);
}

if (process.env.UPDATE_EDITION) writeEdition();

const howTo =
  'The policy is not what its newest edition says. If the newest one has been published, raise policyDate in src/policy/ids.ts; then run UPDATE_EDITION=1 npx vitest run src/platform/policy-edition.test.ts and look at what it wrote.';

describe('P26: the editions of the policy', () => {
  // What was just written is seen by the next run: modules are read once.
  it.skipIf(process.env.UPDATE_EDITION)(
    'the newest is the policy as it stands, in both languages, rules included',
    () => {
      expect(editions[0]?.name, howTo).toBe(policyEdition);
      expect(editions[0], howTo).toEqual(current);
    },
  );

  it('are named by date and fingerprint, and a changed rule is another edition', () => {
    expect(policyEdition).toMatch(/^\d{4}-\d\d-\d\d-[0-9a-f]{8}$/);
    expect(policyEdition).toBe(editionName(policyDate, policyFingerprintSource()));
    const changed = policyFingerprintSource().replace('"P30D"', '"P31D"');
    expect(changed).not.toBe(policyFingerprintSource());
    expect(editionName(policyDate, changed)).not.toBe(policyEdition);
  });

  it.skipIf(process.env.UPDATE_EDITION)('are all listed, newest first, each of its own date and whole', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
    expect(editions.map(({ date }) => `${date}.json`)).toEqual(files.sort().reverse());
    expect(editions.length).toBeGreaterThan(1);
    for (const { name, date, document } of editions) {
      expect(name.startsWith(`${date}-`)).toBe(true);
      for (const locale of ['sv', 'en'] as const) {
        expect(document[locale].locale).toBe(locale);
        expect(document[locale].sections.length).toBeGreaterThan(10);
      }
    }
  });
});
