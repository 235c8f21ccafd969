// A panic affects only its own request: concurrent requests and the next one succeed. The Worker for tests panics on a trigger
// (`worker/src/panic_trigger.rs`), which the release does not contain.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUNDLE, RELEASE_BUNDLE, startEdge, type Edge } from '../harness/edge.ts';
import { connections, type Reply } from '../harness/http.ts';
import { ownerWithTeam, person, type Person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

const TRIGGER = 'dangerous-local-identity: panic';
const IN_FLIGHT = 200;
const agent = connections(IN_FLIGHT);

let edge: Edge;
let owner: Person;
let team: string;
let other: Person;
before(async () => {
  edge = await startEdge();
  ({ owner, team } = await ownerWithTeam(edge));
  other = await person(edge, 'Otto');
});
after(() => edge?.stop());

/** Sends 199 ordinary requests, some of them changes, and one that panics in between. */
async function sendWithPanic(panicking: () => Promise<Reply>): Promise<{ others: Reply[]; panicked: Reply }> {
  const others: Promise<Reply>[] = [];
  let panicked: Promise<Reply> | undefined;
  for (let index = 0; index < IN_FLIGHT; index++) {
    if (index === IN_FLIGHT / 2) panicked = panicking();
    else if (index % 4 === 0) others.push(owner.send('POST', `/v1/accounts/${team}/invites`, { role: 'dev' }, { agent }));
    else if (index % 4 === 1) others.push(other.send('GET', '/v1/me', undefined, { agent }));
    else others.push(owner.send('GET', `/v1/accounts/${team}`, undefined, { agent }));
  }
  assert.ok(panicked);
  return { others: await Promise.all(others), panicked: await panicked };
}

async function check(panicking: () => Promise<Reply>): Promise<void> {
  const before = (await owner.invites(team)).length;
  const { others, panicked } = await sendWithPanic(panicking);
  expectError(panicked, 'unavailable');
  assert.equal(others.length, IN_FLIGHT - 1);
  for (const reply of others) assert.ok(reply.status === 200 || reply.status === 201, `${reply.status} ${reply.text}`);
  const created = others.filter((reply) => reply.status === 201).map((reply) => expectOk(reply, shapes.sent, 201).invite.id);
  const listed = new Set((await owner.invites(team)).map((each) => each.id));
  assert.equal(listed.size, before + created.length, 'exactly the acknowledged invites are stored');
  for (const id of created) assert.ok(listed.has(id));
  assert.equal((await owner.account(team)).id, team, 'the next request succeeds');
}

test('a panic in the Worker does not affect 199 other requests', () =>
  check(() => other.send('GET', '/v1/me', undefined, { headers: { 'x-test': TRIGGER }, agent })));

test('a panic in an object rolls back its transaction, and does not affect 199 other requests', async () => {
  await check(() => owner.send('PATCH', `/v1/accounts/${team}`, { name: TRIGGER }, { agent }));
  const account = await owner.account(team);
  assert.notEqual(account.name, TRIGGER, 'the write is rolled back');
  assert.ok(!(await owner.audit(team)).some((event) => event.action === 'account.update'));
});

test('the release does not contain the trigger', () => {
  const contains = (bundle: string): boolean => readFileSync(join(bundle, 'index_bg.wasm')).includes(TRIGGER);
  assert.deepEqual([contains(BUNDLE), contains(RELEASE_BUNDLE)], [true, false]);
});
