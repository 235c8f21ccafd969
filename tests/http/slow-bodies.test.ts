// Slow bodies: the time of a request is when its body is complete, and a body must be complete within 30 s.
import assert from 'node:assert/strict';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { type Reply } from '../harness/http.ts';
import { lint } from '../harness/lint.ts';
import { Origin } from '../harness/origin.ts';
import { memberOf, ownerWithTeam, person, Person, sleep } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

/** The deadline for bodies in milliseconds, instead of 30 s, in the edge with `SHORT_DEADLINE`. */
const DEADLINE = 1_000;
/** Shortens timers of 30 s to `DEADLINE`, and lets a header set the clock's offset. */
const SHORT_DEADLINE = `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const startTimer = globalThis.setTimeout;
const readClock = Date.now;
globalThis.setTimeout = (callback, delay, ...rest) => startTimer.call(globalThis, callback, delay === 30_000 ? ${DEADLINE} : delay, ...rest);
export default {
  fetch(request, env, context) {
    const offset = Number(request.headers.get('x-clock-offset') ?? 0);
    Date.now = () => readClock() + offset;
    return new Worker(context, env).fetch(request);
  },
};
`;
const GATE = [{ method: 'POST', path: '/upload', require: 'team:access' }];

let origin: Origin;
let edge: Edge;
let hurried: Edge;
before(async () => {
  origin = await new Origin().start();
  const settings = { GATE: JSON.stringify(GATE), ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this' };
  [edge, hurried] = (await startEdges([{}, { entry: SHORT_DEADLINE, settings }])) as [Edge, Edge];
});
after(async () => {
  await edge?.stop();
  await origin?.stop();
});

interface Slow {
  readonly method?: string;
  readonly path: string;
  readonly body: unknown;
  /** The delay before the end of the body, in milliseconds; `Infinity` for a body that never ends. */
  readonly delay: number;
  readonly headers?: OutgoingHttpHeaders;
  /** With Content-Length, or chunked. */
  readonly hasLength?: boolean;
}

/** Sends a request and delays the last character of its body. Fails without a reply within 15 s. */
function sendSlowly(at: Edge, { method = 'POST', path, body, delay, headers: given, hasLength = false }: Slow): Promise<Reply> {
  const text = JSON.stringify(body);
  const length: OutgoingHttpHeaders = hasLength ? { 'content-length': text.length } : { 'transfer-encoding': 'chunked' };
  const headers = { ...given, ...length };
  return new Promise((resolve, reject) => {
    const sent = request(`${at.origin}${path}`, { method, headers, agent: false, timeout: 15_000 }, (incoming) => {
      let found = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => (found += chunk));
      incoming.on('end', () => {
        sent.destroy();
        const reply = { status: incoming.statusCode ?? 0, headers: incoming.headers, text: found, json: (): unknown => JSON.parse(found) };
        lint(at.origin, { method, path, headers, reply });
        resolve(reply);
      });
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('no reply')));
    sent.write(text.slice(0, -1));
    if (delay !== Infinity) setTimeout(() => sent.end(text.slice(-1)), delay);
  });
}

const signedIn = (user: Person): OutgoingHttpHeaders => ({ authorization: `Bearer ${user.identity}` });
const now = (): number => Math.floor(Date.now() / 1000);

