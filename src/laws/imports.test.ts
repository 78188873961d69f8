import { beforeAll, describe, expect, it } from 'vitest';
import { type Import, isTest, packageOf, readImports } from './imports.ts';

/** Law 1: what each room may import. A room that isn't here may not exist. */
const rooms: Readonly<Record<string, { readonly rooms: readonly string[]; readonly why: string }>> = {
  policy: { rooms: [], why: 'plain data, read by everyone; depends on nothing, so that it can be read alone' },
  catalog: { rooms: ['policy'], why: 'pure: the same answers give the same cost wherever it is reckoned' },
  platform: { rooms: ['policy'], why: 'knows no domain; the closed list of log keys and the time zone are policy' },
  domain: { rooms: ['platform', 'catalog', 'policy'], why: 'knows nothing of HTTP' },
  web: { rooms: ['domain', 'platform', 'catalog', 'policy'], why: 'the outermost room' },
  client: {
    rooms: [],
    why: 'runs in the browser; its entries gather stylesheets and icons of web/ui, and no code of the server',
  },
  worlds: { rooms: ['domain', 'platform', 'catalog', 'policy'], why: 'seeds, for commands and tests' },
};

/** The only files of src's root: they put rooms together, and may import any of them and each other. */
const composition = ['main', 'serve', 'cli', 'commands', 'open', 'options', 'product', 'worker', 'node-version'].map(
  (name) => `src/${name}.ts`,
);
const isComposition = (file: string): boolean => composition.includes(file) || file.startsWith('src/commands/');

/** Packages without input or output, which the catalogue may use to judge what was typed. */
const pure = ['zod', 'libphonenumber-js', 'personnummer'];

/** Law 2: a folder imports only those above it. */
const downstream: readonly (readonly [folder: string, why: string])[] = [
  ['ledger', 'everything that happens is recorded there, and it needs to know of nothing'],
  ['text', 'our own words as they are edited; the folders below say them'],
  ['supplier', 'the registry stands by itself: who may receive anything at all'],
  ['source', 'the systems that send requests in, before there is a request'],
  ['lead', 'a request is whole before anybody has received it'],
  ['routing', 'decides for a request among the suppliers'],
  ['delivery', 'carries what the folders below give it, by kinds that they put words to'],
  [
    'newsletter',
    'knows who has asked for it and nothing of requests; those below tell it only that the service was used',
  ],
  ['consent', 'what visitors have answered about being measured'],
  ['visit', 'what is measured after a yes, and counted of it'],
  ['campaign', 'what is written to subscribers, sent to them and counted'],
  ['referral', 'a request as one supplier was given it, and its deliveries'],
  ['quote', 'answers a referral'],
  ['contract', 'ends what quotes began'],
  ['archive', 'keeps what is needed of a request that ended in a contract'],
  ['access', 'lets in whoever has a request or a referral'],
  ['staff', 'lets in our own people, each to what the role allows'],
  ['contact', 'words to the customer about all of the above'],
  ['correspondence', 'mail that has come to us: kept, found, ended by its clock, erased'],
  ['submission', 'what forms on other sites send, until it is a request or is thrown away'],
  ['privacy', 'the policy at work: clocks, erasure, rights and proof, over everything that is held'],
  ['inbox', 'fetches mail and sorts it: it opens cases and carries out what mail asks for, so it lies above privacy'],
];
const folders = downstream.map(([folder]) => folder);

