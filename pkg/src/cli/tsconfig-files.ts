/** Where the TypeScript of a project looks for declarations, as its tsconfig.json says. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';

/** A tsconfig.json and the folders of its patterns. */
export interface TsconfigFolders {
  /** Relative to the project: `tsconfig.app.json`. */
  readonly config: string;
  /** Relative to the project; `.` is the project. Empty if only single files are named. */
  readonly folders: readonly string[];
}

interface Tsconfig {
  readonly extends?: unknown;
  readonly files?: unknown;
  readonly include?: unknown;
  readonly references?: unknown;
}

const MAX_DEPTH = 5;

/** What the tsconfig.json of a project, or the first of its references with a folder, includes. `undefined` without a tsconfig.json. */
export const tsconfigFolders = (project: string): TsconfigFolders | undefined => {
  const file = join(project, 'tsconfig.json');
  const found = readFolders(project, file, MAX_DEPTH);
  return found.find(({ folders }) => folders.length > 0) ?? found[0];
};

const readFolders = (project: string, file: string, depth: number): TsconfigFolders[] => {
  const config = readTsconfig(file);
  if (!config || depth === 0) return [];
  const references = arrayOf(config.references).flatMap((each) => {
    const path = resolve(dirname(file), String((each as { path?: unknown }).path ?? ''));
    return readFolders(project, existsSync(path) && statSync(path).isDirectory() ? join(path, 'tsconfig.json') : path, depth - 1);
  });
  // A solution names other projects and, by `files: []`, nothing of its own.
  if (references.length > 0 && config.include === undefined) return references;
  const folders = foldersOf(file, config, depth).map((folder) => relative(project, folder).split(sep).join('/') || '.');
  return [{ config: relative(project, file), folders: [...new Set(folders)].filter((folder) => !folder.startsWith('..')) }, ...references];
};

/** The folders of the patterns in `include`, which may be inherited. */
const foldersOf = (file: string, config: Tsconfig, depth: number): string[] => {
  if (config.include !== undefined) return arrayOf(config.include).flatMap((pattern) => folderOfPattern(dirname(file), String(pattern)));
  for (const base of [config.extends ?? []].flat().reverse()) {
    if (!/^\.{1,2}\//.test(String(base)) || depth === 0) continue;
    const path = resolve(dirname(file), String(base));
    const inherited = readTsconfig(path) ?? readTsconfig(`${path}.json`);
    if (inherited?.include !== undefined) return foldersOf(path, inherited, depth - 1);
  }
  return config.files === undefined ? [dirname(file)] : [];
};

/** `src/**` and `src` are the folder `src`; a single file is no folder. */
const folderOfPattern = (base: string, pattern: string): string[] => {
  const fixed = pattern.split('/').filter((part) => part !== '.' && part !== '');
  const wild = fixed.findIndex((part) => /[*?]/.test(part));
  if (wild < 0) return posix.extname(pattern) === '' || pattern.endsWith('/') ? [resolve(base, ...fixed)] : [];
  // `src/*/x.ts` and `**/*.js` do not cover a declaration in the folder.
  const rest = fixed.slice(wild).join('/');
  return /^(\*\*(\/\*)?|\*|(\*\*\/)?\*(\.d)?\.ts)$/.test(rest) ? [resolve(base, ...fixed.slice(0, wild))] : [];
};

const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** JSON with comments and trailing commas, as TypeScript reads it. */
const readTsconfig = (file: string): Tsconfig | undefined => {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const plain = text.replace(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g, '$1').replace(/("(?:\\.|[^"\\])*")|,(?=\s*[\]}])/g, '$1');
    return JSON.parse(plain) as Tsconfig;
  } catch {
    return undefined;
  }
};
