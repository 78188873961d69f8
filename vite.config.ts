import { defineConfig, type PluginOption } from 'vite';

/** The dev server is loaded on demand, so that an install without development dependencies can still build. */
async function devServer(): Promise<PluginOption> {
  const { default: plugin } = await import('@hono/vite-dev-server');
  return plugin({ entry: 'src/dev.ts' });
}

export default defineConfig(async ({ command, mode }) => ({
  plugins: command === 'serve' && mode !== 'test' ? [await devServer()] : [],
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'hono/jsx' } },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: 'dist/client',
        manifest: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rolldownOptions: { input: { site: 'src/client/site.ts', portal: 'src/client/portal.ts' } },
      },
    },
    ssr: {
      build: {
        outDir: 'dist',
        emptyOutDir: false,
        ssr: true,
        sourcemap: true,
        rolldownOptions: { input: { main: 'src/main.ts', cli: 'src/cli.ts' } },
      },
    },
  },
  ssr: { noExternal: true as const, external: ['pg-native', 'mjml', 'pino'] },
}));
