import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createGate } from '../src/gate.ts';
import type { Query } from '../src/types.ts';
import { account, FakeEdge, meWith, mint, OTHER, OWN, POLICY, TEAM } from './fake-edge.ts';
import { pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const ME = meWith(account(TEAM, 'dev'), account(OTHER, 'billing'));

test('it answers as the client does, query by query', async () => {
  const edge = new FakeEdge();
  edge.me = ME;
  const client = start(edge, { initial: { me: ME, active: TEAM, policyId: 'p', serverTime: Date.now() } });
  const gate = createGate({ me: ME, active: TEAM });
  const names = [...POLICY.permissions.map(({ name }) => name), 'nobody:knows', 'constructor'];
  let [allowed, denied] = [0, 0];
  for (const where of [undefined, OWN, TEAM, OTHER, 'acc_notminenotminenotminAA']) {
    const here = where === undefined ? undefined : { account: where };
    for (const permission of names) {
      for (const role of [undefined, 'dev', 'admin']) {
        for (const fresh of [undefined, true]) {
          const query = JSON.parse(JSON.stringify({ permission, role, fresh, account: where })) as Query;
          const verdict = client.evaluate(query);
          assert.equal(gate.evaluate(query), verdict, JSON.stringify(query));
          assert.equal(gate.has(query), verdict === 'allow');
          if (verdict === 'allow') allowed++;
          if (verdict === 'deny') denied++;
        }
      }
      assert.equal(gate.can(permission, here), client.can(permission, here));
    }
  }
  assert.ok(allowed > 20 && denied > 20);
  await settle();
});

test('a gate without a source is unknown, and undefined means signed out', () => {
  const gate = createGate();
  assert.equal(gate.evaluate({ permission: 'team:access' }), 'unknown');
  assert.equal(gate.can('team:access'), false);
  gate.set(undefined);
  assert.equal(gate.evaluate({ permission: 'team:access' }), 'deny');
  gate.set({ me: ME });
  assert.equal(gate.can('team:access'), true, 'one’s own account if none is named');
  gate.set(undefined);
  assert.equal(gate.can('team:access'), false, 'at once, within the same task');
  assert.throws(() => gate.protect({ permission: 'team:access' }), { name: 'HallpassError', code: 'forbidden' });
});

test('a token counts until it expires, and is fresh', async () => {
  const { token } = mint(account(TEAM, 'dev'), { now: Date.now() });
  const gate = createGate({ token, policy: POLICY });
  assert.equal(gate.has({ permission: 'pods:manage', fresh: true, role: 'dev' }), true);
  assert.equal(gate.evaluate({ permission: 'pods:manage', account: OTHER }), 'unknown');
  let notified = 0;
  gate.subscribe(() => notified++);
  await pass(61_000);
  assert.equal(gate.can('pods:manage'), false);
  assert.equal(notified, 1, 'who looks is notified that it has ended');
  for (const bad of ['', 'a.b.c', 'a.e30.c', token.slice(1), `${token}x`]) {
    gate.set({ token: bad, policy: POLICY });
    assert.equal(gate.can('pods:manage'), false, bad);
  }
});

test('Me counts for two minutes', async () => {
  const gate = createGate({ me: ME, active: TEAM }, { stands: 600 });
  await pass(599_000);
  assert.equal(gate.can('pods:manage'), true);
  await pass(2_000);
  assert.equal(gate.can('pods:manage'), false);
  gate.set({ me: ME, active: TEAM, serverTime: Date.now() + 3_600_000 });
  assert.equal(gate.can('pods:manage'), true, 'though this device is an hour behind');
});
