import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createGate } from '../src/gate.ts';
import type { Account } from '../src/types.ts';
import { account, json, meWith, OTHER, POLICY, problem, TEAM } from './fake-edge.ts';
import { pass, setUp, settle, tearDown } from './browser-tab.ts';
import { edgeWithProjects, MAPS, mintFor, project, SEARCH, startInTeam, UNKNOWN, WITH_PROJECTS } from './project-edge.ts';

beforeEach(setUp);
afterEach(tearDown);

test('a check with a project answers for that project, without a request', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state);
  const before = state.edge.seen.length;
  assert.equal(client.can('pods:manage', { project: SEARCH }), true);
  assert.equal(client.can('pods:connect', { project: MAPS }), true);
  assert.equal(client.can('pods:manage', { project: MAPS }), false, 'the grant there does not include it');
  assert.equal(client.can('pods:manage'), false, 'the role in the account does not include it');
  assert.equal(client.can('pods:manage', {}), false);
  assert.equal(client.can('pods:manage', { project: undefined }), false, 'no project: that of the account');
  assert.equal(client.can('billing:read', { project: SEARCH }), false, 'a permission of the account is none in a project');
  assert.equal(client.can('billing:read'), true);
  assert.equal(client.can('pods:manage', { account: TEAM, project: SEARCH }), true);
  assert.equal(client.can('pods:manage', { account: OTHER, project: SEARCH }), false, 'a project of another account');
  assert.equal(client.can('pods:manage', { project: SEARCH, fresh: true } as never), false, 'a key of other queries denies');
  assert.equal(client.can('pods:manage', { project: null } as never), false);
  assert.equal(client.can('pods:manage', { project: '' }), false);
  assert.equal(client.can('pods:manage', { project: SEARCH }), true, 'again, after the others');
  assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH }), 'allow');
  assert.equal(client.evaluate({ permission: 'pods:manage', project: UNKNOWN }), 'deny', 'a project that the user is not in');
  assert.equal(client.evaluate({ project: SEARCH }), 'deny', 'a project is no condition by itself');
  assert.equal(client.has({ role: 'editor', project: SEARCH }), true);
  assert.equal(client.has({ role: 'billing', project: SEARCH }), false, 'the role in a project is that of the grant');
  assert.equal(client.has({ allOf: ['pods:connect', 'pods:manage'], project: MAPS }), false);
  assert.throws(() => client.protect({ permission: 'pods:manage', project: MAPS }), { code: 'forbidden' });
  assert.equal(state.edge.seen.length, before);
});

test('under a policy without projects nothing is read, and every project denies', async () => {
  const state = edgeWithProjects();
  state.edge.policy = POLICY;
  const client = await startInTeam(state);
  assert.deepEqual(client.state.projects, undefined);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH }), 'deny');
  assert.equal(client.can('pods:manage', { project: SEARCH }), false);
  assert.equal(state.edge.seen.some(({ path }) => path.includes('projects')), false);
});

test('before the projects are known a check is unknown; when they cannot be read it stays so', async () => {
  const state = edgeWithProjects();
  state.edge.on(`GET /v1/accounts/${TEAM}/projects`, () => problem(503, 'unavailable', { retryAfter: 60 }));
  const client = await startInTeam(state);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH }), 'unknown');
  assert.equal(client.can('pods:manage', { project: SEARCH }), false);
  const attempts = state.edge.count(`GET /v1/accounts/${TEAM}/projects`);
  await pass(5_000);
  assert.equal(state.edge.count(`GET /v1/accounts/${TEAM}/projects`), attempts, 'not again at once');
  state.edge.on(`GET /v1/accounts/${TEAM}/projects`, () => json({ items: state.rows }));
  await pass(12_000);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH }), 'allow');
});

test('all pages are read, and a project of another account is not taken', async () => {
  const state = edgeWithProjects();
  state.edge.on(`GET /v1/accounts/${TEAM}/projects`, ({ url }) =>
    url.searchParams.get('cursor') === 'more' ? json({ items: [project(SEARCH, ['pods:manage'])] }) : json({ items: [project(MAPS, [])], next: 'more' }),
  );
  const client = await startInTeam(state);
  assert.deepEqual(client.state.projects?.map(({ id }) => id), [MAPS, SEARCH]);
  assert.equal(client.can('pods:manage', { project: SEARCH }), true);

  const foreign = edgeWithProjects();
  foreign.rows = [project(SEARCH, ['pods:manage'], { account: OTHER })];
  const refusing = await startInTeam(foreign);
  assert.equal(refusing.state.projects, undefined);
  assert.equal(refusing.can('pods:manage', { project: SEARCH }), false);
});

test('a grant that is changed elsewhere shows with the account’s next epoch', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state);
  let notified = 0;
  client.subscribe(() => notified++);
  state.rows = state.rows.map((row) => (row.id === SEARCH ? project(SEARCH, ['pods:connect'], { role: 'viewer' }) : row));
  state.edge.me = meWith(account(TEAM, 'billing', { epoch: 2 }), account(OTHER, 'billing'));
  const [maps] = client.state.projects ?? [];
  await client.refresh();
  assert.equal(client.can('pods:manage', { project: SEARCH }), false);
  assert.equal(client.can('pods:connect', { project: SEARCH }), true);
  assert.ok(notified > 0);
  assert.equal(client.state.projects?.[0], maps, 'what has not changed keeps its identity');
  const reads = state.edge.count(`GET /v1/accounts/${TEAM}/projects`);
  const before = client.state;
  await client.refresh();
  assert.equal(state.edge.count(`GET /v1/accounts/${TEAM}/projects`), reads, 'nothing has changed: nothing is read');
  assert.equal(client.state, before);
});