describe('slow requests, in parallel', { concurrency: true }, () => {
  for (const hasLength of [false, true]) {
    const kind = hasLength ? 'announced' : 'chunked';

    test(`an invite that expires while the body arrives is closed (${kind})`, async () => {
      const { owner, team } = await ownerWithTeam(edge);
      const guest = await person(edge, 'Gina');
      const invite = { email: guest.email, role: 'dev', expiresIn: 3 };
      const { id } = (await owner.invite(team, invite)).invite;
      const accept = { path: '/v1/invites/accept', body: { inviteId: id }, headers: signedIn(guest), hasLength };
      expectError(await sendSlowly(edge, { ...accept, delay: 5_000 }), 'invite_closed');
      assert.deepEqual((await owner.members(team)).map((member) => member.user), [owner.id]);
      // Control: an invite that expires later is accepted with a slow body.
      await owner.invite(team, { ...invite, expiresIn: 60 }).then(({ invite: { id: longer } }) => (accept.body.inviteId = longer));
      assert.equal((await sendSlowly(edge, { ...accept, delay: 2_000 })).status, 200);
    });

    test(`an identity token that expires while the body arrives is rejected (${kind})`, async () => {
      const user = { subject: `slow-${kind}`, email: `slow-${kind}@example.com`, emailVerified: true, name: 'Sam' };
      // Identity tokens are accepted for 60 s after they expire: this one for another 3 s.
      const ending = new Person(edge, user.email, user.name, edge.identity(user, { iat: now() - 600, exp: now() - 57 }));
      await ending.open();
      const create = { path: '/v1/accounts', body: { name: 'Too late' }, headers: signedIn(ending), hasLength };
      expectError(await sendSlowly(edge, { ...create, delay: 5_000 }), 'token_expired');
      const again = new Person(edge, user.email, user.name, edge.identity(user));
      assert.deepEqual((await again.me()).accounts.map((account) => account.name).includes('Too late'), false);
    });

    test(`a membership token is issued when the body is complete (${kind})`, async () => {
      const { owner, team } = await ownerWithTeam(edge);
      const path = `/v1/accounts/${team}/token`;
      const { token } = expectOk(await sendSlowly(edge, { path, body: {}, headers: signedIn(owner), delay: 3_000, hasLength }), shapes.token);
      assert.ok(Number(decode(token).claims['iat']) >= now() - 1);
    });

    test(`a body that takes longer than 30 s is 408 (${kind})`, async () => {
      const owner = await person(hurried, 'Olga');
      const create = { path: '/v1/accounts', body: { name: 'Slow' }, headers: signedIn(owner), hasLength };
      const began = performance.now();
      const late = await sendSlowly(hurried, { ...create, delay: Infinity });
      assert.equal(expectError(late, 'invalid_request').status, 408);
      assert.ok(performance.now() - began >= DEADLINE, 'not before the deadline');
      assert.equal((await sendSlowly(hurried, { ...create, delay: DEADLINE / 4 })).status, 201, 'control: a body in time');
    });
  }

  test('the gate has no deadline for bodies', async () => {
    const { owner, team } = await ownerWithTeam(hurried);
    const { token } = expectOk(await owner.post(`/v1/accounts/${team}/token`), shapes.token);
    const upload = { path: '/upload', body: { size: 1 }, headers: { 'hallpass-token': token } };
    const reply = await sendSlowly(hurried, { ...upload, delay: 2 * DEADLINE });
    assert.equal(reply.status, 200, reply.text);
    assert.equal(origin.last.body, JSON.stringify(upload.body));
  });

  test('audit events are ordered by the end of the requests', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const rename = (name: string, delay: number): Promise<Reply> =>
      sendSlowly(edge, { method: 'PATCH', path: `/v1/accounts/${team}`, body: { name }, headers: signedIn(owner), delay });
    const slow = rename('Slow', 2_000);
    await sleep(500);
    const fast = await rename('Fast', 0);
    assert.deepEqual([fast.status, (await slow).status], [200, 200]);
    assert.equal((await owner.account(team)).name, 'Slow');
    assertInOrder(await owner.audit(team));
  });
});

test('a machine whose clock is behind does not make the audit log go back in time', async () => {
  const { owner, team } = await ownerWithTeam(hurried);
  await memberOf(owner, team, 'Dora', 'dev');
  const renamed = await owner.patch(`/v1/accounts/${team}`, { name: 'Behind' }, { headers: { 'x-clock-offset': -30_000 } });
  assert.equal(renamed.status, 200, renamed.text);
  assert.ok(Number(renamed.headers['hallpass-time']) < Date.now() - 25_000, 'control: its clock was behind');
  const events = await owner.audit(team);
  assert.equal(events[0]?.action, 'account.update');
  assertInOrder(events);
});

/** Asserts that the times of events, newest first, never increase. */
function assertInOrder(newestFirst: readonly shapes.AuditEvent[]): void {
  const times = newestFirst.map((event) => event.at);
  assert.ok(times.length >= 3);
  assert.deepEqual(times, times.toSorted().toReversed());
}
