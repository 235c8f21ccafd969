// Objects that are reset, as each is by a deployment: what is safe to repeat is asked once more, and nothing else.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';

/**
 * Objects that reset themselves before or after they handled a request, as often as `/resets` says for an operation, and
 * list the operations that reached them.
 */
const RESETTING = `
import Worker, { AccountObject as Account, MailboxObject as Mailbox, UserObject as User } from './entry.mjs';
let plan = { operation: '', times: 0, after: false, reason: 'reset' };
let reached = [];
const resetting = (Object) => class extends Object {
  #state;
  constructor(state, env) { super(state, env); this.#state = state; }
  async fetch(request) {
    const operation = new URL(request.url).pathname.slice(1);
    reached.push(operation);
    if (operation !== plan.operation || plan.times === 0) return super.fetch(request);
    plan.times--;
    if (plan.reason === 'overloaded') throw Object_assign(new Error('too many requests'), { overloaded: true, retryable: true });
    if (plan.reason === 'thrown') throw new Error('thrown');
    if (plan.after) {
      await (await super.fetch(request)).text();
      await this.#state.storage.sync();
    }
    this.#state.abort('its code was updated');
    return new Response('unreachable');
  }
};
const Object_assign = globalThis.Object.assign;
export const AccountObject = resetting(Account);
export const MailboxObject = resetting(Mailbox);
export const UserObject = resetting(User);
export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/resets') return new Worker(context, env).fetch(request);
    if (request.method === 'POST') { plan = await request.json(); reached = []; }
    return Response.json(reached);
  },
};
`;

let edge: Edge;
let owner: Person;
let team: string;
before(async () => {
  edge = await startEdge({ entry: RESETTING });
  ({ owner, team } = await ownerWithTeam(edge, 'Olga'));
});
after(() => edge?.stop());

/** Resets the object at its next `times` requests for the operation. */
async function reset(operation: string, { times = 1, after = false, reason = 'reset' } = {}): Promise<void> {
  await fetch(`${edge.origin}/resets`, { method: 'POST', body: JSON.stringify({ operation, times, after, reason }) });
}

/** How often the operation reached an object since the last `reset`. */
async function attempts(operation: string): Promise<number> {
  const reached = (await (await fetch(`${edge.origin}/resets`)).json()) as string[];
  return reached.filter((each) => each === operation).length;
}

test('a read is asked once more, whichever object was reset', async () => {
  const member = await memberOf(owner, team, 'Mia', 'dev');
  const token = expectOk(await member.post(`/v1/accounts/${team}/token`), shapes.token).token;
  const { invite, link } = await owner.invite(team, { role: 'dev' });
  const check = { account: team, permissions: ['team:access'], freshness: 'strict' };
  const reads: [string, () => Promise<{ status: number; text: string }>][] = [
    ['read-account', () => owner.get(`/v1/accounts/${team}`)],
    ['list-members', () => owner.get(`/v1/accounts/${team}/members`)],
    ['list-invites', () => owner.get(`/v1/accounts/${team}/invites`)],
    ['read-invite', () => owner.get(`/v1/accounts/${team}/invites/${invite.id}`)],
    ['list-events', () => owner.get(`/v1/accounts/${team}/audit`)],
    ['issue-claims', () => owner.post(`/v1/accounts/${team}/token`)],
    ['read-epochs', () => member.post('/v1/check', check, { headers: { 'hallpass-token': token } })],
    ['list-accounts', () => owner.get('/v1/me')],
    ['list-pending-invites', () => owner.get('/v1/invites')],
  ];
  for (const [operation, read] of reads) {
    await reset(operation);
    const reply = await read();
    assert.equal(reply.status, 200, `${operation}: ${reply.text}`);
    assert.equal(await attempts(operation), 2, `${operation} was repeated`);
  }
  await reset('preview-invite');
  const opened = await fetch(link, { redirect: 'manual' });
  assert.deepEqual([opened.status, await attempts('preview-invite')], [303, 2], 'a person who opens a link notices nothing');
});

test('it is asked once more, not for ever', async () => {
  await reset('read-account', { times: 9 });
  expectError(await owner.get(`/v1/accounts/${team}`), 'unavailable');
  assert.equal(await attempts('read-account'), 2);
  await reset('');
});

test('a write with a key takes effect once, whether the object was reset before or after it', async () => {
  for (const after of [false, true]) {
    await reset('create-invite', { after });
    const key = randomUUID();
    const body = { email: `reset-${after}@example.com`, role: 'dev' };
    const reply = await owner.send('POST', `/v1/accounts/${team}/invites`, body, { key });
    assert.equal(reply.status, 201, reply.text);
    assert.equal(await attempts('create-invite'), 2);
    await reset('');
    const invites = expectOk(await owner.get(`/v1/accounts/${team}/invites`), shapes.page(shapes.invite)).items;
    assert.equal(invites.filter(({ email }) => email === body.email).length, 1);
    const again = await owner.send('POST', `/v1/accounts/${team}/invites`, body, { key });
    assert.deepEqual([again.status, again.json()], [201, reply.json()], 'and the key still gives the same response');
  }
});

test('a write without a key is not repeated', async () => {
  await reset('create-invite', { after: true });
  expectError(await owner.send('POST', `/v1/accounts/${team}/invites`, { role: 'dev' }), 'unavailable');
  assert.equal(await attempts('create-invite'), 1, 'it may have taken effect');
});

test('an object that is overloaded, or that fails, is left alone', async () => {
  for (const reason of ['overloaded', 'thrown']) {
    await reset('read-account', { reason });
    expectError(await owner.get(`/v1/accounts/${team}`), 'unavailable', reason);
    assert.equal(await attempts('read-account'), 1, reason);
  }
});
