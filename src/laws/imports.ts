import { cruise, type ICruiseResult } from 'dependency-cruiser';

/** One import: from which file, of what. */
export interface Import {
  readonly from: string;
  /** A file of ours, a path in node_modules, or the name of a module of Node's. */
  readonly to: string;
  readonly kind: 'ours' | 'npm' | 'npm-dev' | 'node';
  readonly typeOnly: boolean;
  /** Whether following imports from there leads back here. */
  readonly circular: boolean;
}

/** Every module of src and db, and every import among them, those of types included. */
export async function readImports(): Promise<{
  readonly modules: readonly string[];
  readonly imports: readonly Import[];
}> {
  const { output } = await cruise(
    ['src', 'db'],
    // Beside TypeScript 7 the tool finds no compiler it knows and would see no module at all; swc reads them.
    { parser: 'swc', tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
    { extensions: ['.ts', '.tsx'], conditionNames: ['import'], exportsFields: ['exports'] },
  );
  const { modules } = output as ICruiseResult;
  const own = modules.filter((m) => /^(src|db)\//.test(m.source));
  const imports = own.flatMap((m) =>
    m.dependencies.map((d): Import => {
      const types: readonly string[] = d.dependencyTypes;
      const kind = d.coreModule
        ? 'node'
        : types.includes('npm-dev')
          ? 'npm-dev'
          : types.some((t) => t.startsWith('npm'))
            ? 'npm'
            : 'ours';
      return {
        from: m.source,
        to: d.couldNotResolve ? `unresolved ${d.module}` : d.resolved,
        kind,
        typeOnly: types.includes('type-only'),
        circular: d.circular,
      };
    }),
  );
  return { modules: own.map((m) => m.source), imports };
}

/** Tests and what only they use; they may look into every room. */
export const isTest = (file: string): boolean => /\.test\.tsx?$|(^|\/)test-[^/]+\.ts$|^src\/laws\//.test(file);

/** The npm package of a resolved path. */
export const packageOf = (path: string): string => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
