import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { serviceIds } from '#catalog/index.ts';
import { readReasons } from '#domain/archive/index.ts';
import { mailKinds } from '#domain/correspondence/index.ts';
import { leadSources } from '#domain/lead/index.ts';
import { staffChannels } from '#domain/newsletter/index.ts';
import { outcomes, refusals } from '#domain/privacy/index.ts';
import { sourceKinds } from '#domain/source/index.ts';
import { factors, staffRoles } from '#domain/staff/index.ts';
import { locales } from '#policy/text.ts';
import { isTest } from '../../laws/imports.ts';
import { keysOf, type Node, nodesOf, type SourceFile, sourceFiles } from '../../laws/source.ts';
import { nameOfAction } from './trail.page.tsx';
import { trailDetailWords } from './trail-detail.texts.ts';
import { detailSaid } from './trail-detail.ts';

/** A row of the log as the code writes it. */
interface Written {
  readonly action: string;
  readonly keys: readonly string[];
}

/** Functions that hand their arguments on to `audit`: what stands before the action, and which arguments are the action and the detail. */
const handsOn: Readonly<
  Record<string, readonly { readonly name: string; readonly begins: string; readonly at: number }[]>
> = {
  'src/domain/campaign/actions.ts': [{ name: 'note', begins: 'campaign.', at: 2 }],
  'src/domain/source/actions.ts': [{ name: 'noteSource', begins: 'source.', at: 2 }],
  'src/domain/supplier/': [{ name: 'noteChange', begins: 'supplier.', at: 2 }],
  'src/web/console/leads/lead-acts.routes.tsx': [{ name: 'noted', begins: '', at: 3 }],
};
/** Calls of `audit` whose action can't be read off them, by the words that it is put together of, and what it may be. */
const puts: Readonly<Record<string, readonly string[]>> = {
  'case.*': ['case.answered', 'case.refused'],
  '*.written': ['mail.written', 'sms.written'],
  '*.stopped': ['mail.stopped', 'sms.stopped'],
  // Resolved where they are called from.
  ...{ 'campaign.*': [], 'source.*': [], 'supplier.*': [] },
};
/** What the change of a supplier may say: `whatChanged`. */
const changed = ['active', 'services', 'dailyCap', 'weight', 'locale', 'website', 'hours', 'email', 'phone', 'webhook'];
/** Whose detail is handed on, or put together elsewhere. */
const details: Readonly<Record<string, readonly string[]>> = { 'supplier.changed': changed };

const house = sourceFiles('src').filter(({ path }) => !isTest(path) && !path.startsWith('src/laws/'));
const named = (node: Node | undefined) => (node?.type === 'Identifier' ? (node.value as string) : undefined);

function callsIn(file: SourceFile): { readonly name: string; readonly args: readonly Node[] }[] {
  return nodesOf(file).flatMap((node) => {
    const name = node.type === 'CallExpression' ? named(node.callee as Node) : undefined;
    return name ? [{ name, args: (node.arguments as { expression: Node }[]).map(({ expression }) => expression) }] : [];
  });
}

/** What an expression may come to: a text, one of two, or a name for either; a text with something in it has a star there. */
function textsOf(node: Node | undefined, file: SourceFile): readonly string[] | undefined {
  if (node?.type === 'StringLiteral') return [node.value as string];
  if (node?.type === 'ConditionalExpression') {
    const [yes, no] = [textsOf(node.consequent as Node, file), textsOf(node.alternate as Node, file)];
    return yes && no && [...yes, ...no];
  }
  if (node?.type === 'TemplateLiteral') return [(node.quasis as { raw: string }[]).map(({ raw }) => raw).join('*')];
  const name = named(node);
  const declared = nodesOf(file).filter((one) => one.type === 'VariableDeclarator' && named(one.id as Node) === name);
  return name && declared.length === 1 ? textsOf(declared[0]?.init as Node, file) : undefined;
}

