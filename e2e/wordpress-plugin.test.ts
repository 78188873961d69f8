import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from '#catalog/index.ts';

/** What of the plugin can be held against the product without PHP. npm run test:wordpress tries it in a WordPress. */
const folder = 'integrations/wordpress/allkontrakt';
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const sources = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.php'));

/** The ids of a .po or .pot file, with what they are translated to. */
function entries(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, id, translated] of text.matchAll(/^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)/gm)) {
    const whole = (lines = '') => [...lines.matchAll(/"(.*)"/g)].map(([line]) => JSON.parse(line) as string).join('');
    if (whole(id)) found.set(whole(id), whole(translated));
  }
  return found;
}

describe('the WordPress plugin', () => {
  it('knows the services of the catalogue, and what they are called in both languages', () => {
    const php = read('includes/services.php');
    const known = [
      ...php.matchAll(
        /'([\w-]+)'\s+=> array\(\s+'en'\s+=> '([\w-]+)',\s+'names' => array\(\s+'sv' => '([^']+)',\s+'en' => '([^']+)'/g,
      ),
    ].map(([, ...parts]) => parts);
    expect(known).toEqual(services.map(({ slug, name }) => [slug.sv, slug.en, name.sv, name.en]));
    for (const { slug } of services) expect(read('readme.txt')).toContain(slug.sv);
  });

  it('is translated whole, and nothing is translated that is not said', () => {
    const said = new Set(
      sources.flatMap((name) =>
        [...read(name).matchAll(/(?:__|esc_html__|esc_html_e)\(\s*'((?:[^'\\]|\\.)*)',\s*'allkontrakt'/g)].map(
          ([, text]) => text!,
        ),
      ),
    );
    const block = JSON.parse(read('blocks/form/block.json')) as {
      title: string;
      description: string;
      keywords: string[];
    };
    const header = /Description:\s+(.*)/.exec(read('allkontrakt.php'))?.[1] ?? '';
    for (const text of [block.title, block.description, header, ...block.keywords]) said.add(text);
    expect(said.size).toBeGreaterThan(30);
    expect([...entries(read('languages/allkontrakt.pot')).keys()].sort()).toEqual([...said].sort());
    const swedish = entries(read('languages/allkontrakt-sv_SE.po'));
    expect([...swedish.keys()].sort()).toEqual([...said].sort());
    expect([...swedish].filter(([, text]) => text === '')).toEqual([]);
    // Places to be filled are the same in both.
    const places = (text: string) => [...text.matchAll(/%(\d\$)?s/g)].map(([place]) => place).sort();
    for (const [id, text] of swedish) expect(places(text), id).toEqual(places(id));
  });

  it('says its version and its licence in one way, and asks nothing of WordPress without its guard', () => {
    const version = /Version:\s+(\S+)/.exec(read('allkontrakt.php'))?.[1];
    expect(read('readme.txt')).toContain(`Stable tag: ${version}`);
    expect(read('blocks/form/index.asset.php')).toContain(`'${version}'`);
    expect(read('LICENSE')).toContain('GNU GENERAL PUBLIC LICENSE');
    for (const name of ['allkontrakt.php', 'readme.txt']) expect(read(name)).toMatch(/License:\s+GPL-2\.0-or-later/);
    for (const name of sources)
      expect(read(name), name).toMatch(/defined\( '(ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;/);
  });
});
