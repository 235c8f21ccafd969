// Builds `dist`: a minified module per entry point, what they share in modules beside them, the glue and the
// WebAssembly that are loaded when first needed, and the declarations.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What the package exports. One build, so that they share the one class of errors and the one state. */
const ENTRIES = ['index', 'accept', 'lists'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const wasm = join(root, 'wasm');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

await build({
  entryPoints: ENTRIES.map((name) => join(root, `src/${name}.ts`)),
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  sourcesContent: true,
  external: ['./hallpass.js'],
  logLevel: 'warning',
});

for (const [file, needed] of [['hallpass.js', 'glue'], ['hallpass_bg.wasm', 'module']]) {
  const from = join(wasm, file);
  if (!existsSync(from)) {
    console.error(`hallpass: the WebAssembly ${needed} is missing; run \`cargo xtask pkg\` first`);
    process.exitCode = 1;
    continue;
  }
  cpSync(from, join(dist, file));
}

for (const license of ['LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT']) {
  if (existsSync(join(root, '..', license))) cpSync(join(root, '..', license), join(dist, license));
}

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
execFileSync(
  process.execPath,
  [tsc, '-p', join(root, 'tsconfig.json'), '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', dist],
  { stdio: 'inherit' },
);
