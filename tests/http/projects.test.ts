// Projects and grants: creating, listing, renaming, archiving; who sees which; granting within what one holds there (rule 5).
// To see it fail: let `require_visible_project` in `crates/core/src/account/project_access.rs` accept everybody, or skip the subset
// check in `put_grant.rs` beside it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, unique, type Edge } from '../harness/edge.ts';
import { comparable, expectError, expectOk } from '../harness/expect.ts';
import { memberOf, ownerWithTeam, person, type Person } from '../harness/person.ts';
import { observatoryPolicy, projectsPolicy } from '../harness/policy.ts';
import { Provider } from '../harness/provider.ts';
import { ServiceProvider } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const serviceProvider = new ServiceProvider({ importer: ['team:access', 'projects:create', 'members:manage', 'runs:read'], outsider: ['team:access'] });

let edge: Edge;
let edgeWithout: Edge;
before(async () => {
  [edge, edgeWithout] = (await startEdges([
    { policy: projectsPolicy(), providers: [new Provider('test').setting({ emailDomains: ['*'] }), serviceProvider.setting()] },
    { policy: observatoryPolicy() },
  ])) as [Edge, Edge];
});
after(() => edge?.stop());

const listPath = (team: string): string => `/v1/accounts/${team}/projects`;
const path = (team: string, project: string): string => `${listPath(team)}/${project}`;
const grantPath = (team: string, project: string, user: Person): string => `${path(team, project)}/members/${user.id}`;

async function create(by: Pick<Person, 'post'>, team: string, name: string, more: Record<string, unknown> = {}): Promise<shapes.Project> {
  return expectOk(await by.post(listPath(team), { name, ...more }), shapes.project, 201);
}

async function list(by: Pick<Person, 'get'>, team: string, query = ''): Promise<readonly shapes.Project[]> {
  return expectOk(await by.get(listPath(team) + query), shapes.projects).items;
}

async function grant(by: Person, team: string, project: string, to: Person, body: unknown): Promise<shapes.ProjectMember> {
  return expectOk(await by.put(grantPath(team, project, to), body), shapes.projectMember);
}

const UNKNOWN = `prj_${'A'.repeat(22)}`;

test('a project is created, read, renamed, archived and restored', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const externalId = unique();
  const created = await create(owner, team, 'Vision', { externalId });
  const { id, createdAt, ...rest } = created;
  const permissions = ['project:manage', 'runs:read', 'runs:write'];
  assert.deepEqual(rest, { account: team, name: 'Vision', externalId, status: 'active', role: 'manager', permissions });
  assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
  assert.deepEqual(expectOk(await owner.get(path(team, id)), shapes.project), created);
  for (const [body, expected] of [
    [{ name: 'Robots' }, { name: 'Robots', status: 'active' }],
    [{ status: 'archived' }, { name: 'Robots', status: 'archived' }],
    [{ name: 'Old robots' }, { name: 'Old robots', status: 'archived' }],
    [{ status: 'active', name: 'Robots' }, { name: 'Robots', status: 'active' }],
    [{}, { name: 'Robots', status: 'active' }],
  ] as const) {
    const changed = expectOk(await owner.patch(path(team, id), body), shapes.project);
    assert.deepEqual(changed, { ...created, ...expected }, JSON.stringify(body));
  }
  const actions = (await owner.audit(team)).map((event) => event.action).filter((action) => action.startsWith('hallpass.'));
  assert.deepEqual(actions.toReversed(), [
    'hallpass.project.create',
    'hallpass.grant.put',
    'hallpass.project.update',
    'hallpass.project.archive',
    'hallpass.project.update',
    'hallpass.project.update',
    'hallpass.project.restore',
  ]);
  expectError(await owner.post(listPath(team), { name: 'Another', externalId }), 'conflict');
  const key = unique();
  const first = expectOk(await owner.post(listPath(team), { name: 'Twice' }, { key }), shapes.project, 201);
  assert.deepEqual(expectOk(await owner.post(listPath(team), { name: 'Twice' }, { key }), shapes.project, 201), first);
});

