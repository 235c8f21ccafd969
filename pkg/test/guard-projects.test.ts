/** `hallpass/edge` with tokens for projects, and with lists of permissions under another policy. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Demand, Guard } from '../src/server/types.ts';
import type { Policy, PolicyPermission } from '../src/types.ts';
import { json, problem } from './fake-edge.ts';
import { ACCOUNT, mint, ORIGIN, POLICY, SigningEdge, withId } from './signing-edge.ts';

const BUILT = new URL('../dist/server.node.js', import.meta.url).href;
const { createGuard } = (await import(BUILT)) as typeof import('../src/server/index.node.ts');

const START = 1_780_000_000;
beforeEach(() => mock.timers.enable({ apis: ['Date'], now: START * 1000 }));
afterEach(() => mock.timers.reset());

const PROJECT = `prj_${'B'.repeat(21)}A`;
const OTHER_PROJECT = `prj_${'C'.repeat(21)}A`;

/** `POLICY` with these permissions behind its five required ones, and with projects. */
const policyWith = (...rows: readonly Pick<PolicyPermission, 'name' | 'scope'>[]): Policy => {
  const required: readonly Pick<PolicyPermission, 'name' | 'scope'>[] = POLICY.permissions.slice(0, 5).map(({ name }) => ({ name }));
  const all = [...required, { name: 'projects:create' }, { name: 'project:manage', scope: 'project' as const }, ...rows];
  const permissions = all.map(({ name, scope }, bit) => ({ name, bit, title: name, ...(scope && { scope }) }));
  const own = ['team:access', 'members:invite', 'members:manage', 'team:manage', 'audit:read', 'projects:create', 'project:manage'];
  return withId({
    ...POLICY,
    projectOwnerRole: 'lead',
    permissions,
    roles: [
      { name: 'admin', title: 'Admin', permissions: own },
      { name: 'guest', title: 'Guest', permissions: ['team:access'] },
      { name: 'lead', title: 'Lead', scope: 'project', permissions: ['project:manage'] },
    ],
  } as Policy);
};
const BOATS = { name: 'boats:sail', scope: 'project' } as const;
const OLD = policyWith(BOATS, { name: 'bills:pay' }, { name: 'old:one' });
/** The same permissions in another order, without `old:one`. */
const NEW = policyWith({ name: 'bills:pay' }, BOATS);

/** The `perm` of these permissions under a policy. */
const bitsOf = (policy: Policy, ...names: string[]): string => {
  const bytes = new Uint8Array(16);
  for (const { name, bit } of policy.permissions) if (names.includes(name)) bytes[bit >> 3]! |= 1 << (bit & 7);
  return Buffer.from(bytes.slice(0, bytes.findLastIndex((byte) => byte !== 0) + 1)).toString('base64url');
};
const setUp = (policy: Policy, previous?: Policy) => {
  const edge = new SigningEdge();
  [edge.policy, edge.previous] = [policy, previous];
  const guard = createGuard({ endpoint: ORIGIN, fetch: edge.fetch as typeof fetch });
  return { edge, guard, token: (claims: object) => mint(edge.keys[0]!, Date.now() / 1000, claims) };
};
const request = (token: string): Request => new Request('https://api.test/boats', { headers: { 'hallpass-token': token } });
const outcome = async (guard: Guard, token: string, demand: Demand<Request>): Promise<number | string> => {
  const answer = await guard.authorize(request(token), demand);
  return answer.allowed ? 200 : `${answer.refusal.status} ${answer.refusal.code}`;
};
const inProject = (policy: Policy, ...names: string[]) => ({ pol: policy.id, prj: PROJECT, prjPerm: bitsOf(policy, ...names) });

test('a demand with a project is decided by what the token says of that project', async () => {
  const { guard, token } = setUp(NEW);
  const text = token({ ...inProject(NEW, 'boats:sail'), perm: bitsOf(NEW, 'team:access', 'bills:pay') });
  const membership = await guard.verify(text);
  assert.deepEqual([membership.project, membership.projectPermissions], [PROJECT, ['boats:sail']]);
  assert.deepEqual(membership.permissions, ['team:access', 'bills:pay']);
  const here = { project: () => PROJECT };
  assert.equal(await outcome(guard, text, { ...here, require: 'boats:sail' }), 200);
  assert.equal(await outcome(guard, text, here), 200, 'being a member is enough');
  assert.equal(await outcome(guard, text, { ...here, require: ['boats:sail', 'project:manage'] }), '403 forbidden');
  assert.equal(await outcome(guard, text, { ...here, require: 'bills:pay' }), '403 forbidden', 'held in the account alone');
  assert.equal(await outcome(guard, text, { require: 'boats:sail' }), '403 forbidden', 'without `project`, the account decides');
  assert.equal(await outcome(guard, text, { require: 'bills:pay' }), 200);
  assert.equal(await outcome(guard, text, { project: () => OTHER_PROJECT, require: 'boats:sail' }), '422 project_mismatch');
  assert.equal(await outcome(guard, text, { project: () => OTHER_PROJECT }), '422 project_mismatch');
  assert.equal(await outcome(guard, text, { ...here, account: () => 'acc_BBBBBBBBBBBBBBBBBBBBBB' }), '422 account_mismatch');
});

test('a token without a project is refused where a demand has one', async () => {
  const { guard, token } = setUp(NEW);
  const text = token({ pol: NEW.id, role: 'admin', perm: bitsOf(NEW, 'team:access', 'boats:sail') });
  assert.equal(await outcome(guard, text, { require: 'boats:sail' }), 200);
  for (const require of [{}, { require: 'boats:sail' }]) {
    assert.equal(await outcome(guard, text, { project: () => PROJECT, ...require }), '422 project_mismatch');
  }
  const { project, projectPermissions } = await guard.verify(text);
  assert.deepEqual([project, projectPermissions], [undefined, undefined]);
});

