import { fileURLToPath } from 'node:url';
import { createBuilder } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the product with its bench entry as the real build would, beside it: dist stays as it is. @returns the entry */
export async function buildProduct(): Promise<string> {
  process.env.NODE_ENV = 'production';
  const outDir = `${root}node_modules/.cache/allkontrakt-bench`;
  const builder = await createBuilder({
    root,
    mode: 'production',
    logLevel: 'warn',
    environments: {
      ssr: { build: { outDir, emptyOutDir: true, rolldownOptions: { input: { product: 'bench/product.ts' } } } },
    },
  });
  const { ssr } = builder.environments;
  if (!ssr) throw new Error('vite.config.ts has no server environment');
  await builder.build(ssr);
  return `${outDir}/product.js`;
}