/** Every row that the code writes, and what could not be understood. */
function writtenIn(files: readonly SourceFile[]): {
  readonly rows: readonly Written[];
  readonly odd: readonly string[];
} {
  const rows: Written[] = [];
  const odd: string[] = [];
  for (const file of files) {
    if (!/\baudit\(|\bnote(d|Source|Change)?\(/.test(file.text) || file.path === 'src/domain/ledger/audit.ts') continue;
    const through = Object.entries(handsOn).flatMap(([path, some]) => (file.path.startsWith(path) ? some : []));
    for (const { name, args } of callsIn(file)) {
      const way = through.find((one) => one.name === name);
      if (name !== 'audit' && !way) continue;
      const at = way?.at ?? 3;
      // The detail follows the action, and what it was done to; `noted` knows that itself.
      const detail = args[way?.name === 'noted' ? at + 1 : at + 2];
      const texts = textsOf(args[at], file)?.flatMap((text) => puts[text] ?? [`${way?.begins ?? ''}${text}`]);
      const where = `${file.path}: ${name}`;
      // A function that hands on is declared with the names of what it is given.
      if (!texts) {
        if (!(name === 'audit' && through.length > 0)) odd.push(where);
        continue;
      }
      for (const action of texts) {
        const keys = action.startsWith('supplier.') && way ? ['supplier'] : [];
        const own = detail ? (details[action] ?? keysOf(detail)) : [];
        if (!own) odd.push(`${where} ${action}`);
        rows.push({ action, keys: [...keys, ...(own ?? [])] });
      }
    }
  }
  return { rows, odd };
}

/** Rows that statements write. */
function writtenInSql(): Written[] {
  const texts = [
    ...readdirSync('db/migrations').map((name) => readFileSync(`db/migrations/${name}`, 'utf8')),
    ...house.map(({ text }) => text).filter((text) => text.includes('insert into ledger.audit')),
  ];
  return texts.flatMap((text) =>
    [...text.matchAll(/(?:archive\.note\(|insert into ledger\.audit)[^;]*/g)].flatMap(([statement]) => {
      const action = /'((?:archive|lead)\.[a-z-]+)'/.exec(statement)?.[1];
      const built = /jsonb_build_object\(([^)]*)\)/.exec(statement)?.[1] ?? '';
      const keys = [...built.matchAll(/(?:^|, )'(\w+)', /g), ...statement.matchAll(/"(\w+)":/g)].map(
        ([, key]) => key ?? '',
      );
      return action ? [{ action, keys }] : [];
    }),
  );
}

const { rows: byCode, odd } = writtenIn(house);
const written = [...byCode, ...writtenInSql()];

describe('D5: what the audit log says is said in words', () => {
  it('every row that the code writes has been found', () => {
    expect(odd).toEqual([]);
    const actions = new Set(written.map(({ action }) => action));
    expect(actions.size).toBeGreaterThan(70);
    for (const some of [
      'archive.read',
      'lead.registered',
      'campaign.begun',
      'sms.stopped',
      'text.restored',
      'lead.closed',
    ])
      expect(actions).toContain(some);
    expect(written.filter(({ keys }) => keys.includes('reason')).length).toBeGreaterThan(2);
    // And one that is new, or can't be understood, would be.
    const file = (text: string) => [{ path: 'src/domain/new/actions.ts', text }];
    expect(writtenIn(file("audit(tx, at, actor, 'cat.fed', id, { grams })"))).toMatchObject({
      rows: [{ action: 'cat.fed', keys: ['grams'] }],
    });
    expect(writtenIn(file('audit(tx, at, actor, what, id)')).odd).toHaveLength(1);
    expect(writtenIn(file("audit(tx, at, actor, 'cat.fed', id, more)")).odd).toHaveLength(1);
  });

  it.each(locales)('each action, and each key of its detail, in %s', (locale) => {
    const { keys: words } = trailDetailWords(locale);
    for (const { action, keys } of written) {
      expect(nameOfAction(action, locale), action).not.toBe(action);
      for (const key of keys) expect(words[key], `${action}: ${key}`).toBeTruthy();
    }
  });

  it('each code that stands there', () => {
    const codes: Readonly<Record<string, readonly string[]>> = {
      outcome: [...outcomes, ...refusals, 'contract', 'lost', 'none', 'timeout'],
      kind: [...mailKinds, ...sourceKinds],
      ...{ source: leadSources, channel: staffChannels, factor: factors, roles: staffRoles, services: serviceIds },
      ...{ service: serviceIds, locale: locales, by: ['customer', 'supplier'], email: ['added', 'removed', 'changed'] },
      reason: [...readReasons, 'no-contract', 'withdrawn', 'backup'],
      right: ['access', 'rectification', 'erasure', 'restriction', 'objection', 'portability'],
      purpose: ['subject-access', 'correction', 'log-in'],
      ...{ format: ['pdf', 'json'], on: ['true', 'false'], active: ['true → false'] },
      ...{ days: ['2026-07-01..2026-07-31'], hours: ['12345 08:00-17:00', '1234567 00:00-24:00'] },
    };
    for (const [key, some] of Object.entries(codes))
      for (const code of some) {
        const [said = ''] = detailSaid({ [key]: code }, 'sv');
        expect(said.endsWith(`: ${code}`), said).toBe(false);
      }
    const known = (locale: 'sv' | 'en') =>
      Object.entries(trailDetailWords(locale).codes).map(([key, words]) => [key, Object.keys(words)]);
    expect(known('en')).toEqual(known('sv'));
  });

  it('what is changed is said from what to what, and what has no words as it stands', () => {
    const names = new Map([['savera', 'Savera']]);
    expect(
      detailSaid(
        { hours: '15 08:00-17:00 → 1234567 00:00-24:00', services: 'electricity → -', supplier: 'savera' },
        'sv',
        names,
      ),
    ).toEqual([
      'Leverantör: Savera',
      'Tjänster: El → –',
      'Tider: måndag och fredag, 08:00–17:00 → Alla dagar, hela dagen',
    ]);
    expect(detailSaid({ later: 'unheard-of', days: 'someday', moved: 12_400, on: false }, 'en')).toEqual([
      'Paused: no',
      'Changed clocks: 12,400',
      'Days: someday',
      'later: unheard-of',
    ]);
  });
});
