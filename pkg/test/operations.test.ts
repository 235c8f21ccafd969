import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Client } from '../src/types.ts';
import { account, ANA, FakeEdge, json, meWith, mint, OWN, problem, TEAM } from './fake-edge.ts';
import { setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const INVITE = `inv_${TEAM.slice(4)}${'i'.repeat(21)}A`;
const CODE = `${'x'.repeat(67)}-`;
const BOB = 'usr_bobbobbobbobbobbobbobA';

const signedIn = async (...teams: ReturnType<typeof account>[]) => {
  const edge = new FakeEdge();
  edge.me = meWith(...teams);
  const client = start(edge);
  await client.ready;
  await settle();
  return { edge, client };
};

test('after joining, the account is there immediately even if lists lag behind, and can be switched to offline', async () => {
  const { edge, client } = await signedIn();
  const row = account(TEAM, 'dev', { epoch: 9 });
  edge.on('POST /v1/invites/accept', () =>
    json({ ...mint(row, { now: edge.now() }), account: row, membership: { user: ANA, name: 'Ana', role: 'dev', joinedAt: '' } }));
  const emitted: string[] = [];
  client.on('joined', ({ account: { id } }) => emitted.push(id));
  client.on('revoked', ({ account: { id } }) => emitted.push(`revoked ${id}`));
  const accepted = await client.invites.accept({ inviteId: INVITE });
  assert.equal(accepted.account.id, TEAM);
  assert.equal(client.has({ permission: 'pods:manage', account: TEAM, fresh: true }), true);
  await settle();
  await client.refresh();
  assert.ok(client.state.accounts.some(({ id }) => id === TEAM), 'a list that lags behind does not remove it');
  client.accounts.switchTo(TEAM);
  assert.equal(client.can('pods:manage'), true);
  assert.deepEqual(emitted, [TEAM]);
  const sent = edge.seen.find(({ path }) => path === '/v1/invites/accept');
  assert.deepEqual(sent?.body, { inviteId: INVITE });
  assert.match(sent?.headers.get('idempotency-key') ?? '', /^[\x21-\x7e]{16,128}$/);
});

test('the state follows convert and revert, and so does the token', async () => {
  const { edge, client } = await signedIn();
  const tokens = `POST /v1/accounts/${OWN}/token`;
  await client.token();
  const before = edge.count(tokens);
  edge.on(`POST /v1/accounts/${OWN}/convert`, () =>
    json(account(OWN, 'admin', { kind: 'team', name: 'Test Production', epoch: 2 })));
  const team = await client.accounts.convert({ name: 'Test Production' });
  assert.equal(team.kind, 'team');
  assert.equal(client.state.active?.name, 'Test Production');
  await settle();
  assert.equal(edge.count(tokens), before + 1);
  assert.equal(client.state.active?.kind, 'team', 'a list that lags does not undo it');

  edge.on(`POST /v1/accounts/${OWN}/revert`, ({ url, body }) =>
    url.searchParams.get('dryRun') === 'true'
      ? json({ plan: { membersRemoved: 2, invitesRevoked: 1 } })
      : json(account(OWN, 'admin', { epoch: 3, name: String((body as { confirmName: string }).confirmName) })));
  assert.deepEqual(await client.accounts.revert({ dryRun: true }), { membersRemoved: 2, invitesRevoked: 1 });
  assert.equal(client.state.active?.kind, 'team', 'a dry run changes nothing');
  assert.equal(edge.seen.at(-1)?.headers.has('idempotency-key'), false);
  await client.accounts.revert({ confirmName: 'Test Production' });
  assert.equal(client.state.active?.kind, 'personal');
});

test('a team that was never personal is gone after revert', async () => {
  const { edge, client } = await signedIn(account(TEAM, 'admin'));
  client.accounts.switchTo(TEAM);
  edge.on(`POST /v1/accounts/${TEAM}/revert`, () => json(account(TEAM, 'admin')));
  await client.accounts.revert({ confirmName: 'Team' });
  assert.equal(client.state.active?.id, OWN);
  assert.ok(!client.state.accounts.some(({ id }) => id === TEAM));
});

test('leaving switches to the personal account without a revoked event', async () => {
  const { edge, client } = await signedIn(account(TEAM, 'dev'));
  client.accounts.switchTo(TEAM);
  const emitted: string[] = [];
  for (const event of ['revoked', 'switch'] as const) client.on(event, () => emitted.push(event));
  edge.on(`DELETE /v1/accounts/${TEAM}/members/${ANA}`, () => json({}));
  await client.members.leave();
  await settle();
  assert.equal(client.state.active?.id, OWN);
  assert.deepEqual(emitted, ['switch']);
});

test('a change to members fetches a newer token, even while one is being fetched', async () => {
  const { edge, client } = await signedIn(account(TEAM, 'admin'));
  const route = `POST /v1/accounts/${TEAM}/token`;
  await client.token({ account: TEAM });
  edge.on(`PATCH /v1/accounts/${TEAM}/members/${BOB}`, ({ body }) => json({ user: BOB, name: 'Bob', joinedAt: '', ...(body as object) }));
  const member = await client.members.setRole(BOB, 'billing', { account: TEAM });
  assert.equal(member.role, 'billing');
  await settle();
  assert.equal(edge.count(route), 2);
});

test('an action is of the account that was active when it was called, even if its code is loaded after a switch', async () => {
  const calls = {
    'POST /reviews': (client: Client) => client.reviews.open(),
    'DELETE /transfer': (client: Client) => client.transfer.withdraw(),
    'POST /projects': (client: Client) => client.projects.create({ name: 'Search' }),
    'POST /invites/bulk': (client: Client) => client.invites.createMany([{ email: 'b@example.com', role: 'dev' }]),
  };
  for (const [route, call] of Object.entries(calls)) {
    const { edge, client } = await signedIn(account(TEAM, 'admin'));
    client.accounts.switchTo(TEAM);
    // Each edge has a new client, which has loaded none of this.
    const result = call(client).catch(() => {});
    client.accounts.switchTo(OWN);
    await result;
    const [method, path] = route.split(' ');
    const sent = edge.seen.filter((each) => each.method === method && each.path.endsWith(String(path)));
    assert.deepEqual(sent.map(({ path: to }) => to), [`/v1/accounts/${TEAM}${path}`], route);
  }
});

test('requests have the shapes of the HTTP interface', async () => {
  const { edge, client } = await signedIn(account(TEAM, 'admin'));
  client.accounts.switchTo(TEAM);
  const replies = new Proxy({}, { get: () => undefined });
  void replies;
  const at = `/v1/accounts/${TEAM}`;
  const sent: [string, () => Promise<unknown>, unknown?][] = [
    [`GET ${at}`, () => client.accounts.read()],
    [`PATCH ${at}`, () => client.accounts.update({ name: 'New' }), { name: 'New' }],
    [`GET ${at}/members?role=dev&limit=10`, () => client.members.list({ role: 'dev', limit: 10 })],
    [`DELETE ${at}/members/${BOB}`, () => client.members.remove(BOB)],
    [`POST ${at}/invites`, () => client.invites.create({ email: 'b@example.com', role: 'dev' }), { email: 'b@example.com', role: 'dev' }],
    [`GET ${at}/invites?status=pending`, () => client.invites.list({ status: 'pending' })],
    [`GET ${at}/invites/${INVITE}`, () => client.invites.read(INVITE)],
    [`GET ${at}/invites/${INVITE}/link`, () => client.invites.link(INVITE)],
    [`GET ${at}/invites/${INVITE}/mail`, () => client.invites.previewMail(INVITE)],
    [`POST ${at}/invites/${INVITE}/resend`, () => client.invites.resend(INVITE, { rotate: true }), { rotate: true }],
    [`DELETE ${at}/invites/${INVITE}`, () => client.invites.revoke(INVITE)],
    ['GET /v1/invites?cursor=abc', () => client.invites.inbox({ cursor: 'abc' })],
    ['POST /v1/invites/preview', () => client.invites.preview({ code: 'c' }), { code: 'c' }],
    ['POST /v1/invites/decline', () => client.invites.decline({ token: 't' }), { token: 't' }],
    [`GET ${at}/audit?action=member.join`, () => client.audit.query({ action: 'member.join' })],
    [`GET ${at}/audit?user=system&format=csv`, () => client.audit.export({ user: 'system', format: 'csv' })],
  ];
  for (const [wanted, act, body] of sent) {
    const [method, target] = wanted.split(' ') as [string, string];
    const path = target.split('?')[0]!;
    edge.on(`${method} ${path}`, () => json(account(TEAM, 'admin')));
    await act();
    const one = edge.seen.find((seen) => seen.method === method && seen.path === path && seen.url.pathname + seen.url.search === target);
    assert.ok(one, wanted);
    assert.deepEqual(one.body || undefined, body, wanted);
    assert.equal(one.headers.get('authorization'), 'Bearer identity-1');
    const change = method !== 'GET' && path !== '/v1/invites/preview';
    assert.equal(one.headers.has('idempotency-key'), change, wanted);
    edge.off(`${method} ${path}`);
  }
});

test('error responses are HallpassErrors with their code and the app’s message', async () => {
  const edge = new FakeEdge();
  const client = start(edge, { messages: { name_mismatch: () => 'Bitte den Namen genau so eingeben.' } });
  await client.ready;
  edge.on(`POST /v1/accounts/${OWN}/revert`, () => problem(422, 'name_mismatch'));
  await assert.rejects(client.accounts.revert({ confirmName: 'x' }), {
    name: 'HallpassError', code: 'name_mismatch', status: 422, requestId: 'r1',
    message: 'Bitte den Namen genau so eingeben.', detail: 'detail of name_mismatch',
  });
  edge.on('POST /v1/invites/accept', () => problem(403, 'wrong_account', { hint: 'd•••@example.com' }));
  await assert.rejects(client.invites.accept({ token: 't' }), { code: 'wrong_account', hint: 'd•••@example.com', message: /d•••@example\.com/ });
  edge.on('POST /v1/invites/preview', () => problem(410, 'invite_closed', { why: 'used', you: 'member', account: { id: TEAM, name: 'Team' } }));
  await assert.rejects(client.invites.preview({ code: 'c' }), { code: 'invite_closed', why: 'used', you: 'member', account: { id: TEAM, name: 'Team' } });
  edge.on('POST /v1/invites/decline', () => problem(418, 'constructor'));
  const count = edge.count('POST /v1/invites/preview');
  await assert.rejects(client.invites.preview({ code: 'x'.repeat(67) }), { code: 'invite_closed', why: 'incomplete', status: 0, message: /incomplete/ });
  assert.equal(edge.count('POST /v1/invites/preview'), count, 'nothing is looked up');
  await assert.rejects(client.invites.preview({ code: ` (https://edge.test/i/${CODE}). ` }), { why: 'used' });
  assert.deepEqual(edge.seen.findLast(({ path }) => path === '/v1/invites/preview')?.body, { code: CODE }, 'punctuation is forgiven');
  await assert.rejects(client.invites.decline({ token: 't' }), { code: 'constructor', message: 'Constructor.' });
});

test('an action notifies the subscribers once, before its events', async () => {
  const { edge, client } = await signedIn(account(TEAM, 'admin'));
  const joined = account('acc_newnewnewnewnewnewnewA', 'dev', { epoch: 9 });
  edge.on('POST /v1/invites/accept', () =>
    json({ ...mint(joined, { now: edge.now() }), account: joined, membership: { user: ANA, name: 'Ana', role: 'dev', joinedAt: '' } }));
  edge.on('POST /v1/accounts', () => json(account('acc_makemakemakemakemakeAA', 'admin')));
  edge.on(`PATCH /v1/accounts/${TEAM}`, () => json(account(TEAM, 'admin', { name: 'Renamed' })));
  edge.on(`DELETE /v1/accounts/${TEAM}/members/${ANA}`, () => json(undefined));
  edge.on(`POST /v1/accounts/${TEAM}/invites`, () => json({ invite: { id: INVITE, account: TEAM }, link: 'x' }));
  // `after` sets what GET /v1/me responds after the action, so that reading it again is no further change.
  const actions: [name: string, run: () => Promise<unknown>, after: () => void, notified: number, events: string[]][] = [
    ['accept', () => client.invites.accept({ inviteId: INVITE }), () => (edge.me = meWith(account(TEAM, 'admin'), joined)), 1, ['joined', 'changed']],
    ['update', () => client.accounts.update({ name: 'Renamed' }, { account: TEAM }), () => (edge.me = meWith(account(TEAM, 'admin', { name: 'Renamed' }), joined)), 1, ['changed']],
    ['invite', () => client.invites.create({ role: 'dev' }, { account: TEAM }), () => {}, 0, ['changed']],
    ['leave', () => client.members.leave({ account: TEAM }), () => (edge.me = meWith(joined)), 1, ['changed']],
    ['switch', async () => client.accounts.switchTo(joined.id), () => {}, 1, ['switch']],
  ];
  for (const [name, run, after, wanted, wantedEvents] of actions) {
    const seen: string[] = [];
    const stops = [client.subscribe(() => seen.push('state'))];
    for (const event of ['joined', 'changed', 'revoked', 'switch', 'role-changed'] as const) stops.push(client.on(event, () => seen.push(event)));
    after();
    await run();
    await settle();
    for (const stop of stops) stop();
    assert.deepEqual(seen, [...Array.from({ length: wanted }, () => 'state'), ...wantedEvents], name);
  }
});
