// core <- protocol <- { sdk, worker }; sdk <- pkg <- console. Nothing points the other way.
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

/** What each crate may use of the workspace. */
const MAY_USE: Record<string, readonly string[]> = {
  'hallpass-core': [],
  'hallpass-protocol': ['hallpass-core'],
  'hallpass-sdk': ['hallpass-core', 'hallpass-protocol'],
  'hallpass-worker': ['hallpass-core', 'hallpass-protocol'],
  'hallpass-tools': [],
  // What core says must not be what core is held against.
  'hallpass-history': [],
  // Attacks on what reads bytes, for tests; nothing may use it.
  'hallpass-trial': ['hallpass-core', 'hallpass-protocol'],
  // The rules once more, to compare with; nothing may use it.
  'hallpass-reference': ['hallpass-core'],
  // libFuzzer on them.
  'hallpass-fuzz': ['hallpass-trial'],
  xtask: [],
};
/** Crates that bring a clock, randomness, I/O, JavaScript or SQL. */
const WORLDLY =
  /^(getrandom|rand|fastrand|uuid|js-sys|web-sys|wasm-bindgen.*|serde-wasm-bindgen|worker|tokio|rusqlite|reqwest|web-time|instant)$/;

function crateArrows(packages: readonly Package[]): string[] {
  const known = new Set(packages.map((each) => each.name));
  return packages.flatMap(({ name, dependencies }) => {
    const may = MAY_USE[name];
    if (!may) return [`${name}: say in this test what it may use`];
    const wrong = dependencies.filter((each) => known.has(each.name) && !may.includes(each.name) && each.kind !== 'dev');
    return wrong.map((each) => `${name} uses ${each.name}`);
  });
}

function worldliness(packages: readonly Package[]): string[] {
  const pure = packages.filter((each) => each.name === 'hallpass-core' || each.name === 'hallpass-protocol');
  return pure.flatMap(({ name, dependencies }) =>
    dependencies
      .filter((each) => each.kind === null)
      .flatMap((each) => {
        if (WORLDLY.test(each.name)) return [`${name} uses ${each.name}`];
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

test('crates use only what is below them', () => {
  assert.deepEqual(crateArrows(metadata()), []);
  assert.deepEqual(
    crateArrows([
      { name: 'hallpass-core', dependencies: [dependency('hallpass-protocol')] },
      { name: 'hallpass-protocol', dependencies: [] },
    ]),
    ['hallpass-core uses hallpass-protocol'],
  );
  assert.equal(crateArrows([{ name: 'hallpass-other', dependencies: [] }]).length, 1);
});

test('core and protocol depend on nothing that touches the world', () => {
  assert.deepEqual(worldliness(metadata()), []);
  const bad = [{ name: 'hallpass-core', dependencies: [dependency('getrandom'), dependency('chrono', ['clock'])] }];
  assert.equal(worldliness(bad).length, 2);
});

test('core is no_std, and asks for nothing of std', () => {
  const problems = (all: readonly Source[]): string[] => [
    ...all
      .filter((each) => each.path.endsWith('src/lib.rs') && !/^#!\[(cfg_attr\(not\(test\), )?no_std/m.test(each.text))
      .map((each) => `${each.path}: no_std is missing`),
    ...all.filter((each) => /\bstd::|extern crate std/.test(shipped(each))).map((each) => `${each.path}: names std`),
  ];
  assert.deepEqual(problems(sources('crates/core/src').filter((each) => !isTest(each))), []);
  assert.equal(problems([{ path: 'crates/core/src/lib.rs', text: 'use std::time::Instant;' }]).length, 2);
});

test('the reference model knows nothing of core', () => {
  const knows = (all: readonly Source[]): string[] =>
    all.filter((each) => /hallpass_core|crate::(?!model\b)\w+/.test(each.text)).map((each) => each.path);
  const all = sources('crates/reference/src/model');
  assert.ok(all.length > 5);
  assert.deepEqual(knows(all), []);
  assert.deepEqual(knows([{ path: 'm.rs', text: 'use crate::desk::Desk;' }]), ['m.rs']);
});

test('every crate takes the workspace’s lints', () => {
  const lax = (manifests: readonly Source[]): string[] =>
    manifests.filter((each) => !/\[lints\]\s*\nworkspace = true/.test(each.text)).map((each) => each.path);
  const members = ['crates/core', 'crates/history', 'crates/protocol', 'crates/reference', 'crates/sdk', 'crates/trial', 'crates/xtask', 'worker'];
  assert.deepEqual(lax(members.map((each) => ({ path: each, text: readFileSync(join(ROOT, each, 'Cargo.toml'), 'utf8') }))), []);
  assert.deepEqual(lax([{ path: 'crates/lax', text: '[package]\nname = "lax"\n' }]), ['crates/lax']);
});

const IMPORT = /^\s*(?:import|export)\b(?:[^;'"`]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** Imports of one TypeScript part that leave what it may use: its own folder and the named packages. */
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

test('pkg imports nothing but itself', () => {
  // The command line runs in Node, whose modules it may use; the bindings are React's; the rest runs anywhere.
  const MAY: readonly (readonly [folder: string, packages: RegExp])[] = [
    ['pkg/src/cli/', /^node:/],
    ['pkg/src/react/', /^react$/],
    ['pkg/src/', /^$/],
  ];
  const stray = (all: readonly Source[]): string[] =>
    MAY.flatMap(([folder, packages], index) => {
      const own = all.filter(({ path }) => MAY.findIndex(([first]) => path.startsWith(first)) === index);
      assert.ok(own.length > 0, `${folder} holds something`);
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

test('the console uses only the published package, and React', () => {
  const allowed = /^(hallpass|hallpass\/react|react|react\/jsx-runtime|react-dom|react-dom\/client)$/;
  assert.deepEqual(strayImports(sources('console/src'), 'console', allowed), []);
  const bad = [
    { path: 'console/src/x.ts', text: "import { a } from '../../pkg/src/client.ts';\nimport b from 'hallpass/dist/inside.js';" },
  ];
  assert.equal(strayImports(bad, 'console', allowed).length, 2);
});