/** The domain's own files, and the only ones of the domain they may import; `by` tells who may import them. */
const rootFiles: Readonly<Record<string, { readonly may: RegExp; readonly by: RegExp; readonly why: string }>> = {
  'transitions.ts': {
    may: /^$/,
    by: /^src\/(domain|web|commands)\//,
    why: 'a type and a question, for every transition table and for the buttons they disable',
  },
  'context.ts': {
    may: /^src\/domain\/ledger\/events\.ts$/,
    by: /./,
    why: 'what every action is handed. It names event types, which stand in a file that imports nothing: by the door of ledger it would be a circle',
  },
  'personal.ts': {
    may: /^src\/domain\/context\.ts$/,
    by: /^src\/domain\/[\w-]+\/|^src\/(commands|web)\//,
    why: 'the shape of what every folder can do with what it holds about a person',
  },
  'flow.ts': {
    may: /^src\/domain\/(context|[\w-]+\/index)\.ts$/,
    by: /^(src\/(domain\/schedule|product|worker)\.ts$|src\/commands\/|db\/worlds\/)/,
    why: 'reads as the business: no folder knows what follows from its events. A world plays the product, with its flow',
  },
  'schedule.ts': {
    may: /^src\/domain\/(context|flow|[\w-]+\/index)\.ts$/,
    by: /^src\/(product|worker|cli)\.ts$/,
    why: 'every recurring job on one page',
  },
};

const roomOf = (file: string): string =>
  /^src\/([\w-]+)\//.exec(file)?.[1] ?? (file.startsWith('db/worlds/') ? 'worlds' : file);
const folderOf = (file: string): string | undefined => /^src\/domain\/([\w-]+)\//.exec(file)?.[1];
const rootFileOf = (file: string): string | undefined => /^src\/domain\/([\w-]+\.ts)$/.exec(file)?.[1];

/** @returns what is wrong with an import by law 1, or undefined */
function againstRooms({ from, to, kind }: Import): string | undefined {
  if (isTest(from) || isComposition(from)) return undefined;
  const room = roomOf(from);
  const may = rooms[room];
  if (!may) return 'is in no room';
  if (kind === 'npm-dev') return 'is a development dependency';
  if (room === 'policy' && kind !== 'ours') return 'policy imports nothing';
  if (room === 'catalog' && kind !== 'ours' && !pure.includes(packageOf(to)))
    return 'is not on the list of pure packages';
  if (kind !== 'ours') return undefined;
  if (isTest(to) || to.startsWith('e2e/')) return 'is for tests';
  if (room === 'client' && /^src\/web\/ui\/[\w/-]+\.(css|svg)$/.test(to)) return undefined;
  return roomOf(to) === room || may.rooms.includes(roomOf(to))
    ? undefined
    : `${room} may not import ${roomOf(to)}: ${may.why}`;
}

/** @returns what is wrong with an import by law 2, or undefined */
function againstFolders({ from, to, typeOnly }: Import): string | undefined {
  if (isTest(from) || !to.startsWith('src/domain/')) return undefined;
  const [own, theirs] = [folderOf(from), folderOf(to)];
  const rootFile = rootFileOf(from);
  if (rootFile) {
    const rule = rootFiles[rootFile];
    if (!rule) return `${rootFile} has no rule`;
    if (!rule.may.test(to)) return `${rootFile} may not: ${rule.why}`;
    return rootFile === 'context.ts' && !typeOnly ? 'context.ts imports types only' : undefined;
  }
  if (!theirs) {
    const rule = rootFiles[rootFileOf(to) ?? ''];
    return rule?.by.test(from) ? undefined : `not for this file: ${rule?.why ?? 'it has no rule'}`;
  }
  if (own === theirs) return undefined;
  if (to !== `src/domain/${theirs}/index.ts`) return 'goes past the door, index.ts';
  if (own && !(folders.indexOf(theirs) < folders.indexOf(own))) return `${theirs} is downstream of ${own}`;
  return undefined;
}

const faults = (imports: readonly Import[], against: (one: Import) => string | undefined): string[] =>
  imports.flatMap((one) => {
    const fault = against(one);
    return fault ? [`${one.from} → ${one.to}: ${fault}`] : [];
  });

let modules: readonly string[] = [];
let imports: readonly Import[] = [];
beforeAll(async () => {
  ({ modules, imports } = await readImports());
});