test('offline, checks with a project go on as long as those of the account, and destructive ones do not', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state, { destructive: ['pods:manage'], offlineReads: 300 });
  assert.equal(client.can('pods:manage', { project: SEARCH }), true);
  const dead = () => { throw new TypeError('network'); };
  for (const route of ['GET /v1/me', `POST /v1/accounts/${TEAM}/token`, `GET /v1/accounts/${TEAM}/projects`]) state.edge.on(route, dead);
  (globalThis.window as unknown as EventTarget).dispatchEvent(new Event('offline'));
  assert.equal(client.can('pods:connect', { project: SEARCH }), true);
  assert.equal(client.can('pods:manage', { project: SEARCH }), false, 'destructive');
  await pass(200_000);
  assert.equal(client.can('pods:connect', { project: SEARCH }), true, 'within the grace period');
  await pass(150_000);
  assert.equal(client.can('pods:connect', { project: SEARCH }), false);
});

test('a member who is suspended or past their end holds nothing in any project, at once', async () => {
  const ends: Partial<Account>[] = [{ suspended: true }, { expiresAt: '2020-01-01T00:00:00.000Z' }];
  for (const ended of ends) {
    const state = edgeWithProjects();
    const client = await startInTeam(state);
    assert.equal(client.can('pods:manage', { project: SEARCH }), true);
    state.edge.me = meWith(account(TEAM, 'billing', { epoch: 2, permissions: [], ...ended }), account(OTHER, 'billing'));
    state.edge.on(`GET /v1/accounts/${TEAM}/projects`, () => problem(403, 'suspended'));
    await client.refresh();
    assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH }), 'deny', JSON.stringify(ended));
    assert.equal(client.evaluate({ permission: 'team:access' }), 'deny');
    assert.equal(client.state.project?.id, undefined);
    assert.equal(client.state.active?.id, TEAM, 'the account stays, with the reason in it');
    client.close();
  }
});

test('a token that is refused as suspended denies, and the accounts are read again', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state);
  for (const code of ['suspended', 'past_end']) {
    state.edge.on(`POST /v1/accounts/${TEAM}/token`, () => problem(403, code));
    const reads = state.edge.count('GET /v1/me');
    // The list lags behind; what the token says counts meanwhile.
    state.edge.on('GET /v1/me', () => new Promise(() => {}));
    await assert.rejects(client.token({ project: SEARCH }), { code });
    await settle();
    assert.equal(client.can('billing:read'), false);
    assert.equal(client.can('pods:manage', { project: SEARCH }), false, 'nothing in its projects either');
    assert.ok(state.edge.count('GET /v1/me') > reads);
    state.edge.off('GET /v1/me');
    await client.refresh();
  }
});

test('a membership that ends while the edge cannot be reached counts no longer, whatever `offlineReads` allows', async () => {
  const state = edgeWithProjects();
  const end = new Date(state.edge.now() + 90_000).toISOString();
  state.edge.me = meWith(account(TEAM, 'billing', { expiresAt: end }), account(OTHER, 'billing'));
  const client = await startInTeam(state, { offlineReads: 3600 });
  const dead = () => { throw new TypeError('network'); };
  for (const route of ['GET /v1/me', `POST /v1/accounts/${TEAM}/token`]) state.edge.on(route, dead);
  (globalThis.window as unknown as EventTarget).dispatchEvent(new Event('offline'));
  await pass(80_000);
  assert.equal(client.can('billing:read'), true);
  assert.equal(client.can('pods:manage', { project: SEARCH }), true);
  await pass(15_000);
  assert.equal(client.can('billing:read'), false);
  assert.equal(client.can('pods:manage', { project: SEARCH }), false);
});

test('a gate answers for projects as the client does', () => {
  const state = edgeWithProjects();
  const { me } = state.edge;
  const gate = createGate({ me, active: TEAM, projects: state.rows, serverTime: state.edge.now() });
  assert.equal(gate.can('pods:manage', { project: SEARCH }), true);
  assert.equal(gate.can('pods:manage', { project: MAPS }), false);
  assert.equal(gate.can('pods:manage'), false);
  assert.equal(gate.can('pods:manage', { account: OTHER, project: SEARCH }), false);
  const row = me.accounts.find(({ id }) => id === TEAM)!;
  const { token } = mintFor(row, state.rows[1]!, state.edge.now());
  const byToken = createGate({ token, policy: WITH_PROJECTS, serverTime: state.edge.now() });
  assert.equal(byToken.can('pods:manage', { project: SEARCH }), true);
  assert.equal(byToken.can('billing:read', { project: SEARCH }), false);
  assert.equal(byToken.can('pods:manage', { project: MAPS }), false, 'the token is for another project');
  assert.equal(byToken.can('billing:read'), true);
});
