// The story of access under the policy of the guide: ten permissions in the organization, twenty-four in each project, and lists for
// everybody but the owner. The Worker is the same, and so are the requests; only the policy differs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { invitePath, ownerWithTeam, person, tokenOf, type Person } from '../harness/person.ts';
import { readPolicy } from '../harness/policy.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const POLICY = readPolicy(new URL('../../docs/examples/organization-and-projects.toml', import.meta.url));

let edge: Edge;
before(async () => {
  edge = await startEdge({ policy: POLICY });
});
after(() => edge?.stop());

interface Project {
  readonly id: string;
  readonly name: string;
  readonly role?: string;
  readonly permissions: readonly string[];
}

const jsonOf = <T>(reply: Reply, status = 200): T => {
  assert.equal(reply.status, status, reply.text);
  return reply.json() as T;
};

const createProject = async (owner: Person, team: string, name: string): Promise<Project> =>
  jsonOf(await owner.post(`/v1/accounts/${team}/projects`, { name }), 201);

const projectsOf = async (member: Person, team: string): Promise<readonly Project[]> =>
  jsonOf<{ items: readonly Project[] }>(await member.get(`/v1/accounts/${team}/projects`)).items;

/** The permissions in a `perm` or `prjPerm` claim. */
function names(claim: unknown): string[] {
  const bytes = Buffer.from(String(claim), 'base64url');
  return POLICY.permissions.filter((_, bit) => ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1);
}

function ask(token: string, account: string, permission: string, project?: string): Promise<Reply> {
  const body = { account, permissions: [permission], freshness: 'strict', ...(project === undefined ? {} : { project }) };
  return send(edge.origin, 'POST', '/v1/check', { body, headers: { 'hallpass-token': token } });
}

/** Whether the member of the token may do something, in a project if one is named. */
const check = async (...question: Parameters<typeof ask>): Promise<boolean> => jsonOf<{ allowed: boolean }>(await ask(...question)).allowed;

const ORGANIZATION = ['team:access', 'usage:read'];
const IN_SEARCH = ['models:read', 'models:call', 'logs:read'];

/** An owner with two projects, and Dana, who was invited with lists: in the organization and in the first project. */
async function story(): Promise<{ owner: Person; team: string; search: Project; speech: Project; dana: Person }> {
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const search = await createProject(owner, team, 'Search');
  const speech = await createProject(owner, team, 'Speech');
  const dana = await person(edge, 'Dana');
  const { invite } = await owner.invite(team, {
    email: dana.email,
    role: 'custom',
    permissions: ORGANIZATION,
    projects: [{ project: search.id, role: 'custom', permissions: IN_SEARCH }],
  });
  jsonOf(await dana.accept({ inviteId: invite.id }));
  return { owner, team, search, speech, dana };
}

test('the policy has ten permissions of the organization, twenty-four of projects, and no role beside the owner’s', () => {
  const ofProjects = new Set(POLICY.projectPermissions);
  assert.equal(ofProjects.size, 24);
  assert.equal(POLICY.permissions.filter((name) => !ofProjects.has(name)).length, 10);
  assert.deepEqual(POLICY.roles.map(({ name }) => name), [POLICY.ownerRole]);
  assert.deepEqual(POLICY.projectRoles?.map(({ name }) => name), [POLICY.projectOwnerRole]);
});

test('the creator of a project gets the project owner’s role there', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const project = await createProject(owner, team, 'Search');
  assert.equal(project.role, POLICY.projectOwnerRole);
  assert.deepEqual(new Set(project.permissions), new Set(POLICY.projectPermissions));
});

test('an invite with lists says in words what it allows', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const search = await createProject(owner, team, 'Search');
  const { link } = await owner.invite(team, {
    email: (await person(edge, 'Dana')).email,
    role: 'custom',
    permissions: ORGANIZATION,
    projects: [{ project: search.id, role: 'custom', permissions: IN_SEARCH }],
  });
  const preview = jsonOf<Record<string, unknown>>(
    await send(edge.origin, 'POST', '/v1/invites/preview', { body: { token: await tokenOf(edge, link) } }),
  );
  assert.equal(preview['role'], 'custom');
  assert.deepEqual(preview['permissions'], ORGANIZATION);
  assert.deepEqual(preview['permissionTitles'], ['See the organization', 'See usage']);
  const [granted] = preview['projects'] as readonly Record<string, unknown>[];
  assert.deepEqual([granted?.['project'], granted?.['name'], granted?.['role']], [search.id, 'Search', 'custom']);
});

