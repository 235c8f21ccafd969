/** The object that `createClient` returns. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { create, setUp, tearDown } from './browser-tab.ts';
import { account, FakeEdge, meWith, TEAM } from './fake-edge.ts';

beforeEach(setUp);
afterEach(tearDown);

const clientInTeam = () =>
  create(new FakeEdge(), { initial: { me: meWith(account(TEAM, 'dev')), active: TEAM, policyId: 'p', serverTime: Date.now() } });

/** Whether V8 finds the properties of an object by its shape, instead of in a table of its own. */
setFlagsFromString('--allow-natives-syntax');
const hasFastProperties = runInThisContext('(object) => %HasFastProperties(object)') as (object: object) => boolean;

test('checks are as fast with the clients that a process makes later as with its first one', () => {
  for (const made of ['first', 'second', 'third']) assert.ok(hasFastProperties(clientInTeam()), `the ${made} client`);
  const inATable: Record<string, unknown> = { can: 1, has: 2 };
  delete inATable.can;
  assert.ok(!hasFastProperties(inATable), 'control: an object that V8 keeps in a table');
});

test('each client has its own state, and a copy or a proxy of it shows it', () => {
  const client = clientInTeam();
  const signedOut = create(new FakeEdge());
  assert.equal(client.state.active?.id, TEAM);
  assert.equal(signedOut.state.active, undefined);
  const { state, can } = client;
  assert.equal(state, client.state);
  assert.equal(can('pods:manage'), true);
  // As an app's tests replace one method.
  const copy = { ...client, can: () => false };
  assert.equal(copy.state, client.state);
  // As frameworks with reactive objects wrap what they are given.
  assert.equal(new Proxy(client, {}).state, client.state);
});
