import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createGate } from '../src/gate.ts';
import { createSnapshot } from '../src/server/index.ts';
import type { Account, Policy, Project } from '../src/types.ts';
import { account, EDGE, FakeEdge, json, meWith, mint, OTHER, OWN, POLICY, problem, TEAM } from './fake-edge.ts';
import { create, focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const SEARCH = 'prj_searchsearchsearchsear';
const MAPS = 'prj_mapsmapsmapsmapsmapsma';
const OLD = 'prj_oldoldoldoldoldoldoldo';
const UNKNOWN = 'prj_unknownunknownunknownu';
const BEN = 'usr_benbenbenbenbenbenbenA';

const WITH_PROJECTS: Policy = {
  ...POLICY,
  projectOwnerRole: 'manager',
  permissions: [
    ...POLICY.permissions.map((each) => (each.name.startsWith('pods:') ? { ...each, scope: 'project' as const } : each)),
    { name: 'projects:create', bit: 10, title: 'Create projects' },
    { name: 'project:manage', bit: 11, title: 'Manage the project', scope: 'project' },
  ],
  roles: [
    ...POLICY.roles,
    { name: 'viewer', title: 'Viewer', scope: 'project', permissions: ['pods:connect'] },
    { name: 'editor', title: 'Editor', scope: 'project', permissions: ['pods:connect', 'pods:manage'] },
    { name: 'manager', title: 'Manager', scope: 'project', permissions: ['pods:connect', 'pods:manage', 'project:manage'] },
  ],
};

const project = (id: string, permissions: readonly string[], more: Partial<Project> = {}): Project => ({
  id,
  account: TEAM,
  name: id.slice(4, 8),
  status: 'active',
  role: 'editor',
  permissions,
  createdAt: '2026-11-22T00:00:00.000Z',
  ...more,
});

/** An edge where the user has a role in a team that lacks `pods:manage`, and projects that a test can replace. */
const edgeWithProjects = () => {
  const edge = new FakeEdge();
  edge.policy = WITH_PROJECTS;
  edge.me = meWith(account(TEAM, 'billing'), account(OTHER, 'billing'));
  const state = {
    edge,
    rows: [project(MAPS, ['pods:connect'], { role: 'viewer' }), project(SEARCH, ['pods:connect', 'pods:manage']), project(OLD, ['pods:manage'], { status: 'archived' })],
  };
  edge.on(`GET /v1/accounts/${TEAM}/projects`, () => json({ items: state.rows }));
  for (const id of [OWN, OTHER]) edge.on(`GET /v1/accounts/${id}/projects`, () => json({ items: [] }));
  edge.on(`POST /v1/accounts/${TEAM}/token`, ({ body }) => {
    const row = edge.me.accounts.find(({ id }) => id === TEAM)!;
    const named = (body as { project?: string } | undefined)?.project;
    if (named === undefined) return json(mint(row, { now: edge.now() }));
    const found = state.rows.find(({ id }) => id === named);
    if (!found) return problem(404, 'not_found');
    if (found.status === 'archived') return problem(409, 'project_archived');
    return json({ ...mintFor(row, found, edge.now()), project: found });
  });
  return state;
};

/** A token that is also for a project. */
const mintFor = (row: ReturnType<typeof account>, { id }: Project, now: number) => {
  const minted = mint(row, { now });
  const [head, claims, signature] = minted.token.split('.') as [string, string, string];
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
  const more = { ...read, prj: id, prjPerm: Buffer.from([0b110]).toString('base64url') };
  return { ...minted, token: `${head}.${Buffer.from(JSON.stringify(more)).toString('base64url')}.${signature}` };
};

const startInTeam = async (state: ReturnType<typeof edgeWithProjects>, options = {}) => {
  const client = start(state.edge, options);
  await client.ready;
  client.accounts.switchTo(TEAM);
  await settle();
  return client;
};

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

test('whoever is suspended or past their end holds nothing in any project, at once', async () => {
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

test('the active project belongs to the tab, and a new tab starts with the last one used', async () => {
  const state = edgeWithProjects();
  const first = openTab();
  focusTab(first);
  const one = await startInTeam(state);
  assert.equal(one.state.project?.id, undefined, 'none until one is chosen');
  const emitted: unknown[] = [];
  one.on('project-switch', ({ from, to }) => emitted.push([from?.id, to?.id, one.state.project?.id]));
  assert.equal(one.projects.use(SEARCH).id, SEARCH);
  assert.equal(one.state.project?.id, SEARCH);
  assert.deepEqual(emitted, [[undefined, SEARCH, SEARCH]]);
  const second = openTab('https://app.test/', first.localStorage);
  focusTab(second);
  const two = await startInTeam(state);
  assert.equal(two.state.project?.id, SEARCH, 'the last one used');
  two.projects.use(MAPS);
  focusTab(first);
  await one.refresh();
  assert.equal(one.state.project?.id, SEARCH, 'the first tab keeps its project');
  const reloaded = start(state.edge);
  await reloaded.ready;
  assert.equal(reloaded.state.project?.id, SEARCH, 'also after a reload');
  assert.equal(one.projects.use(undefined), undefined);
  assert.equal(one.state.project?.id, undefined, 'no project is a choice of its own');
  assert.throws(() => one.projects.use(UNKNOWN), { code: 'not_found' });
});

test('each account has its active project, and an archived one is left', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state);
  client.projects.use(SEARCH);
  client.accounts.switchTo(OTHER);
  assert.equal(client.state.project?.id, undefined);
  await settle();
  assert.deepEqual(client.state.projects, []);
  client.accounts.switchTo(TEAM);
  assert.equal(client.state.project?.id, SEARCH, 'at once, because they are known');
  state.rows = state.rows.map((row) => (row.id === SEARCH ? { ...row, status: 'archived' as const } : row));
  state.edge.me = meWith(account(TEAM, 'billing', { epoch: 2 }), account(OTHER, 'billing'));
  await client.refresh();
  assert.equal(client.state.project?.id, undefined);
});

test('with a scope the address decides, and a project that the user is not in is never replaced', async () => {
  const state = edgeWithProjects();
  const tab = openTab(`https://app.test/p/${MAPS}`);
  focusTab(tab);
  const projectScope = {
    read: (url: URL) => /^\/p\/([^/]+)/.exec(url.pathname)?.[1],
    write: (url: URL, id: string | undefined) => new URL(id === undefined ? '/' : `/p/${id}`, url),
  };
  const client = await startInTeam(state, { projectScope });
  assert.equal(client.state.project?.id, MAPS);
  client.projects.use(SEARCH);
  assert.equal(tab.location.pathname, `/p/${SEARCH}`);
  // A router changes the address without an event.
  tab.history.pushState(null, '', `/p/${OLD}`);
  assert.equal(client.state.project?.status, 'archived', 'one that is archived can be looked at');
  tab.history.pushState(null, '', `/p/${UNKNOWN}`);
  assert.equal(client.state.project?.id, undefined);
  client.projects.use(undefined);
  assert.equal(tab.location.pathname, '/');
  const readOnly = await startInTeam(state, { projectScope: { read: projectScope.read } });
  assert.throws(() => readOnly.projects.use(SEARCH), { code: 'invalid_request' });
});

test('what a server has rendered answers from the first moment on', async () => {
  const state = edgeWithProjects();
  const initial = { me: state.edge.me, active: TEAM, policyId: WITH_PROJECTS.id, serverTime: state.edge.now(), projects: state.rows, project: SEARCH };
  const client = create(state.edge, { initial });
  assert.equal(client.state.project?.id, SEARCH);
  assert.deepEqual(client.state.projects, state.rows);
  assert.equal(client.can('pods:manage', { project: SEARCH }), true);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: UNKNOWN }), 'deny');
  assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH, fresh: true }), 'unknown', 'a snapshot is never fresh');
  const { state: before } = client;
  await client.ready;
  assert.equal(client.can('pods:manage', { project: SEARCH }), true);
  assert.equal(client.state.project?.id, before.project?.id);
});

