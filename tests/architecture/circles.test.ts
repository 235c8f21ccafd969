// No circular imports: a reader who follows imports reaches the bottom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circles, rustImports, typescriptImports } from './imports.ts';
import { sources } from './sources.ts';

const RUST = ['crates/core/src', 'crates/protocol/src', 'worker/src'];
const TYPESCRIPT = ['pkg/src', 'console/src'];

for (const root of [...RUST, ...TYPESCRIPT]) {
  test(`${root}: no circular imports`, () => {
    const all = sources(root);
    const imports = RUST.includes(root) ? rustImports(all, root) : typescriptImports(all);
    assert.ok([...imports.values()].some((targets) => targets.size > 1), 'imports are found');
    assert.deepEqual(circles(imports), []);
  });
}

test('a circle in Rust is found', () => {
  const file = (path: string, text: string) => ({ path: `x/src/${path}`, text });
  const all = [
    file('lib.rs', 'mod a;\nmod b;\npub use a::A;\n'),
    file('a/mod.rs', 'mod inner;\npub use inner::{Inner as A, other};\nuse crate::b::B;\n'),
    file('a/inner.rs', 'use super::super::b;\npub struct Inner;\n'),
    file('b.rs', '// use crate::a::A;\nfn f(a: crate::a::A) {}\n#[cfg(test)]\nmod tests { use crate::a::other; }\n'),
  ];
  const imports = rustImports(all, 'x/src');
  // What `a` only passes on from its child is not its own import.
  assert.deepEqual([...(imports.get('x/src/b.rs') ?? [])], ['x/src/a/inner.rs']);
  assert.deepEqual([...(imports.get('x/src/a/mod.rs') ?? [])], ['x/src/b.rs']);
  assert.deepEqual(circles(imports), [['x/src/a/inner.rs', 'x/src/b.rs']]);
});

test('a circle in TypeScript is found', () => {
  const all = [
    { path: 'x/a.ts', text: "import type { B } from './b.ts';\n" },
    { path: 'x/b.ts', text: "export { c } from './deep/c.ts';\n" },
    { path: 'x/deep/c.ts', text: "const a = await import('../a.ts');\n" },
    { path: 'x/d.ts', text: "import './a.ts';\n" },
  ];
  assert.deepEqual(circles(typescriptImports(all)), [['x/a.ts', 'x/b.ts', 'x/deep/c.ts']]);
});
