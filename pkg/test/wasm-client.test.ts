/** The built package with the real WebAssembly. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { withoutPunctuation } from '../src/invite-code.ts';
import { withId } from '../src/testing/policy.ts';
import type { Client, ClientOptions, Explanation } from '../src/types.ts';
import { account, ANA, FakeEdge, json, meWith, OTHER, OWN, problem, TEAM } from './fake-edge.ts';
import { focusTab, openTab, pass, setUp, settle, tearDown } from './browser-tab.ts';
import { POLICY } from './signing-edge.ts';

const built = (await import(new URL('../dist/index.node.js', import.meta.url).href)) as typeof import('../src/index.ts');
const glue = (await import(new URL('../dist/hallpass.js', import.meta.url).href)) as {
  policyId(policy: string): string;
  default(options: { module_or_path: unknown }): Promise<{ memory: WebAssembly.Memory }>;
};
const wasm = readFileSync(new URL('../dist/hallpass_bg.wasm', import.meta.url));
const vectors = JSON.parse(readFileSync(new URL('../../tests/vectors/tokens.json', import.meta.url), 'utf8')) as {
  issuer: string; now: number; jwks: object;
  vectors: { kind: string; name: string; token: string; claims?: Record<string, string>; code?: string }[];
};

beforeEach(setUp);
afterEach(() => {
  for (const client of started.splice(0)) client.close();
  tearDown();
});

const started: Client[] = [];
const start = (edge: FakeEdge, options: Partial<ClientOptions> = {}): Client => {
  const client = built.createClient({
    endpoint: vectors.issuer, getIdentityToken: edge.getIdentityToken, fetch: edge.fetch, ...options,
  });
  client.subscribe(() => {});
  started.push(client);
  return client;
};

const atNow = (): void => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: vectors.now * 1000 });
};

const hold = (client: Client, token: string): void => {
  focusTab(openTab(`https://app.test/join#invite=${token}`));
  client.pendingInvite.capture();
};

test('the smallest roles that cover a list are suggested from the known policy, and nothing is sent', async () => {
  const edge = new FakeEdge();
  edge.policy = POLICY;
  const client = start(edge);
  await client.ready;
  await client.policy();
  await settle();
  const sent = edge.seen.length;
  assert.deepEqual(await client.suggestRoles(['team:access']), [{ role: 'guest', title: 'Guest', scope: 'account', extra: [] }]);
  const [admin, ...others] = await client.suggestRoles(['kites:fly']);
  assert.equal(admin?.role, 'admin');
  assert.ok(admin.extra.includes('members:manage') && !admin.extra.includes('kites:fly'));
  assert.deepEqual(others, []);
  assert.deepEqual(await client.suggestRoles(['kites:eat']), []);
  assert.deepEqual(await client.suggestRoles([]), []);
  assert.equal(edge.seen.length, sent, 'nothing is sent');
});

test('an opened link shows verified claims, and a forged one never does', async () => {
  atNow();
  const edge = new FakeEdge();
  edge.identity = undefined;
  edge.on('GET /.well-known/jwks.json', () => json(vectors.jwks));
  const client = start(edge);
  await client.ready;
  let [valid, refused] = [0, 0];
  for (const { kind, name, token, claims, code } of vectors.vectors) {
    if (kind !== 'invite' || token.includes('&') || token.includes('#') || token === '' || token === 'closed') continue;
    // The page forgives punctuation behind a pasted token, which core refuses.
    if (withoutPunctuation(token) !== token) continue;
    hold(client, encodeURIComponent(token));
    const verified = await client.pendingInvite.verified();
    if (claims) {
      assert.ok(verified && verified !== 'closed', name);
      assert.deepEqual([verified.account.name, verified.role, verified.inviter.name, verified.hint], [claims['name'], claims['role'], claims['inv'], claims['hint']]);
      assert.equal(verified.expired, false);
      assert.equal(verified.expiresAt, new Date(Number(claims['exp']) * 1000).toISOString());
      valid++;
    } else if (code === 'token_expired') {
      assert.ok(verified && verified !== 'closed' && verified.expired, name);
    } else {
      assert.equal(verified, 'closed', name);
      refused++;
    }
  }
  assert.ok(valid > 2 && refused > 80, `${valid} valid, ${refused} refused`);
});

test('a clock that is hours off closes no invite', async () => {
  const { token } = vectors.vectors.find(({ kind, claims }) => kind === 'invite' && claims)!;
  for (const hours of [-5, 5]) {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: vectors.now * 1000 + hours * 3_600_000 });
    const edge = new FakeEdge();
    edge.ahead = -hours * 3_600_000;
    edge.identity = undefined;
    edge.on('GET /.well-known/jwks.json', () => json(vectors.jwks));
    const client = start(edge);
    await client.ready;
    hold(client, token);
    const verified = await client.pendingInvite.verified();
    assert.ok(verified && verified !== 'closed' && !verified.expired, `${hours} hours`);
  }
});

test('keys that cannot be loaded say nothing about the invite', async () => {
  atNow();
  const edge = new FakeEdge();
  edge.on('GET /.well-known/jwks.json', () => json({ keys: [] }));
  const client = start(edge);
  await client.ready;
  hold(client, vectors.vectors.find(({ kind, claims }) => kind === 'invite' && claims)!.token);
  await assert.rejects(client.pendingInvite.verified(), { code: 'unavailable' });
  assert.equal(client.pendingInvite.state, 'held');
  edge.on('GET /.well-known/jwks.json', () => json(vectors.jwks));
  assert.ok(await client.pendingInvite.verified(), 'it can be tried again');
});

const guestIn = async (role = 'guest') => {
  const edge = new FakeEdge();
  edge.policy = POLICY;
  const permissions = POLICY.roles.find(({ name }) => name === role)!.permissions;
  const owner = { user: 'usr_olgaolgaolgaolgaolgaoA', name: 'Olga' };
  edge.me = meWith(account(TEAM, role, { permissions, owner }));
  edge.on(`GET /v1/accounts/${TEAM}/members`, () => json({ items: [{ user: ANA, name: 'Ana', role, joinedAt: '' }] }));
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(TEAM);
  await settle();
  return { edge, client };
};

test('a denial is explained with whom to ask, and one list of members serves many explanations', async () => {
  await glue.default({ module_or_path: wasm });
  assert.equal(glue.policyId(JSON.stringify(POLICY)), POLICY.id);
  const { edge, client } = await guestIn();
  const told = await Promise.all([1, 2, 3].map(() => client.explain({ permission: 'kites:fly' })));
  for (const one of told) {
    assert.equal(one?.reason, 'role_lacks');
    assert.deepEqual(one?.missing, ['kites:fly']);
    assert.deepEqual(one?.rolesThatWould, ['admin']);
    assert.deepEqual(one?.askWho, [{ user: 'usr_olgaolgaolgaolgaolgaoA', name: 'Olga' }], 'the owner, though the list lacks them');
    assert.match(one?.whatToDo ?? '', /Olga/);
  }
  assert.equal(edge.count(`GET /v1/accounts/${TEAM}/members`), 1);
  assert.equal(await client.explain({ permission: 'team:access' }), undefined);
  assert.equal((await client.explain({ role: 'admin' }))?.reason, 'role_lacks');
  assert.equal((await client.explain({ permission: 'kites:fly', account: OTHER }))?.reason, 'not_a_member');
});

test('without the list of members a denial is explained without names', async () => {
  const { edge, client } = await guestIn();
  edge.on(`GET /v1/accounts/${TEAM}/members`, () => problem(403, 'forbidden'));
  assert.deepEqual((await client.explain({ permission: 'kites:fly' }))?.askWho?.map(({ name }) => name), ['Olga']);
});

test('diagnose says why something cannot be seen', async () => {
  const { edge, client } = await guestIn();
  assert.equal(await client.diagnose(), undefined);
  assert.equal((await client.diagnose({ count: 0 }))?.reason, 'nothing_yet');
  assert.equal((await client.diagnose({ permission: 'kites:fly' }))?.reason, 'role_lacks');
  client.accounts.switchTo(OWN);
  assert.equal((await client.diagnose({ account: TEAM }))?.reason, 'not_switched');
  assert.equal((await client.diagnose({ count: 0 }))?.reason, 'not_switched', 'one of the teams may be meant');
  edge.me = { ...edge.me, inboxCount: 1 };
  await client.refresh();
  assert.equal((await client.diagnose({ count: 0 }))?.reason, 'not_a_member', 'an invite waits');
  client.accounts.switchTo(TEAM);
  edge.me = meWith();
  await client.refresh();
  assert.equal((await client.diagnose({ account: TEAM }))?.reason, 'ended');
  edge.identity = undefined;
  await client.identityChanged();
  assert.equal((await client.diagnose({ account: TEAM }))?.reason, 'not_signed_in');
});

test('an admin diagnoses another member, and an invite', async () => {
  const { edge, client } = await guestIn('admin');
  const bob = 'usr_bobbobbobbobbobbobbobA';
  edge.on(`GET /v1/accounts/${TEAM}/members`, ({ url }) =>
    url.searchParams.has('cursor')
      ? json({ items: [{ user: bob, name: 'Bob', role: 'guest', joinedAt: '' }] })
      : json({ items: [{ user: ANA, name: 'Ana', role: 'admin', joinedAt: '' }], next: 'n' }));
  assert.equal((await client.diagnose({ member: bob, permission: 'kites:fly' }))?.reason, 'role_lacks');
  assert.equal(await client.diagnose({ member: ANA, permission: 'kites:fly' }), undefined);
  assert.equal((await client.diagnose({ member: 'usr_nobodynobodynobodynobA' }))?.reason, 'not_a_member');
  const invite = `inv_${TEAM.slice(4)}${'i'.repeat(21)}A`;
  edge.on(`GET /v1/accounts/${TEAM}/invites/${invite}`, () => json({ id: invite, status: 'pending' }));
  assert.equal((await client.diagnose({ invite }))?.reason, 'not_a_member');
});

test('an address that names another account is explained, not replaced', async () => {
  focusTab(openTab(`https://app.test/${OTHER}`));
  const edge = new FakeEdge();
  edge.policy = POLICY;
  const client = start(edge, { scope: { read: (url) => url.pathname.slice(1) || undefined } });
  await client.ready;
  assert.equal(client.evaluate({ permission: 'team:access' }), 'unknown');
  assert.equal((await client.diagnose())?.reason, 'not_a_member');
});

test('after a trap the WebAssembly continues with a new instance', async () => {
  const { client } = await guestIn();
  assert.ok(await client.explain({ permission: 'kites:fly' }));
  // Breaks the module's memory, as a bug would: its allocator reads garbage.
  const { memory } = await glue.default({ module_or_path: wasm });
  new Uint8Array(memory.buffer).fill(0xff);
  await assert.rejects(client.explain({ permission: 'kites:fly' }));
  assert.equal(client.can('team:access'), true, 'gates do not need it');
  assert.equal((await client.explain({ permission: 'kites:fly' }))?.reason, 'role_lacks');
});

test('the client’s groups have the methods that their types declare', () => {
  const client = start(new FakeEdge());
  assert.deepEqual(Object.keys(client.accounts).sort(), ['convert', 'create', 'list', 'read', 'revert', 'switchTo', 'update']);
  assert.deepEqual(Object.keys(client.members).sort(), ['leave', 'list', 'remove', 'setRole', 'update']);
  assert.deepEqual(Object.keys(client.invites).sort(), ['accept', 'create', 'createMany', 'decline', 'inbox', 'link', 'list', 'preview', 'previewMail', 'read', 'resend', 'revoke', 'update']);
  assert.deepEqual(Object.keys(client.transfer).sort(), ['accept', 'decline', 'offer', 'withdraw']);
  assert.deepEqual(Object.keys(client.projects).sort(), ['create', 'grant', 'list', 'members', 'read', 'revoke', 'update', 'use']);
  assert.deepEqual(Object.keys(client.audit), ['query', 'export', 'verify']);
});

test('an expired token and a lost connection are distinguished from a role that lacks a permission', async () => {
  const { edge, client } = await guestIn('admin');
  assert.equal(await client.diagnose(), undefined);
  const dead = () => { throw new TypeError('network'); };
  edge.on('GET /v1/me', dead);
  edge.on(`POST /v1/accounts/${TEAM}/token`, dead);
  const window = globalThis.window as unknown as EventTarget;
  window.dispatchEvent(new Event('offline'));
  assert.equal((await client.explain({ permission: 'kites:fly', fresh: true }))?.reason, 'expired', 'unavailable immediately');
  assert.equal(await client.explain({ permission: 'kites:fly' }), undefined, 'others still count');
  await pass(70_000);
  assert.equal((await client.diagnose())?.reason, 'expired');
  assert.equal((await client.explain({ permission: 'kites:fly' }))?.reason, 'expired');
  assert.equal((await client.explain({ permission: 'no:such' }))?.reason, 'expired', 'unknown is not denied');
});

test('a member who sees no project is told that there is none, or none for them, and whom to ask', async () => {
  const names = { scope: 'project' } as const;
  const policy = await withId({
    ...POLICY,
    projectOwnerRole: 'manager',
    permissions: [
      ...POLICY.permissions,
      { name: 'projects:create', bit: 40, title: 'Create projects' },
      { name: 'project:manage', bit: 41, title: 'Manage a project', ...names },
      { name: 'pods:connect', bit: 42, title: 'Connect', ...names },
    ],
    roles: [
      ...POLICY.roles.map((role) =>
        role.name === POLICY.ownerRole ? { ...role, permissions: [...role.permissions, 'projects:create', 'project:manage', 'pods:connect'] } : role,
      ),
      { name: 'viewer', title: 'Viewer', ...names, permissions: ['pods:connect'] },
      { name: 'manager', title: 'Manager', ...names, permissions: ['project:manage', 'pods:connect'] },
    ],
  });
  const edge = new FakeEdge();
  edge.policy = policy;
  const PROJECT = 'prj_searchsearchsearchsear';
  const BEN = 'usr_benbenbenbenbenbenbenA';
  edge.me = meWith(account(TEAM, 'guest', { permissions: ['team:access'], owner: { user: BEN, name: 'Ben' } }));
  edge.on(`GET /v1/accounts/${TEAM}/members`, () => json({ items: [{ user: BEN, name: 'Ben', role: POLICY.ownerRole, joinedAt: '' }] }));
  let rows: object[] = [];
  edge.on(`GET /v1/accounts/${TEAM}/projects`, () => json({ items: rows }));
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(TEAM);
  await settle();

  const none = await client.diagnose({ count: 0 });
  assert.deepEqual([none?.reason, none?.cause, none?.askWho?.map(({ name }) => name)], ['nothing_yet', 'no_project_access', ['Ben']]);
  const other = await client.explain({ permission: 'pods:connect', project: PROJECT });
  assert.deepEqual([other?.reason, other?.cause, other?.askWho?.length], ['nothing_yet', 'no_project_access', 1]);

  rows = [{ id: PROJECT, account: TEAM, name: 'Search', status: 'active', role: 'viewer', permissions: ['pods:connect'], createdAt: '' }];
  edge.me = meWith(account(TEAM, 'guest', { permissions: ['team:access'], owner: { user: BEN, name: 'Ben' }, epoch: 2 }));
  await client.refresh();
  assert.equal(await client.explain({ permission: 'pods:connect', project: PROJECT }), undefined, 'it is allowed');
  const lacks = await client.explain({ permission: 'project:manage', project: PROJECT });
  assert.deepEqual([lacks?.reason, lacks?.role, lacks?.rolesThatWould, lacks?.missing], ['role_lacks', 'viewer', ['manager'], ['project:manage']]);

  // The edge knows of projects that the user does not see, and all who could help.
  rows = [];
  const explanation: Explanation = {
    reason: 'nothing_yet', cause: 'no_projects', missing: [], role: 'custom', askWho: [{ user: ANA, name: 'Ana' }], whatToDo: 'There are no projects yet. Ask Ana to create one.',
  };
  edge.on(`GET /v1/accounts/${TEAM}/projects`, () => json({ items: rows, explanation }));
  edge.me = meWith(account(TEAM, 'guest', { permissions: ['team:access'], owner: { user: BEN, name: 'Ben' }, epoch: 3 }));
  await client.refresh();
  assert.deepEqual(await client.diagnose({ count: 0 }), explanation);
  assert.deepEqual(await client.diagnose({ permission: 'pods:connect', count: 0 }), explanation);
  assert.deepEqual((await client.projects.list()).explanation, explanation);
  const named = await client.explain({ permission: 'pods:connect', project: PROJECT });
  assert.deepEqual([named?.cause, named?.askWho?.map(({ name }) => name)], ['no_project_access', ['Ben']], 'of one project, the list says nothing');
  assert.equal((await client.explain({ permission: 'kites:fly' }))?.reason, 'role_lacks', 'nor of a permission in the account');
  edge.on(`GET /v1/accounts/${TEAM}/projects`, () => json({ items: rows }));

  edge.me = meWith(account(TEAM, POLICY.ownerRole, { permissions: policy.roles.find(({ name }) => name === POLICY.ownerRole)!.permissions, epoch: 4 }));
  rows = [];
  await client.refresh();
  assert.equal((await client.diagnose({ count: 0 }))?.cause, 'no_projects');
});

test('a suspended membership and one past its end are explained, of oneself and of others', async () => {
  const edge = new FakeEdge();
  edge.policy = POLICY;
  const owner = { user: 'usr_benbenbenbenbenbenbenA', name: 'Ben' };
  const ended = [['suspended', { suspended: true }], ['past_end', { expiresAt: '2020-01-01T00:00:00.000Z' }]] as const;
  let member = {};
  edge.on(`GET /v1/accounts/${TEAM}/members`, () => json({ items: [{ ...owner, role: POLICY.ownerRole, joinedAt: '' }, { user: ANA, name: 'Ana', role: 'guest', joinedAt: '', ...member }] }));
  const client = start(edge);
  await client.ready;
  for (const [index, [reason, row]] of ended.entries()) {
    edge.me = meWith(account(TEAM, 'guest', { permissions: [], owner, epoch: index + 2, ...row }));
    member = row;
    await client.refresh();
    client.accounts.switchTo(TEAM);
    const mine = await client.explain({ permission: 'team:access' });
    assert.deepEqual([mine?.reason, mine?.askWho?.map(({ name }) => name)], [reason, ['Ben']]);
    assert.equal((await client.diagnose({ member: ANA }))?.reason, reason);
  }
});