test('bad values are named', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await memberOf(owner, team, 'Guest', 'guest');
  const { id } = await create(owner, team, 'Vision');
  const fields = (problem: shapes.Problem): unknown => problem.errors;
  for (const [reply, field, code] of [
    [await owner.post(listPath(team), {}), 'name', 'required'],
    [await owner.post(listPath(team), { name: 'A', externalId: 'a b' }), 'externalId', 'invalid'],
    [await owner.patch(path(team, id), { status: 'gone' }), 'status', 'invalid'],
    [await owner.get(`${listPath(team)}?status=gone`), 'status', 'invalid'],
    [await owner.get(`${listPath(team)}?cursor=%21`), 'cursor', 'invalid'],
    [await owner.put(grantPath(team, id, guest), { role: 'watcher' }), 'role', 'invalid'],
    [await owner.put(grantPath(team, id, guest), { role: 'nothing' }), 'role', 'unknown'],
    [await owner.put(grantPath(team, id, guest), { role: 'custom' }), 'permissions', 'required'],
    [await owner.put(grantPath(team, id, guest), { role: 'custom', permissions: [] }), 'permissions', 'required'],
    [await owner.put(grantPath(team, id, guest), { role: 'editor', permissions: ['runs:read'] }), 'permissions', 'invalid'],
    [await owner.put(grantPath(team, id, guest), { role: 'custom', permissions: ['audit:read'] }), 'permissions', 'invalid'],
    [await owner.put(grantPath(team, id, guest), { role: 'custom', permissions: ['runs:fly'] }), 'permissions', 'unknown'],
    [await owner.put(grantPath(team, id, guest), { role: 'custom', permissions: Array(129).fill('runs:read') }), 'permissions', 'too_long'],
  ] as const) {
    assert.deepEqual(fields(expectError(reply, 'invalid_request')), [{ field, code }]);
  }
});

test('the list has the projects that one holds anything in, by name, in pages', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [guest, watcher, builder] = [await memberOf(owner, team, 'Guest', 'guest'), await memberOf(owner, team, 'Watcher', 'watcher'), await memberOf(owner, team, 'Builder', 'builder')];
  const made: Record<string, string> = {};
  for (const name of ['beta', 'Alpha', 'Émile', 'delta', 'Beta']) made[name] = (await create(owner, team, name)).id;
  const names = (projects: readonly shapes.Project[]): string[] => projects.map(({ name }) => name.toLowerCase());
  const sorted = ['alpha', 'beta', 'beta', 'delta', 'émile'];
  assert.deepEqual(names(await list(owner, team)), sorted);
  assert.deepEqual(names(await list(watcher, team)), sorted);
  assert.deepEqual((await list(watcher, team))[0]?.permissions, ['runs:read']);
  assert.deepEqual(names(await list(builder, team)), sorted, 'who may create projects sees all');
  assert.deepEqual((await list(builder, team))[0]?.permissions, []);
  assert.deepEqual(await list(guest, team), []);
  await grant(owner, team, String(made['delta']), guest, { role: 'custom', permissions: ['runs:write'] });
  const [seen, ...more] = await list(guest, team);
  assert.deepEqual([seen?.name, seen?.role, seen?.permissions, more], ['delta', 'custom', ['runs:write'], []]);
  expectOk(await owner.patch(path(team, String(made['Alpha'])), { status: 'archived' }), shapes.project);
  assert.deepEqual(names(await list(owner, team, '?status=archived')), ['alpha']);
  assert.deepEqual(names(await list(owner, team, '?status=active')), sorted.slice(1));
  const paged: shapes.Project[] = [];
  let query = '?limit=2';
  for (let pages = 0; pages < 3; pages++) {
    const { items, next } = expectOk(await owner.get(listPath(team) + query), shapes.projects);
    paged.push(...items);
    query = `?limit=2&cursor=${encodeURIComponent(String(next))}`;
    assert.equal(next === undefined, pages === 2);
  }
  assert.deepEqual(names(paged), sorted);
  assert.equal(new Set(paged.map(({ id }) => id)).size, 5);
});

