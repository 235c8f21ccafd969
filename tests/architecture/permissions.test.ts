// Permission names live in the policy. The five that every policy must have are written once, in core, and reach
// TypeScript in one generated file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '../harness/policy.ts';
import { isTest, shipped, sources, type Source } from './sources.ts';

const REQUIRED = ['team:access', 'members:invite', 'members:manage', 'team:manage', 'audit:read'];
// The last is the golden copy of what the one before declares.
const HOMES = ['crates/core/src/required.rs', 'pkg/src/generated.ts', 'pkg/api/generated.d.ts'];

/** Places where a permission's name is written that should not be. */
function strays(all: readonly Source[], names: readonly string[]): string[] {
  return all
    .filter((each) => !isTest(each))
    .flatMap((source) =>
      names
        .filter((name) => shipped(source).includes(name) && !(HOMES.includes(source.path) && REQUIRED.includes(name)))
        .map((name) => `${source.path}: ${name}`),
    );
}

test('no permission name is in shipped code but the five required ones, in their files', () => {
  const names = defaultPolicy().permissions;
  assert.ok(REQUIRED.every((each) => names.includes(each)));
  const all = sources('crates', 'worker', 'pkg', 'console');
  assert.deepEqual(strays(all, names), []);
  for (const home of HOMES)
    assert.ok(
      all.some((each) => each.path === home),
      `${home} is there`,
    );
});

test('a permission name elsewhere would be seen', () => {
  const bad = [
    { path: 'console/src/resources.tsx', text: "client.can('pods:manage')" },
    { path: 'worker/src/routes/x.rs', text: 'require("members:invite")' },
    { path: 'crates/core/src/required.rs', text: '"team:access" "billing:read"' },
    { path: 'pkg/test/gate.test.ts', text: "can('pods:manage')" },
    { path: 'worker/src/y.rs', text: '// pods:manage in a comment' },
  ];
  assert.deepEqual(strays(bad, defaultPolicy().permissions), [
    'console/src/resources.tsx: pods:manage',
    'worker/src/routes/x.rs: members:invite',
    'crates/core/src/required.rs: billing:read',
  ]);
});
