/** Builds the pages of the start benchmark as an app's pages are built: by Vite, from an HTML file that loads a script. */
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';

/** The built files by their path below the page's base, `index.html` among them. */
export type PageFiles = ReadonlyMap<string, string | Uint8Array>;

/** The parts of a page that differ. */
export interface PageSource {
  /** The script in this folder. */
  readonly script: string;
  /** What the app's author adds to `<head>`. */
  readonly head?: string;
}

/** Where what a server writes into the page goes. */
const EMBEDDED = '<!-- embedded -->';
const htmlOf = ({ script, head = '' }: PageSource): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${script}</title>${head}`
  + `<script type="module" src="./${script}.ts"></script></head><body><p id="gated"></p>${EMBEDDED}</body></html>`;

/** Builds a page that is served below `base`. */
export const buildPage = async (source: PageSource, base: string): Promise<PageFiles> => {
  // Exists only here: it is beside the scripts, so that its addresses are relative to them.
  const page = join(import.meta.dirname, 'index.html');
  const result = await build({
    root: import.meta.dirname,
    base,
    configFile: false,
    logLevel: 'error',
    plugins: [{
      name: 'page',
      resolveId: { order: 'pre', handler: (id) => (id === page ? id : undefined) },
      load: { order: 'pre', handler: (id) => (id === page ? htmlOf(source) : undefined) },
    }],
    build: { write: false, modulePreload: { polyfill: false }, assetsInlineLimit: 0, rolldownOptions: { input: page } },
  });
  const { output } = result as Rolldown.RolldownOutput;
  return new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]));
};

/** The page with what its server writes into it: JSON in `#embedded`, which the script reads. */
export const withEmbedded = (html: string, data: unknown): string =>
  html.replace(EMBEDDED, () => `<script type="application/json" id="embedded">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`);
