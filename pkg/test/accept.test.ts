/** The accept flow of the built package, with real invite tokens and the real verifier. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { AcceptState } from '../src/accept-types.ts';
import type { Client, ClientOptions } from '../src/types.ts';
import { account, ANA, FakeEdge, json, meWith, mint, problem } from './fake-edge.ts';
import { focusTab, openTab, setUp, settle, tearDown } from './browser-tab.ts';

const built = (name: string) => import(new URL(`../dist/${name}.js`, import.meta.url).href);
const { createClient } = (await built('index.node')) as typeof import('../src/index.ts');
const { acceptFlow } = (await built('accept')) as typeof import('../src/accept.ts');
const vectors = JSON.parse(readFileSync(new URL('../../tests/vectors/tokens.json', import.meta.url), 'utf8')) as {
  issuer: string; now: number; jwks: object;
  vectors: { kind: string; name: string; token: string; claims?: Record<string, string> }[];
};
const { token: LINK, claims } = vectors.vectors.find(({ name }) => name === 'invite: as sealed')!;
const { acc: TEAM, jti: INVITE } = claims as { acc: string; jti: string };
const ROW = account(TEAM, 'dev', { epoch: 9, name: 'Test Production' });
const PREVIEW = { account: { id: TEAM, name: 'Test Production' }, role: 'dev', roleTitle: 'Developer', inviter: { name: 'Ada' }, hint: 'd***@example.com', you: 'invitee', token: LINK };
const ITEM = { id: INVITE, account: TEAM, accountName: 'Test Production', role: 'dev', status: 'pending', inviter: { user: ANA, name: 'Ada' }, createdAt: '' };

const clients: Client[] = [];
beforeEach(() => {
  setUp();
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: vectors.now * 1000 });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  tearDown();
});

const invited = (more: { hash?: string; signedOut?: boolean; options?: Partial<ClientOptions> } = {}) => {
  const edge = new FakeEdge();
  if (more.signedOut) edge.identity = undefined;
  edge.on('GET /.well-known/jwks.json', () => json(vectors.jwks));
  edge.on('POST /v1/invites/preview', () => json(PREVIEW));
  edge.on('POST /v1/invites/accept', () => json({ ...mint(ROW, { now: edge.now() }), account: ROW, membership: { user: ANA, name: 'Ana', role: 'dev', joinedAt: '' } }));
  edge.on('POST /v1/invites/decline', () => json(ITEM));
  edge.on('GET /v1/invites', () => json({ items: [] }));
  const tab = openTab(`https://app.test/join${more.hash ?? `#invite=${LINK}`}`);
  focusTab(tab);
  return { edge, tab, ...reload(edge, more.options) };
};

/** Loads the page in the open tab, possibly again. */
const reload = (edge: FakeEdge, options: Partial<ClientOptions> = {}) => {
  const client = createClient({ endpoint: vectors.issuer, getIdentityToken: edge.getIdentityToken, fetch: edge.fetch, ...options });
  clients.push(client);
  const flow = acceptFlow(client);
  const steps: string[] = [];
  const note = () => {
    const { step, busy } = flow.state;
    const seen = busy ? `${step} ${busy}` : step;
    if (steps.at(-1) !== seen) steps.push(seen);
  };
  note();
  return { client, flow, steps, leave: flow.subscribe(note), note };
};

const at = <S extends AcceptState['step']>(state: AcceptState, step: S): Extract<AcceptState, { step: S }> => {
  assert.equal(state.step, step, JSON.stringify(state));
  return state as Extract<AcceptState, { step: S }>;
};

/** Loading WebAssembly takes more turns of the event loop than `settle` waits for. */
const reach = async (flow: { state: AcceptState }, step: AcceptState['step']) => {
  for (let turn = 0; turn < 200 && (flow.state.step !== step || flow.state.busy); turn++) await settle();
  return at(flow.state, step);
};

test('a signed-in invitee previews the invite, joins, and opens the team with one click', async () => {
  const { edge, tab, client, flow, steps } = invited();
  const ready = await reach(flow, 'ready');
  assert.equal(tab.location.hash, '', 'the token is no longer in the address');
  const { account, inviter, hint, roleTitle, id } = at(ready, 'ready').invite;
  assert.deepEqual([account.name, inviter.name, hint, roleTitle, id], ['Test Production', 'Ada', 'd***@example.com', 'Developer', INVITE]);
  assert.equal(edge.count('POST /v1/invites/accept'), 0, 'looking accepts nothing');
  const joined = at(await flow.join(), 'joined');
  assert.equal(joined.account.id, TEAM);
  assert.notEqual(client.state.active?.id, TEAM, 'joining alone does not move the tab');
  assert.equal(client.pendingInvite.state, 'none');
  await flow.openTeam();
  assert.equal(client.state.active?.id, TEAM);
  assert.equal(client.can('pods:manage'), true);
  assert.deepEqual(steps, ['preview', 'ready', 'ready join', 'joined', 'joined openTeam', 'joined']);
});

