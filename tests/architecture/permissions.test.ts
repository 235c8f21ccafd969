// Permission names come from the policy. The five that every policy must have, and the two of a policy with projects, are written
// once, in core, and in one file that is generated from it for TypeScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '../harness/policy.ts';
import { isTest, shipped, sources, type Source } from './sources.ts';

const REQUIRED = ['team:access', 'members:invite', 'members:manage', 'team:manage', 'audit:read', 'projects:create', 'project:manage'];
const HOMES = ['crates/core/src/required.rs', 'pkg/src/generated.ts'];

/** Whether a file is shipped. The reference model and the tests are not: they name the policy's permissions to try them. */
const isShipped = (source: Source): boolean => !source.path.startsWith('crates/reference/') && !isTest(source);

/** Permission names in code where they should not be. */
function strays(all: readonly Source[], names: readonly string[]): string[] {
  return all
    .filter(isShipped)
    .flatMap((source) =>
      names
        .filter((name) => shipped(source).includes(name) && !(HOMES.includes(source.path) && REQUIRED.includes(name)))
        .map((name) => `${source.path}: ${name}`),
    );
}

test('shipped code contains no permission names except the required ones in their files', () => {
  const names = defaultPolicy().permissions;
  assert.ok(REQUIRED.every((each) => names.includes(each)));
  const all = sources('crates', 'worker', 'pkg', 'console');
  assert.deepEqual(strays(all, names), []);
  for (const home of HOMES)
    assert.ok(
      all.some((each) => each.path === home),
      `${home} exists`,
    );
});

test('a permission name elsewhere is found', () => {
  const bad = [
    { path: 'console/src/resources.tsx', text: "client.can('pods:manage')" },
    { path: 'worker/src/routes/x.rs', text: 'require("members:invite")' },
    { path: 'crates/core/src/required.rs', text: '"team:access" "billing:read"' },
    { path: 'pkg/test/gate.test.ts', text: "can('pods:manage')" },
    { path: 'crates/reference/src/history/membership_http.rs', text: '"billing:read"' },
    { path: 'worker/src/y.rs', text: '// pods:manage in a comment' },
  ];
  assert.deepEqual(strays(bad, defaultPolicy().permissions), [
    'console/src/resources.tsx: pods:manage',
    'worker/src/routes/x.rs: members:invite',
    'crates/core/src/required.rs: billing:read',
  ]);
});
