import { defineConfig } from 'vite';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
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
        rolldownOptions: {
          input: { main: 'src/main.ts', cli: 'src/cli.ts' },
          // Beside the entries and without a hash: what was built before is overwritten, and ./client is where it seems to be.
          output: { chunkFileNames: '[name].js' },
        },
      },
    },
  },
  ssr: { noExternal: true, external: ['pg-native', 'mjml', 'pino'] },
});