test('an unknown project, another account’s and one in which nothing is held are the same', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const other = await ownerWithTeam(edge, 'Otto');
  const guest = await memberOf(owner, team, 'Guest', 'guest');
  const stranger = await person(edge, 'Stranger');
  const { id } = await create(owner, team, 'Vision');
  const foreign = await create(other.owner, other.team, 'Foreign');
  const requests: readonly ((by: Person, project: string) => ReturnType<Person['get']>)[] = [
    (by, project) => by.get(path(team, project)),
    (by, project) => by.patch(path(team, project), { name: 'Mine' }),
    (by, project) => by.get(`${path(team, project)}/members`),
    (by, project) => by.put(grantPath(team, project, guest), { role: 'reader' }),
    (by, project) => by.delete(grantPath(team, project, owner)),
    (by, project) => by.delete(grantPath(team, project, guest)),
  ];
  for (const [index, request] of requests.entries()) {
    const replies = [];
    for (const project of [id, foreign.id, UNKNOWN]) {
      const reply = await request(guest, project);
      expectError(reply, 'not_found', `request ${index} for ${project}`);
      replies.push(comparable(reply));
    }
    assert.deepEqual(replies[1], replies[0], `request ${index}: another account’s`);
    assert.deepEqual(replies[2], replies[0], `request ${index}: an unknown one`);
    expectError(await request(stranger, id), 'not_found');
    expectError(await request(other.owner, id), 'not_found');
  }
  // The negative control: a project that one holds something in is found.
  await grant(owner, team, id, guest, { role: 'reader' });
  expectOk(await guest.get(path(team, id)), shapes.project);
});

test('an empty list and a project that is not found say whom to ask', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await memberOf(owner, team, 'Guest', 'guest');
  const asks = [{ user: owner.id, name: owner.name }];
  const why = async (by: Person): Promise<unknown[]> => {
    const { explanation } = expectOk(await by.get(listPath(team)), shapes.projects);
    return [explanation?.reason, explanation?.cause, explanation?.askWho];
  };
  assert.deepEqual(await why(guest), ['nothing_yet', 'no_projects', asks]);
  assert.deepEqual(await why(owner), ['nothing_yet', 'no_projects', undefined], 'they create one themselves');
  const { id } = await create(owner, team, 'Vision');
  assert.deepEqual(await why(guest), ['nothing_yet', 'no_project_access', asks]);
  assert.deepEqual(await why(owner), [undefined, undefined, undefined]);
  for (const reply of [await guest.get(path(team, id)), await guest.post(`/v1/accounts/${team}/token`, { project: id })]) {
    const { cause, askWho } = shapes.explanation(expectError(reply, 'not_found').explanation, 'explanation');
    assert.deepEqual([cause, askWho], ['no_project_access', asks]);
  }
});

test('an invite grants in its projects, and names those that were archived meanwhile', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [one, two] = [(await create(owner, team, 'One')).id, (await create(owner, team, 'Two')).id];
  const mia = await person(edge, 'Mia');
  const projects = [
    { project: one, role: 'editor' },
    { project: two, role: 'custom', permissions: ['runs:read'] },
  ];
  const invites = `/v1/accounts/${team}/invites`;
  for (const [body, code] of [
    [[{ project: UNKNOWN, role: 'editor' }], 'not_found'],
    [[projects[0], projects[0]], 'invalid_request'],
    [[{ project: one, role: 'guest' }], 'invalid_request'],
    [[{ project: one }], 'invalid_request'],
    [Array.from({ length: 51 }, () => projects[0]), 'invalid_request'],
  ] as const) {
    expectError(await owner.post(invites, { email: mia.email, role: 'guest', projects: body }), code);
  }
  expectError(await owner.post(invites, { role: 'guest', projects: [{ project: one, role: 'manager' }] }), 'forbidden', 'a link invite');
  const { invite } = await owner.invite(team, { email: mia.email, role: 'guest', projects: [projects[1]] });
  const edited = expectOk(await owner.patch(`${invites}/${invite.id}`, { projects }), shapes.invite);
  assert.deepEqual(edited.projects, projects);
  expectOk(await owner.patch(path(team, two), { status: 'archived' }), shapes.project);
  const joined = await mia.join({ inviteId: invite.id });
  assert.deepEqual(joined.skippedProjects, [two]);
  assert.deepEqual(joined.membership.grants, [projects[0]]);
  assert.deepEqual((await list(mia, team)).map(({ id, role }) => [id, role]), [[one, 'editor']]);
  assert.deepEqual((await mia.join({ inviteId: invite.id })).skippedProjects, [two], 'a repeat says the same');
  const plan = expectOk(await owner.post(`/v1/accounts/${team}/revert?dryRun=true`), shapes.plan);
  assert.equal(plan.plan['projectsRemoved'], 2);
});