test('two components, or one that is mounted twice, join once, and the state keeps its identity', async () => {
  const { edge, client, flow } = invited();
  assert.equal(acceptFlow(client), flow);
  // As React's strict mode does: mount, unmount, mount.
  flow.subscribe(() => {})();
  flow.subscribe(() => {});
  await reach(flow, 'ready');
  assert.equal(flow.state, flow.state);
  assert.equal(edge.count('POST /v1/invites/preview'), 1);
  const both = await Promise.all([flow.join(), flow.join(), acceptFlow(client).join()]);
  assert.equal(edge.count('POST /v1/invites/accept'), 1);
  assert.ok(both.every((one) => one === both[0]));
  await flow.join();
  assert.equal(edge.count('POST /v1/invites/accept'), 1, 'and never again');
});

test('two calls of accept at the same time join once', async () => {
  const { edge, client } = invited();
  await client.ready;
  const [one, two] = await Promise.all([client.invites.accept({ token: LINK }), client.invites.accept({ token: LINK })]);
  assert.equal(one, two);
  assert.equal(edge.count('POST /v1/invites/accept'), 1);
  await client.invites.accept({ token: LINK });
  assert.equal(edge.count('POST /v1/invites/accept'), 2, 'a later call asks again: the edge knows it');
});

test('the link survives signing in, also when the page reloads', async () => {
  const asked: unknown[] = [];
  const onSignIn = (request: unknown) => void asked.push(request);
  const { edge, flow, client } = invited({ signedOut: true, options: { onSignIn } });
  const waiting = at(await reach(flow, 'needs_sign_in'), 'needs_sign_in');
  assert.equal(waiting.invite?.account.name, 'Test Production');
  assert.equal(edge.count('POST /v1/invites/preview'), 0);
  await flow.signIn();
  assert.deepEqual(asked, [{ hint: 'd***@example.com' }]);
  edge.identity = 'identity-1';
  await client.identityChanged();
  await reach(flow, 'ready');

  focusTab({ ...openTab('https://app.test/welcome'), sessionStorage: globalThis.sessionStorage as never });
  const again = reload(edge);
  await reach(again.flow, 'ready');
  at(await again.flow.join(), 'joined');
});

test('switching the user keeps the link', async () => {
  const calls: string[] = [];
  const { edge, flow, client } = invited({
    options: { onSignOut: () => void calls.push('out'), onSignIn: ({ hint }) => void calls.push(`in ${hint}`) },
  });
  edge.on('POST /v1/invites/preview', () => json({ ...PREVIEW, you: 'other' }));
  const wrong = at(await reach(flow, 'wrong_account'), 'wrong_account');
  assert.deepEqual([wrong.hint, wrong.email], ['d***@example.com', 'ana@example.com']);
  await flow.switchAccount();
  assert.deepEqual(calls, ['out', 'in d***@example.com']);
  assert.equal(client.pendingInvite.state, 'held');
  edge.identity = 'identity-2';
  edge.me = { ...meWith(), user: { ...meWith().user, id: 'usr_danidanidanidanidaniA0', email: 'dani@example.com' } };
  edge.off('POST /v1/invites/preview');
  edge.on('POST /v1/invites/preview', () => json(PREVIEW));
  await client.identityChanged();
  await reach(flow, 'ready');
});

test('after the address is verified, retry goes on', async () => {
  const verified: string[] = [];
  const { edge, flow } = invited({ options: { onVerifyEmail: () => void verified.push('asked') } });
  const { user } = edge.me;
  edge.me = { ...edge.me, user: { ...user, emailVerified: false } };
  const { you: _, ...unproven } = PREVIEW;
  edge.on('POST /v1/invites/preview', () => json(unproven));
  const waiting = at(await reach(flow, 'needs_email_proof'), 'needs_email_proof');
  assert.deepEqual([waiting.email, waiting.invite?.account.id], ['ana@example.com', TEAM]);
  await flow.verifyEmail();
  assert.deepEqual(verified, ['asked']);
  edge.me = { ...edge.me, user: { ...user, emailVerified: true } };
  edge.on('POST /v1/invites/preview', () => json(PREVIEW));
  await flow.retry();
  await reach(flow, 'ready');
});

test('a member who opens a used link, or one for another address, can open the team', async () => {
  const closed = invited({ hash: `#invite=closed&code=${'x'.repeat(68)}` });
  closed.edge.me = meWith(ROW);
  closed.edge.on('POST /v1/invites/preview', () => problem(410, 'invite_closed', { why: 'used', you: 'member', account: { id: TEAM, name: 'Test Production' } }));
  assert.equal(at(await reach(closed.flow, 'already_member'), 'already_member').account.name, 'Test Production');
  await closed.flow.openTeam();
  assert.equal(closed.client.state.active?.id, TEAM);

  const open = invited();
  open.edge.me = meWith(ROW);
  open.edge.on('POST /v1/invites/preview', () => json({ ...PREVIEW, you: 'member' }));
  await reach(open.flow, 'already_member');
});