test('a server reads the projects of the active account, where the policy has any', async () => {
  const state = edgeWithProjects();
  const { edge } = state;
  const options = {
    endpoint: EDGE,
    fetch: edge.fetch,
    token: 'identity-1',
    url: `https://app.test/${TEAM}/p/${SEARCH}`,
    scope: { read: (url: URL) => url.pathname.split('/')[1] },
    projectScope: { read: (url: URL) => url.pathname.split('/')[3] },
  };
  const snapshot = await createSnapshot(options);
  assert.deepEqual([snapshot?.active, snapshot?.project, snapshot?.projects], [TEAM, SEARCH, state.rows]);
  const client = create(edge, { initial: snapshot! });
  assert.equal(client.can('pods:manage', { project: SEARCH }), true);

  edge.on(`GET /v1/accounts/${TEAM}/projects`, () => problem(403, 'suspended'));
  assert.equal((await createSnapshot(options))?.projects, undefined, 'the rest of the page is rendered');
  const reads = edge.seen.length;
  edge.policy = POLICY;
  assert.equal((await createSnapshot(options))?.projects, undefined);
  assert.equal(edge.seen.slice(reads).some(({ path }) => path.includes('projects')), false, 'without projects none are read');
});

test('a token for a project makes fresh checks answer, is shared, and is renewed', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH, fresh: true }), 'unknown');
  const [one, two] = await Promise.all([client.token({ project: SEARCH }), client.token({ project: SEARCH })]);
  assert.equal(one, two);
  assert.equal(await client.token({ project: SEARCH }), one);
  assert.notEqual(await client.token(), one);
  assert.equal(client.has({ permission: 'pods:manage', project: SEARCH, fresh: true }), true);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: MAPS, fresh: true }), 'unknown', 'another project');
  await pass(61_000);
  assert.notEqual(await client.token({ project: SEARCH }), one);
  await assert.rejects(client.token({ project: OLD }), { code: 'project_archived' });
  await assert.rejects(client.token({ project: 'prj_../../me' }), { code: 'invalid_request' });
});