test('rule 5 in a project: nobody grants, changes or removes beyond what they hold there', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [lead, guest, host] = [await memberOf(owner, team, 'Lead', 'guest'), await memberOf(owner, team, 'Guest', 'guest'), await memberOf(owner, team, 'Host', 'host')];
  const [one, two] = [(await create(owner, team, 'One')).id, (await create(owner, team, 'Two')).id];
  await grant(owner, team, one, lead, { role: 'custom', permissions: ['project:manage', 'runs:read'] });
  const granted = await grant(lead, team, one, guest, { role: 'reader' });
  assert.deepEqual([granted.user, granted.role, granted.email], [guest.id, 'reader', undefined]);
  expectError(await lead.put(grantPath(team, one, guest), { role: 'editor' }), 'role_exceeds_grantor');
  expectError(await lead.put(grantPath(team, one, lead), { role: 'manager' }), 'role_exceeds_grantor');
  expectError(await lead.put(grantPath(team, two, guest), { role: 'reader' }), 'not_found');
  expectError(await guest.put(grantPath(team, one, lead), { role: 'reader' }), 'forbidden');
  expectError(await guest.patch(path(team, one), { name: 'Mine' }), 'forbidden');
  expectError(await host.put(grantPath(team, two, guest), { role: 'reader' }), 'role_exceeds_grantor');
  await grant(owner, team, one, guest, { role: 'editor' });
  expectError(await lead.put(grantPath(team, one, guest), { role: 'reader' }), 'forbidden');
  expectError(await lead.delete(grantPath(team, one, guest)), 'forbidden');
  const members = expectOk(await owner.get(`${path(team, one)}/members`), shapes.page(shapes.projectMember)).items;
  assert.deepEqual(members.map(({ user, role }) => [user, role]), [
    [owner.id, 'manager'],
    [lead.id, 'custom'],
    [guest.id, 'editor'],
  ]);
  assert.deepEqual(members[1]?.permissions, ['project:manage', 'runs:read']);
  assert.equal(members[2]?.email, guest.email);
  assert.equal((await guest.delete(grantPath(team, one, guest))).status, 204, 'one’s own grant');
  expectError(await guest.get(path(team, one)), 'not_found');
  const stranger = await person(edge, 'Stranger');
  expectError(await owner.put(grantPath(team, one, stranger), { role: 'reader' }), 'not_found');
});

test('an archived project takes no grants', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await memberOf(owner, team, 'Guest', 'guest');
  const { id } = await create(owner, team, 'Vision');
  await grant(owner, team, id, guest, { role: 'reader' });
  expectOk(await owner.patch(path(team, id), { status: 'archived' }), shapes.project);
  expectError(await owner.put(grantPath(team, id, guest), { role: 'editor' }), 'project_archived');
  assert.equal((await owner.delete(grantPath(team, id, guest))).status, 204);
  expectOk(await owner.patch(path(team, id), { status: 'active' }), shapes.project);
  await grant(owner, team, id, guest, { role: 'editor' });
});

test('services manage projects within their permissions', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await memberOf(owner, team, 'Guest', 'guest');
  const [importer, outsider] = [serviceProvider.service(edge.origin, 'importer'), serviceProvider.service(edge.origin, 'outsider')];
  const project = await create(importer, team, 'Imported', { externalId: unique() });
  assert.deepEqual([project.role, project.permissions], [undefined, ['runs:read']]);
  assert.deepEqual((await list(importer, team)).map(({ id }) => id), [project.id]);
  assert.deepEqual(await list(outsider, team), []);
  expectOk(await importer.put(grantPath(team, project.id, guest), { role: 'reader' }), shapes.projectMember);
  expectError(await importer.put(grantPath(team, project.id, guest), { role: 'editor' }), 'role_exceeds_grantor');
  expectError(await importer.patch(path(team, project.id), { name: 'Mine' }), 'forbidden');
  expectError(await outsider.post(listPath(team), { name: 'Mine' }), 'forbidden');
  expectError(await outsider.get(path(team, project.id)), 'not_found');
  const [event] = await owner.audit(team);
  assert.equal(event?.actor.kind, 'service');
});

test('a policy without projects has none', async () => {
  const { owner, team } = await ownerWithTeam(edgeWithout);
  expectError(await owner.post(listPath(team), { name: 'Vision' }), 'forbidden');
  assert.deepEqual(await list(owner, team), []);
  expectError(await owner.get(path(team, UNKNOWN)), 'not_found');
  expectError(await owner.put(grantPath(team, UNKNOWN, owner), { role: 'manager' }), 'not_found');
});
