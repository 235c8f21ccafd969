// Dependencies: core <- protocol <- { sdk, worker }; sdk <- pkg <- console. None points the other way.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { isTest, ROOT, shipped, sources, type Source } from './sources.ts';

interface Package {
  readonly name: string;
  readonly dependencies: readonly {
    readonly name: string;
    readonly kind: string | null;
    readonly uses_default_features: boolean;
    readonly features: readonly string[];
  }[];
}

/** The workspace crates that each crate may depend on. */
const MAY_USE: Record<string, readonly string[]> = {
  'hallpass-core': [],
  'hallpass-mail': ['hallpass-core'],
  'hallpass-protocol': ['hallpass-core'],
  'hallpass-sdk': ['hallpass-core', 'hallpass-protocol'],
  'hallpass-worker': ['hallpass-core', 'hallpass-mail', 'hallpass-protocol'],
  'hallpass-cli': ['hallpass-core'],
  'hallpass-tools': [],
  // An independent model of the rules to compare with; nothing may depend on it.
  'hallpass-reference': ['hallpass-core'],
  // Hostile input for parsers, for tests; nothing may depend on it.
  'hallpass-fuzz': ['hallpass-core', 'hallpass-protocol'],
  xtask: [],
};
/** Crates with a clock, randomness, I/O, JavaScript or SQL. */
const IMPURE =
  /^(getrandom|rand|fastrand|uuid|js-sys|web-sys|wasm-bindgen.*|serde-wasm-bindgen|worker|tokio|rusqlite|reqwest|web-time|instant)$/;

function forbiddenDependencies(packages: readonly Package[]): string[] {
  const known = new Set(packages.map((each) => each.name));
  return packages.flatMap(({ name, dependencies }) => {
    const allowed = MAY_USE[name];
    if (!allowed) return [`${name}: add it to MAY_USE`];
    const wrong = dependencies.filter((each) => known.has(each.name) && !allowed.includes(each.name) && each.kind !== 'dev');
    return wrong.map((each) => `${name} uses ${each.name}`);
  });
}

function impureDependencies(packages: readonly Package[]): string[] {
  const pure = packages.filter((each) => each.name === 'hallpass-core' || each.name === 'hallpass-protocol');
  return pure.flatMap(({ name, dependencies }) =>
    dependencies
      .filter((each) => each.kind === null)
      .flatMap((each) => {
        if (IMPURE.test(each.name)) return [`${name} uses ${each.name}`];
        if (name === 'hallpass-core' && each.name === 'chrono') {
          const clock =
            each.uses_default_features || each.features.some((feature) => ['clock', 'now', 'std', 'wasmbind'].includes(feature));
          return clock ? ['hallpass-core uses chrono with a clock'] : [];
        }
        return [];
      }),
  );
}

function metadata(): Package[] {
  const text = execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1', '--offline'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  return (JSON.parse(text) as { packages: Package[] }).packages;
}

function dependency(name: string, features: string[] = []): Package['dependencies'][number] {
  return { name, kind: null, uses_default_features: false, features };
}

test('crates depend only on crates below them', () => {
  assert.deepEqual(forbiddenDependencies(metadata()), []);
  assert.deepEqual(
    forbiddenDependencies([
      { name: 'hallpass-core', dependencies: [dependency('hallpass-protocol')] },
      { name: 'hallpass-protocol', dependencies: [] },
    ]),
    ['hallpass-core uses hallpass-protocol'],
  );
  assert.equal(forbiddenDependencies([{ name: 'hallpass-other', dependencies: [] }]).length, 1);
});

test('core and protocol have no dependency with a clock, randomness or I/O', () => {
  assert.deepEqual(impureDependencies(metadata()), []);
  const bad = [{ name: 'hallpass-core', dependencies: [dependency('getrandom'), dependency('chrono', ['clock'])] }];
  assert.equal(impureDependencies(bad).length, 2);
});