test('client.fetch takes the token for the active project, for the one that it names, or for none', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state);
  const projectOf = async (init?: Parameters<typeof client.fetch>[1]) => {
    await client.fetch('https://edge.test/v1/anything', init);
    const token = state.edge.seen.at(-1)?.headers.get('hallpass-token') ?? '';
    return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { prj?: string }).prj;
  };
  assert.equal(await projectOf(), undefined);
  client.projects.use(SEARCH);
  assert.equal(await projectOf(), SEARCH);
  assert.equal(await projectOf({ project: MAPS }), MAPS);
  assert.equal(await projectOf({ project: null }), undefined);
});

test('the operations send what they are asked to, and their results show at once', async () => {
  const state = edgeWithProjects();
  const { edge } = state;
  const client = await startInTeam(state);
  const NEW = 'prj_newnewnewnewnewnewnewn';
  edge.on(`POST /v1/accounts/${TEAM}/projects`, ({ body }) => json(project(NEW, ['project:manage'], { ...(body as object), role: 'manager' }), 201));
  edge.on(`PATCH /v1/accounts/${TEAM}/projects/${NEW}`, ({ body }) => json(project(NEW, ['project:manage'], body as object)));
  edge.on(`PUT /v1/accounts/${TEAM}/projects/${NEW}/members/${BEN}`, ({ body }) => json({ user: BEN, name: 'Ben', ...(body as object) }));
  edge.on(`DELETE /v1/accounts/${TEAM}/projects/${NEW}/members/${BEN}`, () => json(undefined, 204));
  edge.on(`GET /v1/accounts/${TEAM}/projects/${NEW}/members`, () => json({ items: [] }));
  edge.on(`GET /v1/accounts/${TEAM}/projects/${NEW}`, () => json(project(NEW, [])));

  const created = client.projects.create({ name: 'New', externalId: 'x' });
  client.accounts.switchTo(OTHER);
  assert.equal((await created).id, NEW, 'in the account that was active at the time of the call');
  client.accounts.switchTo(TEAM);
  assert.equal(client.can('project:manage', { project: NEW }), true, 'before any list shows it');
  await client.projects.update(NEW, { name: 'Newer' });
  await client.projects.grant(NEW, BEN, { role: 'custom', permissions: ['pods:connect'] });
  await client.projects.revoke(NEW, BEN);
  await client.projects.members(NEW, { limit: 2 });
  await client.projects.read(NEW);
  await client.projects.list({ status: 'archived', account: TEAM });
  const sent = edge.seen.filter(({ path, url }) => path.includes('/projects') && !url.search.includes('limit=200'));
  assert.deepEqual(
    sent.map(({ method, path, url, body }) => [method, path.slice(`/v1/accounts/${TEAM}`.length) + url.search, body ?? null]),
    [
      ['POST', '/projects', { name: 'New', externalId: 'x' }],
      ['PATCH', `/projects/${NEW}`, { name: 'Newer' }],
      ['PUT', `/projects/${NEW}/members/${BEN}`, { role: 'custom', permissions: ['pods:connect'] }],
      ['DELETE', `/projects/${NEW}/members/${BEN}`, null],
      ['GET', `/projects/${NEW}/members?limit=2`, null],
      ['GET', `/projects/${NEW}`, null],
      ['GET', '/projects?status=archived', null],
    ],
  );
  assert.ok(sent.slice(0, 4).every(({ headers }) => headers.has('idempotency-key')));
  await assert.rejects(client.projects.read('prj_../../../me'), { code: 'invalid_request', message: /./ });
  await assert.rejects(client.projects.grant(NEW, 'usr_x/../y', { role: 'editor' }), { code: 'invalid_request' });
});

