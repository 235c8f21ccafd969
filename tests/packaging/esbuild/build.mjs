// esbuild carries no file along that a package points to, so this app takes the entry with the WebAssembly inside.
import { cpSync } from 'node:fs';
import { build } from 'esbuild';

await build({ entryPoints: ['src/main.js'], outdir: 'dist', bundle: true, splitting: true, format: 'esm', minify: true });
cpSync('index.html', 'dist/index.html');
