import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import type { Assets } from './face.ts';
import { endpoints } from './paths.ts';

interface Entry {
  readonly file: string;
  readonly css?: readonly string[];
}

const none = { styles: [], scripts: [], fonts: [] };
const firstFonts = ['src/web/ui/fonts/bricolage-grotesque-latin.woff2', 'src/web/ui/fonts/inter-latin.woff2'];

/** Addresses of the built files, from the manifest that the build wrote; nothing at all when there is no build. */
export function builtAssets(folder: string): Assets & { folder: string | undefined; loader?: string } {
  const manifest = join(folder, '.vite/manifest.json');
  if (!existsSync(manifest))
    return { site: none, portal: none, console: none, embed: none, google: none, folder: undefined };
  const entries = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Entry>;
  const of = (name: string) => {
    const entry = entries[`src/client/${name}.ts`];
    const icon = entries['src/web/ui/icon.svg'];
    return {
      styles: (entry?.css ?? []).map((file) => `/${file}`),
      scripts: entry ? [`/${entry.file}`] : [],
      // The two files every first visit fetches, named ahead so that the browser starts before it has read the style sheet.
      fonts: firstFonts.flatMap((name) => (entries[name] ? [`/${entries[name].file}`] : [])),
      ...(icon ? { icon: `/${icon.file}` } : {}),
    };
  };
  const loader = entries['src/client/embed-loader.ts'];
  return {
    ...{
      site: of('site'),
      portal: of('portal'),
      console: of('console'),
      embed: of('embed'),
      google: of('google'),
      folder,
    },
    ...(loader ? { loader: readFileSync(join(folder, loader.file), 'utf8') } : {}),
  };
}

/** Serves the built files, compressed ahead of time; their names change with their content, so they are kept for ever. */
export function serveAssets(app: Hono, folder: string): void {
  app.use(
    endpoints.assets,
    serveStatic({
      root: folder,
      precompressed: true,
      onFound: (_path, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  );
}
