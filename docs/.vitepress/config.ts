import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { defineConfig } from 'vitepress';

const here = join(import.meta.dirname, '..');

/** What is about running the edge, in the order in which one needs it. */
const OPERATE = ['cloudflare', 'run-it-yourself', 'console-sign-in', 'back-up-and-restore', 'upgrade', 'when-something-is-wrong']
  .map((name) => `guide/${name}.md`)
  .filter((path) => existsSync(join(here, path)));

/** The first heading of a page, or the title that it gives itself. */
const titleOf = (path: string): string => /^(?:# |title: )(.+)$/m.exec(readFileSync(join(here, path), 'utf8'))?.[1] ?? path;

const entry = (path: string) => ({ text: titleOf(path), link: `/${path.replace(/\.md$/, '')}` });

const folder = (name: string) =>
  readdirSync(join(here, name))
    .filter((file) => file.endsWith('.md') && file !== 'README.md' && file !== 'index.md')
    .sort()
    .map((file) => entry(`${name}/${file}`));

export default defineConfig({
  title: 'Hallpass',
  description: 'Team invites, account switching and permission-gated UI, decided by one Rust core.',
  cleanUrls: true,
  ignoreDeadLinks: 'localhostLinks',
  srcExclude: ['node_modules/**'],
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  vite: { publicDir: 'images' },
  // The site has no outside resource: fonts are the reader's own, search runs in the page.
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/guide/start' },
      { text: 'Recipes', link: '/recipes/vite-react' },
      { text: 'API', link: '/api/' },
      { text: 'Operate', link: '/guide/cloudflare' },
    ],
    sidebar: [
      { text: 'Guide', items: ['guide/start.md', ...rest('guide', 'start.md').filter((path) => !OPERATE.includes(path))].map(entry) },
      { text: 'Operate', items: OPERATE.map(entry) },
      { text: 'Recipes', items: folder('recipes') },
      { text: 'Coming from', items: folder('migrate') },
      { text: 'Reference', items: [{ text: 'API', link: '/api/' }, ...upper()] },
      { text: 'Decisions', collapsed: true, items: folder('decisions') },
    ],
  },
  // VitePress reports a page that it cannot render, and builds it without its text.
  transformHtml(_code, file, { content }) {
    if (/class="vp-doc[^>]*><\/div>/.test(content)) throw new Error(`${file} was not rendered`);
  },
  markdown: {
    config(md) {
      // Braces in code are text, and not Vue's.
      md.core.ruler.push('braces-in-code', (state) => {
        for (const block of state.tokens) {
          for (const token of block.children ?? []) if (token.type === 'code_inline') token.attrSet('v-pre', '');
        }
      });
      // Pages are read in the repository too, where they link to sources and examples. The site has none: there it says their path.
      md.core.ruler.push('links-into-the-repository', (state) => {
        const page = relative(here, (state.env as { path?: string }).path ?? here);
        for (const block of state.tokens) {
          for (const token of block.children ?? []) {
            const href = token.attrGet('href');
            if (token.type !== 'link_open' || !href || /^([a-z]+:|#|\/)/.test(href)) continue;
            const target = normalize(join(dirname(page), href.replace(/#.*$/, '')));
            if (/^(\.\.|examples)\//.test(target)) token.attrs = [['title', `In the repository: ${normalize(join('docs', target))}`]];
          }
        }
      });
    },
  },
});

function rest(name: string, first: string): string[] {
  return readdirSync(join(here, name))
    .filter((file) => file.endsWith('.md') && file !== first)
    .sort()
    .map((file) => `${name}/${file}`);
}

function upper() {
  return readdirSync(here)
    .filter((file) => /^[A-Z][A-Z-]*\.md$/.test(file))
    .sort()
    .map(entry);
}
