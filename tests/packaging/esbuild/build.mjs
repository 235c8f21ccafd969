// esbuild does not copy files that a package refers to, so this app uses the entry with inline WebAssembly.
import { cpSync } from 'node:fs';
import { build } from 'esbuild';

await build({ entryPoints: ['src/main.js'], outdir: 'dist', bundle: true, splitting: true, format: 'esm', minify: true });
cpSync('index.html', 'dist/index.html');
