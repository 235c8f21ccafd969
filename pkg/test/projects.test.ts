import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createSnapshot } from '../src/server/index.ts';
import type { Explanation } from '../src/types.ts';
import { account, EDGE, json, meWith, OTHER, POLICY, problem, TEAM } from './fake-edge.ts';
import { create, focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';
import { BEN, edgeWithProjects, MAPS, OLD, project, SEARCH, startInTeam, UNKNOWN, WITH_PROJECTS } from './project-edge.ts';

beforeEach(setUp);
afterEach(tearDown);

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

test('a tab without a project keeps none when another tab chooses one', async () => {
  const state = edgeWithProjects();
  const first = openTab();
  focusTab(first);
  const one = await startInTeam(state);
  focusTab(openTab('https://app.test/', first.localStorage));
  const two = await startInTeam(state);
  two.projects.use(MAPS);
  focusTab(first);
  await one.refresh();
  assert.equal(one.state.project?.id, undefined);
  const reloaded = start(state.edge);
  await reloaded.ready;
  assert.equal(reloaded.state.project?.id, undefined, 'also after a reload');
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

test('a project of what a server has rendered can be chosen from the first moment on', async () => {
  const state = edgeWithProjects();
  const initial = { me: state.edge.me, active: TEAM, policyId: WITH_PROJECTS.id, serverTime: state.edge.now(), projects: state.rows, project: SEARCH };
  const client = create(state.edge, { initial });
  assert.equal(client.projects.use(MAPS).id, MAPS);
  assert.throws(() => client.projects.use(UNKNOWN), { code: 'not_found' });
  await client.ready;
  assert.equal(client.state.project?.id, MAPS);
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

  const explanation: Explanation = { reason: 'nothing_yet', cause: 'no_projects', missing: [], whatToDo: 'Ask Ben.' };
  edge.on(`GET /v1/accounts/${TEAM}/projects`, () => json({ items: [], explanation }));
  const empty = await createSnapshot(options);
  assert.deepEqual([empty?.projects, empty?.projectsExplanation], [[], explanation]);

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

test('a change of projects in another tab shows in this one', async () => {
  const state = edgeWithProjects();
  const client = await startInTeam(state);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: MAPS }), 'deny');
  // Another tab grants more in a project, and renames one, which moves no epoch.
  state.rows = [project(MAPS, ['pods:connect', 'pods:manage'], { name: 'Maps, renamed' })];
  const other = new BroadcastChannel('hallpass');
  other.postMessage(undefined);
  await new Promise((done) => setImmediate(done));
  other.close();
  for (let turn = 0; turn < 20 && client.state.projects?.length !== 1; turn++) await settle();
  assert.deepEqual(client.state.projects?.map(({ name }) => name), ['Maps, renamed']);
  assert.equal(client.evaluate({ permission: 'pods:manage', project: MAPS }), 'allow');
});