test('core is no_std and uses nothing from std', () => {
  const problems = (all: readonly Source[]): string[] => [
    ...all
      .filter((each) => each.path.endsWith('src/lib.rs') && !/^#!\[(cfg_attr\(not\(test\), )?no_std/m.test(each.text))
      .map((each) => `${each.path}: no_std is missing`),
    ...all.filter((each) => /\bstd::|extern crate std/.test(shipped(each))).map((each) => `${each.path}: uses std`),
  ];
  assert.deepEqual(problems(sources('crates/core/src').filter((each) => !isTest(each))), []);
  assert.equal(problems([{ path: 'crates/core/src/lib.rs', text: 'use std::time::Instant;' }]).length, 2);
});

test('the reference model and the history checker do not depend on core', () => {
  const dependents = (all: readonly Source[], pattern: RegExp): string[] => all.filter((each) => pattern.test(each.text)).map((each) => each.path);
  const OUTSIDE_MODEL = /hallpass_core|crate::(?!model\b)\w+/;
  const model = sources('crates/reference/src/model');
  // A binary of its own, so `crate` is this folder.
  const history = sources('crates/reference/src/history');
  assert.ok(model.length > 5 && history.length > 5);
  assert.deepEqual([...dependents(model, OUTSIDE_MODEL), ...dependents(history, /hallpass_core/)], []);
  assert.deepEqual(dependents([{ path: 'm.rs', text: 'use crate::desk::Desk;' }], OUTSIDE_MODEL), ['m.rs']);
});

test('every crate uses the workspace’s lints', () => {
  const lax = (manifests: readonly Source[]): string[] =>
    manifests.filter((each) => !/\[lints\]\s*\nworkspace = true/.test(each.text)).map((each) => each.path);
  const members = ['crates/core', 'crates/mail', 'crates/protocol', 'crates/reference', 'crates/sdk', 'crates/xtask', 'fuzz', 'worker'];
  assert.deepEqual(lax(members.map((each) => ({ path: each, text: readFileSync(join(ROOT, each, 'Cargo.toml'), 'utf8') }))), []);
  assert.deepEqual(lax([{ path: 'crates/lax', text: '[package]\nname = "lax"\n' }]), ['crates/lax']);
});

const IMPORT = /^\s*(?:import|export)\b(?:[^;'"`]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** Imports from outside of `folder` and the allowed packages. */
function strayImports(all: readonly Source[], folder: string, packages: RegExp): string[] {
  return all.flatMap((source) =>
    [...shipped(source).matchAll(IMPORT)].flatMap(([, stated, dynamic]) => {
      const wanted = stated ?? dynamic ?? '';
      if (!wanted.startsWith('.')) return packages.test(wanted) ? [] : [`${source.path} imports ${wanted}`];
      const target = normalize(join(dirname(source.path), wanted)).replaceAll('\\', '/');
      return target.startsWith(`${folder}/`) ? [] : [`${source.path} imports ${target}`];
    }),
  );
}

test('pkg imports only itself and the packages allowed for each folder', () => {
  // The command line runs in Node, and the bindings use React; everything else runs anywhere.
  const ALLOWED: readonly (readonly [folder: string, packages: RegExp])[] = [
    ['pkg/src/cli/', /^node:/],
    ['pkg/src/react/', /^react$/],
    ['pkg/src/', /^$/],
  ];
  const stray = (all: readonly Source[]): string[] =>
    ALLOWED.flatMap(([folder, packages], index) => {
      const own = all.filter(({ path }) => ALLOWED.findIndex(([first]) => path.startsWith(first)) === index);
      assert.ok(own.length > 0, `${folder} has files`);
      return strayImports(own, 'pkg', packages);
    });
  assert.deepEqual(stray(sources('pkg/src')), []);
  const bad = [
    {
      path: 'pkg/src/x.ts',
      text: "import { a } from '../../console/src/a.ts';\nimport lodash from 'lodash';\nconst late = await import('later');",
    },
  ];
  assert.equal(strayImports(bad, 'pkg', /^$/).length, 3);
});

test('the console imports only the published package, React, its router, its headless parts, and a library for sign-in', () => {
  const allowed = /^(hallpass|hallpass\/react|hallpass\/locales\/(de|en)|react|react\/jsx-runtime|react-dom|react-dom\/client|wouter|wouter\/use-browser-location|@base-ui\/react\/[\w-]+)$/;
  const isSignIn = ({ path }: Source): boolean => path.startsWith('console/src/oidc/');
  const all = sources('console/src');
  assert.deepEqual(strayImports(all.filter((each) => !isSignIn(each)), 'console', allowed), []);
  assert.deepEqual(strayImports(all.filter(isSignIn), 'console', /^(hallpass|react|oauth4webapi)$/), []);
  const bad = [
    { path: 'console/src/x.ts', text: "import { a } from '../../pkg/src/client.ts';\nimport b from 'hallpass/dist/inside.js';" },
  ];
  assert.equal(strayImports(bad, 'console', allowed).length, 2);
});