test('a token with half of a project is invalid', async () => {
  const { guard, token } = setUp(NEW);
  for (const claims of [{ prj: PROJECT }, { prjPerm: 'gA' }, { prj: null, prjPerm: null }, { prj: PROJECT, prjPerm: 3 }, { prj: ACCOUNT, prjPerm: '' }]) {
    await assert.rejects(guard.verify(token({ pol: NEW.id, ...claims })), { code: 'token_invalid' }, JSON.stringify(claims));
  }
  assert.equal((await guard.verify(token({ pol: NEW.id, prj: PROJECT, prjPerm: '' }))).project, PROJECT, 'control: both');
});

test('a project callback that returns no project id denies, and the log says why', async () => {
  const { guard, token } = setUp(NEW);
  const text = token(inProject(NEW, 'boats:sail'));
  const log = mock.method(console, 'error', () => undefined);
  for (const value of [undefined, null, '', 0, true, [PROJECT], Promise.resolve(PROJECT)]) {
    assert.equal(await outcome(guard, text, { project: () => value as unknown as string }), '403 forbidden', String(value));
  }
  assert.equal(await outcome(guard, text, { project: PROJECT as never }), '403 forbidden', 'no function');
  const logged = log.mock.calls.map(({ arguments: [message] }) => String(message)).join('\n');
  assert.match(logged, /`project` returned `undefined` instead of a project id/);
  assert.match(logged, /`project` is an unknown word instead of a function/);
  log.mock.restore();
});

test('a check of a project is sent to the edge with the project, and its answer must be about it', async () => {
  const { edge, guard, token } = setUp(NEW);
  const text = token(inProject(NEW, 'boats:sail'));
  const demand = { project: () => PROJECT, require: 'boats:sail', freshness: 'strict' } as const;
  const yes = { allowed: true, account: ACCOUNT, project: PROJECT, permissions: { 'boats:sail': true }, epoch: 9 };
  let sent: unknown;
  edge.check = (body) => json((sent = body, yes));
  assert.equal(await outcome(guard, text, demand), 200);
  assert.deepEqual(sent, { account: ACCOUNT, project: PROJECT, permissions: ['boats:sail'], freshness: 'strict' });
  for (const [reply, expected] of [
    [() => json({ ...yes, project: OTHER_PROJECT }), '403 forbidden'],
    [() => json({ ...yes, project: undefined }), '403 forbidden'],
    [() => json({ ...yes, permissions: { 'boats:sail': false } }), '403 forbidden'],
    [() => problem(422, 'project_mismatch'), '422 project_mismatch'],
    [() => problem(401, 'stale_epoch'), '401 stale_epoch'],
  ] as const) {
    edge.check = reply;
    assert.equal(await outcome(guard, text, demand), expected);
  }
  edge.check = () => json({ ...yes, project: PROJECT });
  assert.equal(await outcome(guard, token({ pol: NEW.id, perm: bitsOf(NEW, 'boats:sail') }), { require: 'boats:sail', freshness: 'strict' }), '403 forbidden', 'an answer about a project to a question about the account');
});

test('a list, and what is held in a project, keep their meaning under another policy', async () => {
  const { edge, guard, token } = setUp(NEW, OLD);
  const list = token({ pol: OLD.id, role: 'custom', perm: bitsOf(OLD, 'team:access', 'bills:pay', 'old:one') });
  assert.notEqual(bitsOf(OLD, 'bills:pay'), bitsOf(NEW, 'bills:pay'), 'the bits differ');
  assert.deepEqual((await guard.verify(list)).permissions, ['team:access', 'bills:pay'], 'the current policy has no `old:one`');
  for (let turn = 0; turn < 20; turn++) await guard.verify(token({ pol: OLD.id, role: 'custom', perm: bitsOf(OLD, 'team:access'), epoch: turn }));
  assert.equal(edge.count(`/v1/policy/${OLD.id}`), 1, 'it is fetched once');
  const held = await guard.verify(token({ ...inProject(OLD, 'boats:sail', 'bills:pay'), perm: bitsOf(OLD, 'team:access') }));
  assert.deepEqual(held.projectPermissions, ['boats:sail'], 'bills are not of project scope');
});

test('without the policy of its list or project a token is refused, and says why', async () => {
  const { edge, guard, token } = setUp(NEW);
  const gone = { pol: OLD.id, perm: bitsOf(OLD, 'team:access') };
  for (const claims of [{ ...gone, role: 'custom' }, { ...gone, ...inProject(OLD, 'boats:sail') }]) {
    await assert.rejects(guard.verify(token(claims)), (error: { code: string; detail: string }) => {
      assert.equal(error.code, 'stale_epoch');
      assert.match(error.detail, new RegExp(`the policy ${OLD.id}, which the edge no longer has`));
      return true;
    });
  }
  assert.deepEqual((await guard.verify(token(gone))).permissions, ['team:access'], 'control: a role needs no policy of the token');
  edge.down = true;
  assert.equal(await outcome(guard, token({ ...gone, role: 'custom', epoch: 4 }), {}), '503 unavailable');
  edge.down = false;
  edge.previous = OLD;
  assert.equal(await outcome(guard, token({ ...gone, role: 'custom', epoch: 5 }), { require: 'team:access' }), 200, 'as soon as the policy can be read');
});
