// Which source file imports which, for Rust and for TypeScript, and the circles among them.
import { dirname, join, normalize } from 'node:path';
import { isTest, shipped, type Source } from './sources.ts';

/** The files that each file imports, by path. */
export type Imports = ReadonlyMap<string, ReadonlySet<string>>;

const STATEMENT = /^\s*(?:import|export)\b(?:[^;'"`]*?\bfrom)?\s*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/gm;

/** Imports between TypeScript files, types included. A dynamic import counts: it says what a file needs. */
export function typescriptImports(all: readonly Source[]): Imports {
  const files = all.filter((each) => !isTest(each));
  const paths = new Set(files.map(({ path }) => path));
  return new Map(
    files.map((file) => {
      const targets = [...shipped(file).matchAll(STATEMENT)].map(([, stated, dynamic]) =>
        normalize(join(dirname(file.path), stated ?? dynamic ?? '')).replaceAll('\\', '/'),
      );
      return [file.path, new Set(targets.filter((target) => paths.has(target) && target !== file.path))];
    }),
  );
}

interface Use {
  readonly path: readonly string[];
  /** The name that it has here: `*` for everything. */
  readonly name: string;
  readonly isPublic: boolean;
}

interface Module {
  readonly file: string;
  /** Its path below `crate`. */
  readonly path: readonly string[];
  readonly uses: readonly Use[];
  /** Paths outside of `use`. */
  readonly paths: readonly (readonly string[])[];
  readonly children: readonly string[];
}

/**
 * Imports between the files of one crate, whose `src` is `root`. A path leads to the file that defines the item: what a module
 * only re-exports from its children is no import of the module's own.
 */
export function rustImports(all: readonly Source[], root: string): Imports {
  const modules = new Map<string, Module>();
  for (const source of all) {
    if (!source.path.startsWith(`${root}/`) || !source.path.endsWith('.rs') || isTest(source)) continue;
    const module = readModule(source, root);
    modules.set(module.path.join('::'), module);
  }
  const crate = new Crate(modules);
  return new Map([...modules.values()].map((module) => [module.file, crate.importsOf(module)]));
}

class Crate {
  readonly #modules: ReadonlyMap<string, Module>;

  constructor(modules: ReadonlyMap<string, Module>) {
    this.#modules = modules;
  }

  importsOf(module: Module): Set<string> {
    const files = new Set<string>();
    const own = module.uses.filter((use) => !(use.isPublic && this.#isChild(module, use.path)));
    for (const path of [...own.map((use) => use.path), ...module.paths]) {
      const file = this.#fileOf(module, path);
      if (file !== undefined && file !== module.file) files.add(file);
    }
    return files;
  }

  #isChild(module: Module, path: readonly string[]): boolean {
    return path[0] === 'self' || module.children.includes(path[0] ?? '');
  }

  /** The file that defines what a path in `module` names; nothing for another crate's. */
  #fileOf(module: Module, path: readonly string[], depth = 0): string | undefined {
    const absolute = this.#absolute(module, path);
    if (!absolute || depth > 8) return undefined;
    let length = absolute.length;
    while (length > 0 && !this.#modules.has(absolute.slice(0, length).join('::'))) length -= 1;
    const found = this.#modules.get(absolute.slice(0, length).join('::'));
    const item = absolute[length];
    if (!found || item === undefined) return found?.file;
    for (const use of found.uses) {
      if (use.isPublic && use.name === item) {
        return this.#fileOf(found, [...use.path, ...absolute.slice(length + 1)], depth + 1) ?? found.file;
      }
    }
    return found.file;
  }

  #absolute(module: Module, path: readonly string[]): readonly string[] | undefined {
    const [first, ...rest] = path;
    if (first === 'crate') return rest;
    if (first === 'self') return [...module.path, ...rest];
    if (first === 'super') {
      const ups = path.findIndex((part) => part !== 'super');
      const count = ups < 0 ? path.length : ups;
      return [...module.path.slice(0, module.path.length - count), ...path.slice(count)];
    }
    return module.children.includes(first ?? '') ? [...module.path, ...path] : undefined;
  }
}

function readModule(source: Source, root: string): Module {
  const parts = source.path.slice(root.length + 1).replace(/\.rs$/, '').split('/');
  if (['lib', 'main', 'mod'].includes(parts.at(-1) ?? '')) parts.pop();
  // Test modules come last, or in their own file.
  const code = source.text
    .replace(/\/\/.*$/gm, '')
    .replace(/#\[cfg\((?:all\()?test[^\]]*\]\s*(?:pub(?:\([^)]*\))? )?mod \w+;/g, '')
    .replace(/#\[cfg\((?:all\()?test[^\]]*\]\s*mod \w+ \{[\s\S]*$/, '');
  const children = [...code.matchAll(/\bmod (\w+);/g)].map(([, name]) => name ?? '');
  const uses: Use[] = [];
  const rest = code.replace(/^[ \t]*(pub(?:\([^)]*\))? )?use ([^;]+);/gm, (_, visibility: string | undefined, tree: string) => {
    for (const { path, name } of branches(tree)) uses.push({ path, name, isPublic: visibility !== undefined });
    return '';
  });
  const starts = ['crate', 'super', 'self', ...children].join('|');
  const paths = [...rest.matchAll(new RegExp(`(?<![\\w:])(?:${starts})(?:::\\w+)+`, 'g'))].map(([path]) => path.split('::'));
  return { file: source.path, path: parts, uses, paths, children };
}

/** The paths of a `use` tree: `a::{b, c::d as e}` has two. */
function branches(tree: string): { path: string[]; name: string }[] {
  const text = tree.replace(/\s+/g, ' ').trim();
  const open = text.indexOf('{');
  if (open < 0) {
    const [path = '', alias] = text.split(' as ');
    const parts = path.split('::').map((part) => part.trim()).filter((part) => part !== '');
    if (parts.at(-1) === 'self' && parts.length > 1) parts.pop();
    const name = alias?.trim() ?? parts.at(-1) ?? '';
    if (parts.at(-1) === '*') parts.pop();
    return [{ path: parts, name }];
  }
  const prefix = text.slice(0, open).split('::').map((part) => part.trim()).filter((part) => part !== '');
  return split(text.slice(open + 1, text.lastIndexOf('}'))).flatMap((each) =>
    branches(each).map(({ path, name }) => {
      const whole = path.length === 1 && path[0] === 'self' ? prefix : [...prefix, ...path];
      return { path: [...whole], name: name === 'self' ? (prefix.at(-1) ?? '') : name };
    }),
  );
}

/** Splits at the commas outside of braces. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const letter = text[index];
    if (letter === '{') depth += 1;
    else if (letter === '}') depth -= 1;
    else if (letter === undefined || (letter === ',' && depth === 0)) {
      if (text.slice(start, index).trim() !== '') parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return parts;
}

/** The circles: groups of files, each of which imports every other directly or through others (Tarjan, 1972). */
export function circles(imports: Imports): string[][] {
  const order = new Map<string, { index: number; low: number; isOpen: boolean }>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): { index: number; low: number; isOpen: boolean } => {
    const state = { index: order.size, low: order.size, isOpen: true };
    order.set(file, state);
    stack.push(file);
    for (const target of imports.get(file) ?? []) {
      const known = order.get(target);
      if (!known) state.low = Math.min(state.low, visit(target).low);
      else if (known.isOpen) state.low = Math.min(state.low, known.index);
    }
    if (state.low === state.index) {
      const group = stack.splice(stack.indexOf(file));
      for (const each of group) order.get(each)!.isOpen = false;
      if (group.length > 1) found.push(group.toSorted());
    }
    return state;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}