test('a closed invite shows its reason to the invitee only, and a forged link is always closed', async () => {
  const stranger = invited({ hash: '#invite=closed', signedOut: true });
  assert.deepEqual(await reach(stranger.flow, 'closed'), { step: 'closed' });
  const coded = invited({ hash: `#invite=closed&code=${'x'.repeat(68)}`, signedOut: true });
  await reach(coded.flow, 'needs_sign_in');
  coded.edge.identity = 'identity-1';
  coded.edge.on('POST /v1/invites/preview', () => problem(410, 'invite_closed', { why: 'revoked' }));
  await coded.client.identityChanged();
  assert.deepEqual(await reach(coded.flow, 'closed'), { step: 'closed', why: 'revoked', requestId: 'r1' });
  const forged = invited({ hash: `#invite=${LINK.slice(0, -4)}AAAA` });
  await reach(forged.flow, 'closed');
  assert.equal(forged.edge.count('POST /v1/invites/preview'), 0);
});

test('a link whose end is missing looks incomplete, before anything is looked up', async () => {
  for (const length of [67, 40]) {
    const { edge, flow } = invited({ hash: `#invite=closed&code=${'x'.repeat(length)}` });
    assert.deepEqual(await reach(flow, 'closed'), { step: 'closed', why: 'incomplete' });
    assert.equal(edge.count('POST /v1/invites/preview'), 0);
  }
});

test('without a link the flow shows the newest invite in the inbox, or none', async () => {
  const { edge, flow } = invited({ hash: '' });
  await reach(flow, 'none');
  edge.on('GET /v1/invites', () => json({ items: [ITEM] }));
  await flow.retry();
  const ready = at(await reach(flow, 'ready'), 'ready');
  assert.deepEqual([ready.from, ready.invite.account.name, ready.invite.roleTitle], ['inbox', 'Test Production', 'Dev']);
  at(await flow.join(), 'joined');
  assert.deepEqual(edge.seen.find(({ path }) => path === '/v1/invites/accept')?.body, { inviteId: INVITE });
});

test('when the link’s token has expired, the flow continues with the inbox or says so', async () => {
  const { edge, flow } = invited();
  await reach(flow, 'ready');
  edge.on('POST /v1/invites/accept', () => problem(401, 'token_expired'));
  edge.on('GET /v1/invites', () => json({ items: [ITEM] }));
  assert.equal(at(await flow.join(), 'ready').from, 'inbox');
  edge.on('POST /v1/invites/preview', () => problem(401, 'token_expired'));
  edge.on('GET /v1/invites', () => json({ items: [] }));
  await flow.retry();
  assert.equal(at(await reach(flow, 'closed'), 'closed').why, 'out_of_date');
});

test('declined is final for this link', async () => {
  const { edge, flow, client } = invited();
  await reach(flow, 'ready');
  at(await flow.decline(), 'declined');
  assert.equal(client.pendingInvite.state, 'none');
  await flow.join();
  assert.equal(edge.count('POST /v1/invites/accept'), 0);
});

test('an error while joining leads to its step, and an outage stays at the current one', async () => {
  const { edge, flow } = invited();
  await reach(flow, 'ready');
  edge.on('POST /v1/invites/accept', () => problem(409, 'member_limit'));
  assert.equal(at(await flow.join(), 'ready').error?.code, 'member_limit');
  edge.on('POST /v1/invites/accept', () => problem(410, 'invite_closed', { why: 'revoked' }));
  assert.equal(at(await flow.join(), 'closed').why, 'revoked');
});

test('the flow fails while the edge cannot be reached, and retry recovers', async () => {
  const { edge, flow } = invited();
  await reach(flow, 'ready');
  edge.on('POST /v1/invites/preview', () => problem(404, 'not_found'));
  await flow.retry();
  assert.equal(at(await reach(flow, 'failed'), 'failed').error.code, 'not_found');
  edge.on('POST /v1/invites/preview', () => json(PREVIEW));
  await flow.retry();
  await reach(flow, 'ready');
});

test('the flow follows another link in the same tab, and a join in another tab', async () => {
  const { edge, flow, client, tab } = invited({ hash: '' });
  await reach(flow, 'none');
  tab.location.hash = `#invite=${LINK}`;
  (globalThis as unknown as EventTarget).dispatchEvent?.(new Event('hashchange'));
  client.pendingInvite.capture();
  await client.refresh();
  await flow.retry();
  await reach(flow, 'ready');
  edge.me = meWith(ROW);
  edge.on('POST /v1/invites/preview', () => json({ ...PREVIEW, you: 'member' }));
  await client.refresh();
  await reach(flow, 'already_member');
});
