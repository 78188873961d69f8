// Long because it follows the plugin from being activated to being deleted, in a WordPress that runs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sql } from '#platform/db/index.ts';
import { violations } from './support/axe.ts';
import { browser, openPage } from './support/browser.ts';
import { fill, next } from './support/forms.ts';
import { bakery } from './support/journey.ts';
import { type TestProduct, testProduct } from './support/product.ts';
import { pluginFolder, type WordPress, wordPress } from './support/wordpress.ts';

vi.setConfig({ testTimeout: 240_000 });

/** Run by npm run test:wordpress, which sees to that there is a WordPress. */
describe.skipIf(!process.env.TEST_WORDPRESS)('the plugin in a WordPress', () => {
  let wp: WordPress;
  let house: TestProduct;
  let elsewhere: TestProduct;
  let b: Browser;
  let staff: { page: Page; context: BrowserContext };
  const addresses: Record<'block' | 'english' | 'empty', string> = { block: '', english: '', empty: '' };

  beforeAll(async () => {
    wp = await wordPress();
    house = await testProduct({ named: true, embedders: [wp.url] });
    elsewhere = await testProduct({ named: true });
    b = await browser();
    staff = await openPage(b);
    await logIn(staff.page, 'admin', wp.password);
  });

  afterAll(() => wp.stop());

  async function logIn(page: Page, name: string, password: string) {
    await page.goto(`${wp.url}/wp-login.php`);
    await page.locator('#user_login').fill(name);
    await page.locator('#user_pass').fill(password);
    await page.locator('#wp-submit').click();
    await page.waitForURL(/wp-admin/);
  }
  const settings = () => `${wp.url}/wp-admin/options-general.php?page=allkontrakt`;
  const save = async (url: string) => {
    const { page } = staff;
    await page.goto(settings());
    await page.getByLabel('Adress till Allkontrakts webbplats').fill(url);
    await page.locator('form[action="options.php"] #submit').click();
    await page.waitForURL(/settings-updated/);
  };
  const tried = async () => {
    await staff.page.getByRole('button', { name: 'Testa anslutningen' }).click();
    return staff.page.locator('#allkontrakt-tried').innerText();
  };
  const option = () => wp.php(`echo wp_json_encode( get_option( 'allkontrakt' ) );`);

  it('every file is PHP, and the shipped translation is what its source says', () => {
    for (const name of readdirSync(pluginFolder, { recursive: true }) as string[])
      if (name.endsWith('.php'))
        expect(execFileSync('php', ['-l', join(pluginFolder, name)], { encoding: 'utf8' })).toContain(
          'No syntax errors',
        );
    const folder = mkdtempSync(join(tmpdir(), 'allkontrakt-mo-'));
    const made = join(folder, 'sv.mo');
    const source = join(pluginFolder, 'languages/allkontrakt-sv_SE');
    execFileSync('msgfmt', ['--no-hash', '-o', made, `${source}.po`], { stdio: 'ignore' });
    expect(readFileSync(made).equals(readFileSync(`${source}.mo`))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('is activated, and leads to its settings in Swedish', async () => {
    const { page } = staff;
    await page.goto(`${wp.url}/wp-admin/plugins.php`);
    await page.locator('#activate-allkontrakt').click();
    await page.waitForURL(/activate=true/);
    const row = page.locator('tr[data-slug="allkontrakt"]');
    expect(await row.innerText()).toContain('Visar Allkontrakts formulär på dina sidor');
    await row.getByRole('link', { name: 'Inställningar' }).click();
    expect(page.url()).toBe(settings());
    expect(await page.locator('.wrap').innerText()).toContain(`Den här webbplatsen är ${wp.url}`);
  });

  it('the settings take an address that can be used, and keep the one there was', async () => {
    const { page } = staff;
    await save('http://kund.example');
    expect(await page.locator('.wrap').innerText()).toContain('Adressen måste börja med https://');
    expect(JSON.parse(option())).toMatchObject({ url: '' });
    expect(await tried()).toBe('Skriv först adressen till Allkontrakts webbplats, och spara.');
    await save(`${house.url}/el`);
    expect(JSON.parse(option())).toEqual({ url: house.url, service: 'el', language: '', theme: 'light' });
    for (const wrong of [
      'javascript:alert(1)',
      'https://a:b@kund.example',
      'kund',
      '"><script>',
      'https://*.example',
    ]) {
      expect(wp.php(`echo allkontrakt_origin( ${JSON.stringify(wrong)} );`), wrong).toBe('');
    }
  });

  it('«Testa anslutningen» says what is the matter, and that it works', async () => {
    expect(await tried()).toBe(`Det fungerar: ${house.url} svarar och låter ${wp.url} visa formuläret.`);
    // Told once.
    await staff.page.reload();
    expect(await staff.page.locator('#allkontrakt-tried').count()).toBe(0);
    await save(elsewhere.url);
    expect(await tried()).toContain(
      `låter inte den här webbplatsen visa formuläret. Be den som driver den att lägga till ${wp.url}`,
    );
    await save('http://localhost:1');
    expect(await tried()).toContain('http://localhost:1 svarar inte:');
    await save(house.url);
    expect(await tried()).toContain('Det fungerar');
  });

  it('names a site with letters of its own as browsers do', () => {
    for (const [host, named] of [
      ['www.Räksmörgås.example', 'www.xn--rksmrgs-5wao1o.example'],
      ['www.xn--rksmrgs-5wao1o.example', 'www.xn--rksmrgs-5wao1o.example'],
      ['Kund.example', 'kund.example'],
    ])
      expect(
        wp.php(
          `require_once WP_PLUGIN_DIR . '/allkontrakt/includes/connection.php'; echo allkontrakt_ascii_host( '${host}' );`,
        ),
      ).toBe(named);
  });

  it('only who may change settings may, and only from the page itself', async () => {
    wp.php(
      `wp_create_user( 'redaktor', '${wp.password}', 'r@varden.example' ); get_user_by( 'login', 'redaktor' )->set_role( 'editor' );`,
    );
    const { page, context } = await openPage(b);
    await logIn(page, 'redaktor', wp.password);
    expect((await page.goto(settings()))?.status()).toBe(403);
    const post = (who: Page, path: string, form: Record<string, string>) =>
      who.request.post(`${wp.url}/wp-admin/${path}`, { form });
    expect((await post(page, 'admin-post.php', { action: 'allkontrakt_test' })).status()).toBe(403);
    // The administrator's own browser, led here by another page: no number of the form.
    expect((await post(staff.page, 'admin-post.php', { action: 'allkontrakt_test' })).status()).toBe(403);
    const forged = { option_page: 'allkontrakt', action: 'update', 'allkontrakt[url]': 'https://ond.example' };
    expect((await post(staff.page, 'options.php', forged)).status()).toBe(403);
    expect(JSON.parse(option())).toMatchObject({ url: house.url });
    await context.close();
  });

  it('the block is put on a page in the editor, shows what it will be, and is published', async () => {
    const { page } = staff;
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${wp.url}/wp-admin/post-new.php?post_type=page`);
    await page.waitForFunction(
      () => 'wp' in window && (window as never as Wp).wp.data?.select('core/block-editor') !== undefined,
    );
    const known = await page.evaluate(() => {
      const { title, description } = (window as never as Wp).wp.blocks.getBlockType('allkontrakt/form');
      return { title, description };
    });
    expect(known).toEqual({
      title: 'Allkontrakt: formulär',
      description: 'Visar Allkontrakts formulär för en tjänst.',
    });
    await page.evaluate(() => {
      const { wp } = window as never as Wp;
      wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide');
      const block = wp.blocks.createBlock('allkontrakt/form', {});
      wp.data.dispatch('core/block-editor').insertBlocks(block);
      wp.data.dispatch('core/block-editor').selectBlock(block.clientId);
      wp.data.dispatch('core/edit-post').openGeneralSidebar('edit-post/block');
    });
    const shown = page.locator('.allkontrakt-preview');
    await shown.waitFor();
    expect(await shown.innerText()).toContain('Allkontrakts formulär: El (Svenska)');
    await page.getByLabel('Tjänst', { exact: true }).selectOption('juridik');
    await page.getByText('Allkontrakts formulär: Juridik (Svenska)').waitFor();
    await page.getByLabel('Tjänst', { exact: true }).selectOption('el');
    await page.getByText('Allkontrakts formulär: El (Svenska)').waitFor();
    addresses.block = await page.evaluate(async () => {
      const { wp } = window as never as Wp;
      await wp.data.dispatch('core/editor').editPost({ title: 'Byt elavtal', status: 'publish' });
      await wp.data.dispatch('core/editor').savePost();
      return wp.data.select('core/editor').getPermalink();
    });
    expect(faults).toEqual([]);
    // Saved as a block and nothing else: the page follows the settings.
    expect(wp.php(`echo get_post( url_to_postid( '${addresses.block}' ) )->post_content;`)).toBe(
      '<!-- wp:allkontrakt/form {"service":"el"} /-->',
    );
  });

  const shownFrame = async (page: Page): Promise<Frame> => {
    await page.locator('iframe').waitFor({ state: 'visible' });
    const frame = page.frames().find((one) => one.url().startsWith(house.url));
    if (!frame) throw new Error('no form in a frame');
    return frame;
  };

  it('a visitor fills in the form on that page, and it becomes a request; nothing is stored or measured', async () => {
    const { page, context } = await openPage(b, { colorScheme: 'dark' });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(addresses.block);
    const frame = await shownFrame(page);
    expect(new URL(frame.url()).pathname).toBe('/embed/el');
    const inside = frame as unknown as Page;
    // Light, as the settings say, whatever the visitor has.
    const paper = () => frame.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await expect.poll(paper).toBe('rgb(251, 250, 247)');
    expect(await violations(inside)).toEqual([]);
    await fill(inside, bakery.need);
    await next(inside);
    await frame.locator('[name=companyName]').waitFor();
    await fill(inside, bakery.company);
    await next(inside);
    await frame.locator('.receivers').waitFor();
    house.clock.advance('PT5S');
    await next(inside, 'send');
    await frame.getByRole('link', { name: /Min sida/ }).waitFor();
    const { rows } = await sql<{ service: string; locale: string }>`select service, locale from brokerage.lead`.execute(
      house.db.db,
    );
    expect(rows).toEqual([{ service: 'electricity', locale: 'sv' }]);
    expect(await context.cookies()).toEqual([]);
    expect(asked.filter((url) => /besok|samtycke/.test(url))).toEqual([]);
    await context.close();
  });

  it('the shortcode takes service, language and look, and falls back to the settings', async () => {
    const publish = (title: string, content: string) =>
      wp.php(
        `echo get_permalink( wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => '${title}', 'post_content' => '${content}' ) ) );`,
      );
    addresses.english = publish('Legal', '[allkontrakt tjanst="juridik" sprak="en" utseende="mörkt"]');
    addresses.empty = publish('Okand', '[allkontrakt tjanst="finns-inte"]');
    const { page, context } = await openPage(b);
    await page.goto(addresses.english);
    const frame = await shownFrame(page);
    expect(new URL(frame.url()).pathname).toBe('/en/embed/juridik');
    expect(await frame.locator('html').getAttribute('data-theme')).toBe('dark');
    // Without script there is the link, to the page that it is.
    const plain = await (await fetch(addresses.english)).text();
    expect(plain).toContain(`<a href="${house.url}/en/legal">Ask for quotes: Legal services</a>`);
    // A service that does not exist is told to whoever can mend it.
    expect(await (await fetch(addresses.empty)).text()).not.toContain('allkontrakt-');
    await staff.page.goto(addresses.empty);
    expect(await staff.page.locator('.allkontrakt-hint').innerText()).toContain('Den tjänsten finns inte');
    await context.close();
  });

  it('what is written in a shortcode or a block can’t become anything but text', () => {
    const hostile = '"><script>alert(1)</script>';
    for (const code of [
      `echo allkontrakt_shortcode( array( 'tjanst' => 'el', 'utseende' => ${JSON.stringify(hostile)}, 'sprak' => ${JSON.stringify(hostile)} ) );`,
      `echo do_blocks( serialize_block( array( 'blockName' => 'allkontrakt/form', 'innerContent' => array(),
        'attrs' => array( 'service' => 'el', 'className' => ${JSON.stringify(hostile)}, 'theme' => ${JSON.stringify(hostile)} ) ) ) );`,
      `update_option( 'allkontrakt', array( 'url' => ${JSON.stringify(`${house.url}/${hostile}`)} ) ); echo allkontrakt_form( array() ); update_option( 'allkontrakt', array( 'url' => '${house.url}' ) );`,
    ])
      expect(wp.php(code)).not.toContain('<script>');
    expect(wp.php(`echo allkontrakt_form( array( 'service' => array( 'el' ), 'theme' => 7 ) );`)).toContain(
      'data-allkontrakt="el"',
    );
  });

  /** Elementor is not in Debian. This stands in for what the widget uses of it, by Elementor's documentation; the real one has not been tried. */
  const standIn = `namespace Elementor {
    class Controls_Manager { const SELECT = 'select'; }
    class Plugin { public static $instance; public $editor; }
    class Editor { public $on = false; public function is_edit_mode() { return $this->on; } }
    class Widget_Base {
      public $controls = array(); public $chosen = array();
      public function start_controls_section( $id, $args ) {} public function end_controls_section() {}
      public function add_control( $id, $args ) { $this->controls[ $id ] = $args; }
      public function get_settings_for_display() { return $this->chosen; }
      public function out() { ob_start(); $this->register_controls(); $this->render(); return ob_get_clean(); }
    }
    class Manager { public $found = array(); public function register( $widget ) { $this->found[] = $widget; } }
  }
  namespace {
    Elementor\\Plugin::$instance = new Elementor\\Plugin(); Elementor\\Plugin::$instance->editor = new Elementor\\Editor();
    $manager = new Elementor\\Manager(); do_action( 'elementor/widgets/register', $manager );
    $widget = $manager->found[0]; $widget->chosen = array( 'service' => 'telefoni', 'language' => '', 'theme' => '' );
    $page = $widget->out(); Elementor\\Plugin::$instance->editor->on = true; $editor = $widget->out();
    echo wp_json_encode( array( 'name' => $widget->get_name(), 'title' => $widget->get_title(), 'script' => $widget->get_script_depends(),
      'controls' => array_map( static function ( $c ) { return array_keys( $c['options'] ); }, $widget->controls ), 'page' => $page, 'editor' => $editor ) );
  }`;

  it('the Elementor widget is registered when Elementor asks, and shows the form by its choices (against a stand-in)', () => {
    expect(wp.php(`echo wp_json_encode( class_exists( 'Allkontrakt_Widget', false ) );`)).toBe('false');
    const widget = JSON.parse(wp.php(`eval( ${JSON.stringify(standIn).replaceAll('$', '\\$')} );`));
    expect(widget).toMatchObject({
      name: 'allkontrakt',
      title: 'Allkontrakt: formulär',
      script: ['allkontrakt-embed'],
    });
    expect(widget.controls.service).toHaveLength(9);
    expect(widget.controls.language).toEqual(['', 'sv', 'en']);
    expect(widget.page).toContain('data-allkontrakt="telefoni" data-lang="sv" data-theme="light"');
    expect(widget.editor).toContain('Allkontrakts formulär: Telefoni (Svenska)');
    expect(widget.editor).not.toContain('data-allkontrakt');
  });

  it('leaves nothing behind when it is deleted, and PHP has had nothing to complain of', async () => {
    const { page } = staff;
    await page.goto(`${wp.url}/wp-admin/plugins.php`);
    await page.locator('#deactivate-allkontrakt').click();
    await page.waitForURL(/deactivate=true/);
    page.on('dialog', (dialog) => dialog.accept());
    await page.locator('#delete-allkontrakt').click();
    await page
      .locator('tr[data-slug="allkontrakt"].deleted, tr[data-slug="allkontrakt"] .plugin-deleted, .plugin-deleted-tr')
      .first()
      .waitFor();
    expect(
      wp.php(
        `global $wpdb; echo $wpdb->get_var( "select count(*) from $wpdb->options where option_name like '%allkontrakt%'" );`,
      ),
    ).toBe('0');
    expect(
      wp
        .log()
        .split('\n')
        .filter((line) => /plugins\/allkontrakt|allkontrakt_|block-supports/.test(line)),
    ).toEqual([]);
    await staff.context.close();
  });
});

/** What of WordPress's own JavaScript is used here. */
interface Wp {
  readonly wp: {
    // biome-ignore lint/suspicious/noExplicitAny: WordPress ships no types.
    readonly data: any;
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    readonly blocks: any;
  };
}
