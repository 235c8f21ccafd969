// The checkout's source files, for checks that read code instead of running it.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** A source file: its path relative to the checkout, with slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const SKIPPED = new Set(['node_modules', 'target', 'dist', 'build', 'wasm', 'api', '.git', '.hallpass', '.wrangler']);
const CODE = /\.(rs|ts|tsx|mjs)$/;

/** All code below the given folders. */
export function sources(...folders: readonly string[]): Source[] {
  return folders.flatMap((folder) => walk(join(ROOT, folder)));
}

function walk(folder: string): Source[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path);
    if (!CODE.test(entry.name)) return [];
    return [{ path: relative(ROOT, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }];
  });
}

/** The shipped part of a file: without comments, and in Rust without its tests. */
export function shipped({ path, text }: Source): string {
  const code = path.endsWith('.rs') ? text.replace(/#\[cfg\((all\()?test[\s\S]*$/, '') : text;
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

/** Whether a file belongs to tests. */
export function isTest({ path }: Source): boolean {
  return /(^|\/)(tests?|examples)\//.test(path) || /(^|\/)tests?\.rs$/.test(path) || /\.test\.tsx?$/.test(path);
}

/** `path:line` of each match of `pattern` in the shipped code. */
export function matches(all: readonly Source[], pattern: RegExp): string[] {
  return all.flatMap((source) =>
    shipped(source)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${source.path}:${index + 1}: ${line.trim()}`] : [])),
  );
}
