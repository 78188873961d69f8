import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

export interface SourceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file of these folders, by path; what is generated is left out. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  return paths
    .filter((path) => /\.tsx?$/.test(path) && path !== 'src/platform/db/types.ts')
    .sort()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** A node of the syntax tree, as far as a law looks. */
export interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Every node of a file's syntax tree: comments are not in it, and words in texts are not names. */
export function nodesOf({ path, text }: SourceFile): Node[] {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('type' in value && typeof value.type === 'string') found.push(value as Node);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(parseSync(text, { syntax: 'typescript', tsx: path.endsWith('x'), target: 'esnext' }).body);
  return found;
}

/** Every name in a file: variables, types, properties and keys alike. */
export function namesIn(file: SourceFile): Set<string> {
  return new Set(nodesOf(file).flatMap((node) => (node.type === 'Identifier' ? [node.value as string] : [])));
}

/** Every name that stands for something in scope, or is taken from the global object: not a key or a property that happens to be called so. */
export function referencesIn(file: SourceFile): Set<string> {
  const nodes = nodesOf(file);
  const named = new Set<unknown>();
  for (const node of nodes) {
    const ofGlobal = (node.object as Node | undefined)?.value === 'globalThis';
    if (node.type === 'MemberExpression' && !ofGlobal) named.add(node.property);
    named.add(node.key);
  }
  return new Set(
    nodes.flatMap((node) => (node.type === 'Identifier' && !named.has(node) ? [node.value as string] : [])),
  );
}

/** Every line written to a log: its arguments, `log.warn({ event: 'x' }, 'words')`. */
export function logCallsIn(file: SourceFile): Node[][] {
  return nodesOf(file).flatMap((node) => {
    const callee = node.type === 'CallExpression' ? (node.callee as Node) : undefined;
    if (callee?.type !== 'MemberExpression') return [];
    const [object, property] = [callee.object as Node, callee.property as Node];
    const onLog = [object.value, (object.property as Node | undefined)?.value].includes('log');
    if (!onLog || !['debug', 'info', 'warn', 'error', 'fatal', 'with'].includes(property.value as string)) return [];
    return [(node.arguments as { readonly expression: Node }[]).map((argument) => argument.expression)];
  });
}

/** The keys that an object literal may come to have; undefined when they can't be read off it. */
export function keysOf(node: Node | undefined): string[] | undefined {
  if (node?.type === 'ParenthesisExpression') return keysOf(node.expression as Node);
  if (node?.type === 'ConditionalExpression') {
    const [yes, no] = [keysOf(node.consequent as Node), keysOf(node.alternate as Node)];
    return yes && no && [...yes, ...no];
  }
  if (node?.type !== 'ObjectExpression') return undefined;
  const keys = (node.properties as Node[]).map((property) => {
    if (property.type === 'Identifier') return [property.value as string];
    if (property.type === 'SpreadElement') return keysOf(property.arguments as Node);
    const key = property.key as Node | undefined;
    return key && ['Identifier', 'StringLiteral'].includes(key.type) ? [key.value as string] : undefined;
  });
  return keys.every((one) => one !== undefined) ? keys.flat() : undefined;
}
