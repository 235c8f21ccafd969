import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import webpack from 'webpack';

const compiler = webpack({
  mode: 'production',
  target: ['web', 'es2022'],
  entry: './src/main.js',
  experiments: { outputModule: true },
  output: { path: resolve('dist'), filename: 'main.js', module: true, publicPath: '/', chunkFormat: 'module' },
});
compiler.run((failure, stats) => {
  if (failure || stats.hasErrors()) {
    console.error(failure ?? stats.toString('errors-warnings'));
    process.exitCode = 1;
  }
  cpSync('index.html', 'dist/index.html');
});
