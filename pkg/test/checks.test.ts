import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Client, Query } from '../src/types.ts';
import { account, FakeEdge, meWith, OTHER, OWN, POLICY, TEAM } from './fake-edge.ts';
import { pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const inTeam = async (role: string): Promise<[Client, FakeEdge]> => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, role));
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(TEAM);
  await client.token();
  await settle();
  return [client, edge];
};

test('conditions of a query must all hold, for each role', async () => {
  const names = POLICY.permissions.map(({ name }) => name);
  const lists = [[], ...names.map((name) => [name]), names, ['nobody:knows'], [names[0]!, 'nobody:knows']];
  let allowed = 0;
  for (const role of POLICY.roles) {
    const [client] = await inTeam(role.name);
    const holds = (name: string) => role.permissions.includes(name);
    for (const permission of [undefined, ...names, 'nobody:knows']) {
      for (const anyOf of [undefined, ...lists]) {
        for (const allOf of [undefined, ...lists]) {
          for (const wanted of [undefined, 'admin', 'dev', 'billing', 'gone']) {
            for (const fresh of [undefined, true]) {
              const query = Object.fromEntries(
                Object.entries({ permission, anyOf, allOf, role: wanted, fresh }).filter(([, value]) => value !== undefined),
              ) as Query;
              const conditions = [
                permission === undefined || holds(permission),
                anyOf === undefined || anyOf.some(holds),
                allOf === undefined || (allOf.length > 0 && allOf.every(holds)),
                wanted === undefined || wanted === role.name,
                Object.keys(query).length > 0,
              ];
              const expected = conditions.every(Boolean);
              assert.equal(client.has(query), expected, JSON.stringify([role.name, query]));
              if (expected) allowed++;
            }
          }
        }
      }
    }
  }
  assert.ok(allowed > 100, 'the table allows something, so it can fail');
});

test('a query that is not understood denies', async () => {
  const [client] = await inTeam('admin');
  const odd: unknown[] = [
    undefined, null, 'team:access', 1, [], {}, { account: TEAM }, { fresh: false }, { account: TEAM, fresh: false },
    { permission: 'team:access', permisson: 'x' }, { permission: ['team:access'] }, { permission: undefined },
    { permission: null }, { anyOf: 'team:access' }, { anyOf: [undefined] }, { allOf: [] }, { allOf: {} },
    { role: ['admin'] }, { role: undefined, permission: 'team:access' }, { permission: 'team:access', account: 7 },
    { permission: 'team:access', fresh: 'yes' }, { permission: 'team:access', constructor: 1 }, { permission: '__proto__' },
    { permission: 'constructor' }, { permission: 'team:access', __proto__x: 1 },
  ];
  for (const query of odd) assert.equal(client.has(query as Query), false, JSON.stringify(query));
  assert.equal(client.has({ permission: 'team:access' }), true);
  assert.equal(client.can('team:access', { acount: OTHER } as object), false);
  assert.equal(client.can(undefined as unknown as string), false);
  assert.throws(() => client.protect({ permission: 'nobody:knows' }), { name: 'HallpassError', code: 'forbidden' });
});

test('an account that the user is not in is denied, one that is not known yet is unknown', async () => {
  const [client, edge] = await inTeam('dev');
  assert.equal(client.evaluate({ permission: 'team:access', account: OTHER }), 'deny');
  assert.equal(client.evaluate({ permission: 'team:access', account: OWN }), 'allow');
  const early = start(edge);
  assert.equal(early.evaluate({ permission: 'team:access', account: OTHER }), 'unknown');
  await early.ready;
});

test('an expired token denies, whatever this device’s clock says', async () => {
  for (const ahead of [0, -3_600_000, 3_600_000]) {
    const edge = new FakeEdge();
    edge.ahead = ahead;
    edge.me = meWith(account(TEAM, 'dev'));
    const client = start(edge);
    await client.ready;
    client.accounts.switchTo(TEAM);
    await client.token();
    assert.equal(client.has({ permission: 'pods:manage', fresh: true }), true, `clock off by ${ahead}`);
    edge.on(`POST /v1/accounts/${TEAM}/token`, () => { throw new TypeError('network'); });
    edge.on('GET /v1/me', () => { throw new TypeError('network'); });
    await pass(61_000);
    assert.equal(client.can('pods:manage'), false);
    assert.equal(client.evaluate({ permission: 'pods:manage' }), 'unknown');
    client.close();
  }
});

test('permission bits are read only under the policy that the token names', async () => {
  const [client, edge] = await inTeam('billing');
  // Another policy, in which the bit of billing:read means something else.
  const other = {
    ...POLICY,
    id: 'policy-two-00002',
    permissions: [
      { name: 'team:access', bit: 0, title: 'Access' },
      { name: 'pods:manage', bit: 9, title: 'Manage' },
      { name: 'billing:read', bit: 10, title: 'Bills' },
    ],
  };
  let notified = 0;
  client.on('policy', () => notified++);
  edge.policy = other;
  edge.on('GET /v1/policy', () => { throw new TypeError('network'); });
  const newer = client.refresh();
  await newer;
  await pass(50_000);
  assert.equal(client.has({ permission: 'billing:read', fresh: true }), true, 'the role counts meanwhile');
  assert.equal(client.can('pods:manage'), false, 'bit 9 is not read under the old policy');
  edge.off('GET /v1/policy');
  await pass(50_000);
  assert.equal(notified, 1);
  assert.equal((await client.policy()).id, other.id);
  assert.equal(client.has({ permission: 'billing:read', fresh: true }), true);
  assert.equal(client.can('pods:manage'), false);
});

test('a role that the policy no longer has grants nothing, and is not matched by name', async () => {
  const [client] = await inTeam('gone');
  assert.equal(client.has({ role: 'gone' }), false);
  assert.equal(client.can('team:access'), false);
});

test('can costs about as much as Set.has', async () => {
  const [client] = await inTeam('dev');
  let held = 0;
  for (let turn = 0; turn < 200_000; turn++) if (client.can('pods:manage')) held++;
  assert.equal(held, 200_000);
});