test('members and invites can be edited', async () => {
  const { edge, ...state } = edgeWithProjects();
  const client = await startInTeam({ edge, ...state });
  const INVITE = `inv_${TEAM.slice(4)}${'i'.repeat(22)}`;
  edge.on(`PATCH /v1/accounts/${TEAM}/members/${BEN}`, ({ body }) => json({ user: BEN, name: 'Ben', joinedAt: '', ...(body as object) }));
  edge.on(`PATCH /v1/accounts/${TEAM}/invites/${INVITE}`, ({ body }) => json({ id: INVITE, account: TEAM, ...(body as object) }));
  const changes = { role: 'custom', permissions: ['team:access'], expiresAt: null, suspended: true } as const;
  assert.equal((await client.members.update(BEN, changes)).suspended, true);
  await client.members.setRole(BEN, 'dev');
  const edits = { role: 'dev', note: null, expiresIn: null, projects: [{ project: SEARCH, role: 'editor' }], membershipExpiresIn: 60 };
  await client.invites.update(INVITE, edits);
  assert.deepEqual(edge.seen.filter(({ method }) => method === 'PATCH').map(({ body }) => body), [changes, { role: 'dev' }, edits]);
});

test('another user sees nothing of the projects of the one before', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state);
  client.projects.use(SEARCH);
  await client.token({ project: SEARCH });
  state.edge.on(`GET /v1/accounts/${TEAM}/projects`, () => new Promise(() => {}));
  state.edge.identity = 'identity-2';
  state.edge.me = { ...state.edge.me, user: { ...state.edge.me.user, id: BEN, name: 'Ben' } };
  const changed = client.identityChanged();
  assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH }), 'unknown');
  await Promise.race([changed, settle()]);
  assert.equal(client.state.user?.id, BEN);
  assert.equal(client.state.projects, undefined);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: SEARCH }), 'unknown');
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