describe('law 1: imports run web → domain → platform', () => {
  it('is judged on the whole house: a cruise that sees nothing finds nothing wrong', () => {
    expect(modules.length).toBeGreaterThan(200);
    expect(imports.length).toBeGreaterThan(700);
    expect(imports.filter((i) => i.to.startsWith('unresolved'))).toEqual([]);
    expect(imports.some((i) => i.typeOnly)).toBe(true);
    for (const room of Object.keys(rooms))
      expect(
        modules.some((m) => roomOf(m) === room),
        room,
      ).toBe(true);
  });

  it('holds for every import', () => {
    expect(faults(imports, againstRooms)).toEqual([]);
  });

  it('leaves no other file in src than those that put rooms together', () => {
    expect(modules.filter((m) => /^src\/[^/]+$/.test(m) && !composition.includes(m) && !isTest(m))).toEqual([]);
  });

  it.each([
    ['src/domain/lead/actions.ts', 'src/web/paths.ts', 'ours'],
    ['src/platform/jobs.ts', 'src/domain/flow.ts', 'ours'],
    ['src/platform/jobs.ts', 'src/catalog/index.ts', 'ours'],
    ['src/catalog/cost.ts', 'src/platform/clock.ts', 'ours'],
    ['src/catalog/cost.ts', 'node_modules/pg/lib/index.js', 'npm'],
    ['src/policy/rights.ts', 'src/catalog/index.ts', 'ours'],
    ['src/policy/rights.ts', 'fs', 'node'],
    ['src/domain/lead/actions.ts', 'src/product.ts', 'ours'],
    ['src/client/site.ts', 'src/web/paths.ts', 'ours'],
    ['src/web/app.tsx', 'node_modules/mailparser/index.js', 'npm-dev'],
    ['src/web/app.tsx', 'src/platform/db/test-db.ts', 'ours'],
    ['src/helpers/x.ts', 'src/policy/text.ts', 'ours'],
  ] as const)('would refuse %s → %s', (from, to, kind) => {
    expect(faults([{ from, to, kind, typeOnly: false, circular: false }], againstRooms)).toHaveLength(1);
  });
});

describe('law 2: folders of the domain meet at their doors, and never upstream', () => {
  it('names every folder and every root file of the domain', () => {
    const found = modules.filter((m) => m.startsWith('src/domain/') && !isTest(m));
    expect([...new Set(found.flatMap((m) => folderOf(m) ?? []))].sort()).toEqual([...folders].sort());
    expect(found.flatMap((m) => rootFileOf(m) ?? []).sort()).toEqual(Object.keys(rootFiles).sort());
  });

  it('holds for every import', () => {
    expect(faults(imports, againstFolders)).toEqual([]);
  });

  it('has no circle anywhere, not even of types', () => {
    expect(imports.filter((i) => i.circular).map((i) => `${i.from} → ${i.to}`)).toEqual([]);
  });

  it.each([
    ['src/domain/lead/actions.ts', 'src/domain/quote/index.ts'],
    ['src/domain/quote/actions.ts', 'src/domain/lead/actions.ts'],
    ['src/web/app.tsx', 'src/domain/quote/queries.ts'],
    ['src/web/app.tsx', 'src/domain/flow.ts'],
    ['src/domain/lead/actions.ts', 'src/domain/flow.ts'],
    ['src/domain/transitions.ts', 'src/domain/lead/index.ts'],
    ['src/domain/context.ts', 'src/domain/lead/index.ts'],
    ['src/domain/context.ts', 'src/domain/ledger/events.ts'],
    ['src/domain/helpers.ts', 'src/domain/lead/index.ts'],
    ['src/domain/lead/actions.ts', 'src/domain/helpers.ts'],
    ['src/domain/brand-new/actions.ts', 'src/domain/lead/index.ts'],
  ])('would refuse %s → %s', (from, to) => {
    expect(faults([{ from, to, kind: 'ours', typeOnly: false, circular: false }], againstFolders)).toHaveLength(1);
  });
});
