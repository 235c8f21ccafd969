// What checks ask of an account: a request that is ahead of the cached epochs, or that is aborted, takes nothing from others, and
// a stateless denial asks nothing.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { memberOf, ownerWithTeam, sleep, type Person } from '../harness/person.ts';
import { Origin } from '../harness/origin.ts';
import * as shapes from '../harness/shapes.ts';

/**
 * Account objects that count the operations that reach them, do not respond to the next `hanging` reads of epochs, and take
 * `slow` milliseconds for the others.
 */
const COUNTING = `
import Worker, { AccountObject as Account } from './entry.mjs';
export { MailboxObject, UserObject } from './entry.mjs';
let operations = [];
let hanging = 0;
let slow = 0;
export class AccountObject extends Account {
  async fetch(request) {
    const operation = new URL(request.url).pathname.slice(1);
    operations.push(operation);
    if (operation === 'read-epochs') await scheduler.wait(hanging-- > 0 ? 20_000 : slow);
    return super.fetch(request);
  }
}
export default {
  fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/reads') return Response.json(operations.filter((each) => each === 'read-epochs').length);
    if (pathname !== '/operations') return new Worker(context, env).fetch(request);
    const seen = operations;
    operations = [];
    hanging = Number(searchParams.get('hanging'));
    slow = Number(searchParams.get('slow'));
    return Response.json(seen);
  },
};
`;

let origin: Origin;
let edge: Edge;
let owner: Person;
let team: string;
before(async () => {
  origin = await new Origin().start();
  const gate = [{ method: 'GET', path: '/admin/{account}', require: 'team:manage', freshness: 'stateless' }];
  edge = await startEdge({ entry: COUNTING, settings: { GATE: JSON.stringify(gate), ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this', MEMBERSHIP_TTL: '300' } });
  ({ owner, team } = await ownerWithTeam(edge, 'Olga'));
});
after(async () => {
  await edge?.stop();
  await origin?.stop();
});

async function tokenFor(user: Person): Promise<string> {
  return expectOk(await user.post(`/v1/accounts/${team}/token`), shapes.token).token;
}

/** The operations that reached accounts since the last call. */
async function operations({ hanging = 0, slow = 0 } = {}): Promise<string[]> {
  return (await (await fetch(`${edge.origin}/operations?hanging=${hanging}&slow=${slow}`)).json()) as string[];
}

function check(token: string, headers: Record<string, string> = {}, permissions = ['team:access'], freshness = 'cached'): Promise<Reply> {
  return send(edge.origin, 'POST', '/v1/check', { body: { account: team, permissions, freshness }, headers: { 'hallpass-token': token, ...headers } });
}

/** How many reads of epochs reached accounts since the last call of `operations`. */
async function reads(): Promise<number> {
  return (await (await fetch(`${edge.origin}/reads`)).json()) as number;
}

/** Sends a check, and resets the connection once the account has been asked for its epochs, or after a second. */
async function abortCheck(token: string, headers: Record<string, string> = {}, beforeReset: () => void = () => {}): Promise<void> {
  const { hostname, port } = new URL(edge.origin);
  const body = JSON.stringify({ account: team, permissions: ['team:access'], freshness: 'cached' });
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const lines = Object.entries({ host: 'edge', 'hallpass-token': token, 'content-length': String(body.length), ...headers }).map(([name, value]) => `${name}: ${value}`);
  const before = await reads();
  socket.write(`POST /v1/check HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  for (const end = Date.now() + 1_000; Date.now() < end && (await reads()) === before;) await sleep(2);
  beforeReset();
  await sleep(5);
  socket.resetAndDestroy();
  await sleep(5);
}

test('a request that claims to know of a later epoch reads for itself, and others go on with what is cached', async () => {
  const token = await tokenFor(owner);
  for (const epoch of ['18446744073709551615', '9007199254740993', '1000']) {
    let isInTime = false;
    while (!isInTime) {
      await sleep(1_600);
      expectOk(await check(token), shapes.verdict);
      const viewedAt = performance.now();
      // The account does not answer the forger, who leaves at once, three times over.
      await operations({ hanging: 3 });
      for (let count = 0; count < 3; count++) await abortCheck(token, { 'hallpass-min-epoch': epoch });
      const replies = await Promise.all(Array.from({ length: 10 }, () => check(token)));
      // On a busy machine the view may have become too old meanwhile.
      isInTime = performance.now() - viewedAt < 1_300;
      if (!isInTime) continue;
      assert.deepEqual(replies.map(({ status }) => status), Array(10).fill(200), epoch);
      assert.equal((await operations()).filter((each) => each === 'read-epochs').length, 3, 'nobody else had to ask');
    }
  }
  await operations();
  expectError(await check(token, { 'hallpass-min-epoch': '1000' }), 'unavailable', 'control: the forger is told that nobody knows of such an epoch');
  expectError(await check(token, { 'hallpass-min-epoch': 'x' }), 'invalid_request');
});

test('an aborted request that was reading for others does not make them fail', async () => {
  const token = await tokenFor(owner);
  for (let round = 0; round < 5; round++) {
    await sleep(1_600);
    await operations({ hanging: 1, slow: 30 });
    let others: Promise<Reply[]> | undefined;
    // They arrive while the one that is aborted is reading for them.
    await abortCheck(token, {}, () => (others = Promise.all(Array.from({ length: 10 }, () => check(token)))));
    const replies = (await others) ?? [];
    assert.deepEqual(replies.map(({ status }) => status), Array(10).fill(200));
    const asked = (await operations()).filter((each) => each === 'read-epochs').length;
    assert.ok(asked >= 2 && asked <= 11, `${asked} reads: the aborted one, and at most one each`);
  }
});

test('a denial under `stateless` asks nothing, at the check and at the gate', async () => {
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const token = await tokenFor(mia);
  await operations();
  for (let count = 0; count < 5; count++) {
    const verdict = expectOk(await check(token, {}, ['team:manage'], 'stateless'), shapes.verdict);
    assert.deepEqual([verdict.allowed, verdict.explanation?.reason, verdict.explanation?.missing], [false, 'role_lacks', ['team:manage']]);
    const denied = expectError(await send(edge.origin, 'GET', `/admin/${team}`, { headers: { 'hallpass-token': token } }), 'forbidden');
    assert.equal(shapes.explanation(denied.explanation, 'explanation').reason, 'role_lacks', 'it is explained all the same');
  }
  assert.deepEqual(await operations(), []);
  expectOk(await check(token, {}, ['team:manage'], 'cached'), shapes.verdict);
  assert.ok((await operations()).includes('check-member'), 'control: under `cached` the account says whom to ask');
});
