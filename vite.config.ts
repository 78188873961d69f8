import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Writes what browsers download a second time as .br and .gz, where that is smaller, so that nothing is compressed while somebody waits. */
const precompressed: Plugin = {
  name: 'precompressed',
  applyToEnvironment: ({ name }) => name === 'client',
  writeBundle({ dir = '' }, bundle) {
    const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
    for (const file of Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name))) {
      const path = join(dir, file);
      const plain = readFileSync(path);
      for (const [ending, bytes] of [
        ['br', brotliCompressSync(plain, best)],
        ['gz', gzipSync(plain, { level: 9 })],
      ] as const) {
        if (bytes.length < plain.length) writeFileSync(`${path}.${ending}`, bytes);
      }
    }
  },
};

export default defineConfig({
  plugins: [precompressed],
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: 'dist/client',
        manifest: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rolldownOptions: {
          input: {
            site: 'src/client/site.ts',
            portal: 'src/client/portal.ts',
            console: 'src/client/console.ts',
            embed: 'src/client/embed.ts',
            google: 'src/client/google.ts',
            // Must import nothing: other sites load it as it is, as a plain script.
            loader: 'src/client/embed-loader.ts',
          },
        },
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
  ssr: { noExternal: true, external: ['pg-native', 'mjml', 'pino', 'pdfmake'] },
});