test('a member who accepts holds the lists: the organization’s everywhere, the project’s in the project', async () => {
  const { owner, team, search, speech, dana } = await story();
  const account = expectOk(await dana.get(`/v1/accounts/${team}`), shapes.account);
  assert.deepEqual([account.role, account.permissions], ['custom', ORGANIZATION]);
  const found = await projectsOf(dana, team);
  assert.deepEqual(found.map(({ id }) => id), [search.id], 'projects in which Dana holds nothing are not listed');
  assert.deepEqual(new Set(found[0]?.permissions), new Set(IN_SEARCH));
  assert.equal((await projectsOf(owner, team)).length, 2);

  const path = `/v1/accounts/${team}/token`;
  const { token } = jsonOf<{ token: string }>(await dana.post(path, { project: search.id }));
  const { claims } = decode(token);
  assert.deepEqual([claims['role'], claims['prj']], ['custom', search.id]);
  assert.deepEqual(names(claims['perm']), ORGANIZATION);
  assert.deepEqual(new Set(names(claims['prjPerm'])), new Set(IN_SEARCH));
  assert.equal(await check(token, team, 'models:call', search.id), true);
  assert.equal(await check(token, team, 'models:tune', search.id), false);
  assert.equal(await check(token, team, 'models:call'), false, 'no project, no permission of a project');
  assert.equal(await check(token, team, 'usage:read'), true);
  expectError(await dana.post(path, { project: speech.id }), 'not_found');
});

test('nobody gives a list beyond what they hold, in the organization or in a project', async () => {
  const { owner, team, search, speech, dana } = await story();
  const mayInvite = [...ORGANIZATION, 'members:invite'];
  jsonOf(await owner.patch(`/v1/accounts/${team}/members/${dana.id}`, { role: 'custom', permissions: mayInvite }));
  const guest = await person(edge, 'Gina');
  const invite = (permissions: readonly string[], projects: readonly object[] = []): Promise<Reply> =>
    dana.post(`/v1/accounts/${team}/invites`, { email: guest.email, role: 'custom', permissions, projects });
  const list = (project: Project, permissions: readonly string[]) => ({ project: project.id, role: 'custom', permissions });
  expectError(await invite([...ORGANIZATION, 'billing:manage']), 'role_exceeds_grantor');
  expectError(await invite([...ORGANIZATION, 'models:call']), 'role_exceeds_grantor');
  expectError(await invite(ORGANIZATION, [list(search, ['models:tune'])]), 'role_exceeds_grantor');
  assert.ok((await invite(ORGANIZATION, [list(speech, ['models:call'])])).status >= 400, 'a project in which Dana holds nothing');
  jsonOf(await invite(ORGANIZATION, [list(search, ['models:call'])]), 201);
});

test('a list that the policy does not allow is refused by field and code', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const search = await createProject(owner, team, 'Search');
  const refused = async (body: object): Promise<unknown> => expectError(await owner.post(`/v1/accounts/${team}/invites`, body), 'invalid_request').errors;
  assert.deepEqual(await refused({ role: 'custom', permissions: ['team:access', 'models:fly'] }), [{ field: 'permissions', code: 'unknown' }]);
  assert.deepEqual(await refused({ role: 'custom', permissions: ['usage:read'] }), [{ field: 'permissions', code: 'required' }]);
  assert.deepEqual(await refused({ role: 'owner', permissions: ORGANIZATION }), [{ field: 'permissions', code: 'invalid' }]);
  assert.deepEqual(await refused({ role: POLICY.projectOwnerRole }), [{ field: 'role', code: 'invalid' }]);
  // Nor does a link give it.
  const link = { role: 'custom', permissions: ['team:access', 'projects:create'] };
  expectError(await owner.post(`/v1/accounts/${team}/invites`, link), 'forbidden');
  const inProject = [{ project: search.id, role: POLICY.projectOwnerRole }];
  expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'custom', permissions: ORGANIZATION, projects: inProject }), 'forbidden');
});

test('a suspended member holds nothing until they are restored, and nothing past an end', async () => {
  const { owner, team, search, dana } = await story();
  const member = `/v1/accounts/${team}/members/${dana.id}`;
  const path = `/v1/accounts/${team}/token`;
  const { token } = jsonOf<{ token: string }>(await dana.post(path, { project: search.id }));
  jsonOf(await owner.patch(member, { suspended: true }));
  expectError(await ask(token, team, 'models:call', search.id), 'stale_epoch');
  expectError(await dana.post(path, { project: search.id }), 'suspended');
  jsonOf(await owner.patch(member, { suspended: false }));
  assert.equal((await dana.post(path, { project: search.id })).status, 200);
  jsonOf(await owner.patch(member, { expiresAt: new Date(Date.now() - 1000).toISOString() }));
  expectError(await dana.post(path, { project: search.id }), 'past_end');
  jsonOf(await owner.patch(member, { expiresAt: null }));
  assert.equal((await dana.post(path, { project: search.id })).status, 200);
});

test('a pending invite is edited, and its link stays good', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const dana = await person(edge, 'Dana');
  const { invite } = await owner.invite(team, { email: dana.email, role: 'custom', permissions: ORGANIZATION });
  const permissions = [...ORGANIZATION, 'billing:read'];
  jsonOf(await owner.patch(invitePath(invite.id), { role: 'custom', permissions }));
  jsonOf(await dana.accept({ inviteId: invite.id }));
  assert.deepEqual(new Set(expectOk(await dana.get(`/v1/accounts/${team}`), shapes.account).permissions), new Set(permissions));
});
