// Builds `dist`: minified modules for the entries and what they load when first needed, the same as CommonJS, the
// WebAssembly with its glue, and the declarations. `--without-command` leaves out `npx hallpass`.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { COMMAND_ENTRIES, COMMONJS_ENTRIES, ENTRIES } from './entries.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const wasm = join(root, 'wasm');

const withCommand = !process.argv.includes('--without-command');
const compiled = ['wasm/hallpass.js', 'wasm/hallpass.d.ts', 'wasm/hallpass_bg.wasm', 'wasm/hallpass_invite_bg.wasm'];
if (withCommand) compiled.push('wasm-cli/hallpass_cli.js', 'wasm-cli/hallpass_cli_bg.wasm');
for (const file of compiled) {
  if (existsSync(join(root, file))) continue;
  console.error(`hallpass: \`${file}\` is missing; run \`cargo xtask test pkg\` first`);
  process.exit(1);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

/** `x.wasm?bytes` is the file's content in the code; `x.wasm` alone stays an import, for workerd. */
const bytes = {
  name: 'bytes',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?bytes$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\?bytes$/, '')),
      namespace: 'bytes',
    }));
    onLoad({ filter: /.*/, namespace: 'bytes' }, ({ path }) => ({
      contents: readFileSync(path),
      loader: 'binary',
    }));
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  minify: true,
  jsx: 'automatic',
  logLevel: 'warning',
};
const EXTERNAL = ['node:*', 'react', 'react/jsx-runtime'];

await build({
  ...shared,
  entryPoints: Object.entries({ ...ENTRIES, ...(withCommand && COMMAND_ENTRIES), hallpass: 'wasm/hallpass.js' }).map(([out, source]) => ({ in: source, out })),
  outdir: dist,
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  sourcemap: true,
  sourcesContent: true,
  external: ['./hallpass.js', './hallpass_invite.js', './hallpass_bg.wasm', ...EXTERNAL],
  plugins: [bytes],
});
// The glue of the part that verifies invites: a separate module, because glue belongs to one instance.
await build({
  ...shared,
  stdin: { contents: "export { default, __wbg_reset_state, verifyInvite } from './wasm/hallpass.js';", resolveDir: root },
  outfile: join(dist, 'hallpass_invite.js'),
  format: 'esm',
  sourcemap: true,
  sourcesContent: true,
});
for (const file of ['hallpass_bg.wasm', 'hallpass_invite_bg.wasm']) cpSync(join(wasm, file), join(dist, file));
// The declarations of what crosses into the WebAssembly, without those of how it is loaded.
const [declarations] = readFileSync(join(wasm, 'hallpass.d.ts'), 'utf8').split('export type InitInput');
writeFileSync(join(dist, 'hallpass.d.ts'), declarations.replace(/^export function __wbg.*\n+/m, ''));

// The style sheet takes the look that the custom elements have too.
const theme = await transform(readFileSync(join(root, 'src/theme.ts'), 'utf8'), { loader: 'ts', format: 'esm' });
const { THEME } = await import(`data:text/javascript,${encodeURIComponent(theme.code)}`);
const sheet = readFileSync(join(root, 'src/react/styles.css'), 'utf8').replace('/* theme */', THEME.trim());
const { code } = await transform(sheet, { loader: 'css', minify: true });
writeFileSync(join(dist, 'react/styles.css'), code);

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
execFileSync(
  process.execPath,
  [tsc, '-p', join(root, 'tsconfig.json'), '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', dist],
  { stdio: 'inherit' },
);

/** CommonJS cannot say where a module is as ES modules do, and has its glue in the bundle. */
const commonJs = {
  name: 'commonjs',
  setup({ onResolve }) {
    onResolve({ filter: /\/wasm-file\/node\.ts$/ }, () => ({ path: join(root, 'src/wasm-file/commonjs.ts') }));
    onResolve({ filter: /^\.\/hallpass(_invite)?\.js$/ }, () => ({ path: join(wasm, 'hallpass.js') }));
  },
};
const commonJsFolder = join(dist, 'commonjs');
// An entry runs when it is first required: `hallpass` alone needs no React.
const sources = Object.entries(COMMONJS_ENTRIES).map(([name, source]) => `exports[${JSON.stringify(name)}] = () => require('./${source}');`);
await build({
  ...shared,
  stdin: { contents: sources.join('\n'), resolveDir: root },
  outfile: join(commonJsFolder, 'bundle.js'),
  format: 'cjs',
  external: EXTERNAL,
  plugins: [commonJs],
});
writeFileSync(join(commonJsFolder, 'package.json'), '{ "type": "commonjs" }\n');
// The same declarations, which TypeScript reads as those of CommonJS there.
for (const file of readdirSync(dist, { recursive: true })) {
  if (file.endsWith('.d.ts') && !file.startsWith('commonjs')) cpSync(join(dist, file), join(commonJsFolder, file));
}
for (const name of Object.keys(COMMONJS_ENTRIES)) {
  const bundle = `${'../'.repeat(name.split('/').length - 1) || './'}bundle.js`;
  writeFileSync(join(commonJsFolder, `${name}.js`), `module.exports = require('${bundle}')['${name}']();\n`);
}
