// Every route × every role × every relation to the team: the expected response, computed from the declared permission and the policy
// file alone, and the actual one.
import { expectOk } from './expect.ts';
import { send, type Reply } from './http.ts';
import { address, enrol, memberOf, ownerWithTeam, person, type Person } from './person.ts';
import type { Policy, Role } from './policy.ts';
import { ROUTES, type Declared, type Route } from './routes.ts';
import { unknownAccount } from './secrets.ts';
import * as shapes from './shapes.ts';
import type { World } from './world.ts';

/** The caller's relation to the team and the project in the path. */
export type Relation =
  | 'own team'
  | 'own project'
  | 'other project'
  | 'archived project'
  | 'other team'
  | 'removed member'
  | 'suspended member'
  | 'member past their end'
  | 'stranger'
  | 'signed out'
  | 'service';

export interface Caller {
  readonly relation: Relation;
  /** The role in this team, the other team or before the removal; `owner` for the owner of either team. For a service: the role whose permissions it has. */
  readonly role: string;
  /** The role in a project: that of the path, or another one. */
  readonly projectRole?: string;
  /** Undefined when signed out. */
  readonly client: Client | undefined;
}

/** A user or a service. */
type Client = Pick<Person, 'send' | 'post'>;

/** Two teams with a member of each role, and callers outside of them. */
export interface Fixture {
  readonly world: World;
  readonly owner: Person;
  readonly team: string;
  /** Its projects, where the policy has projects. */
  readonly projects: Projects | undefined;
  /** Part of the team's name and of its projects' names, so that responses that show them contain it. */
  readonly marker: string;
  /** The role with the fewest permissions. */
  readonly least: string;
  readonly callers: readonly Caller[];
}

type Projects = Readonly<Record<'open' | 'other' | 'archived', string>>;

export interface Cell {
  readonly route: Route;
  readonly declared: Declared;
  readonly caller: Caller;
  readonly expected: Expected;
  readonly reply: Reply;
  /** The response to the same request for an account, or for a project, that does not exist. */
  readonly replyForUnknown: Reply | undefined;
}

export type Expected = 'allowed' | 'not_signed_in' | 'forbidden' | 'not_found' | 'suspended' | 'past_end';

/** Creates the fixture. `services` are by the role whose permissions they have; a service without permissions has the name of no role. */
export async function matrixFixture(world: World, services: Readonly<Record<string, Client>> = {}): Promise<Fixture> {
  const marker = 'Zanzibar';
  const { owner, team } = await ownerWithTeam(world, marker);
  const other = await ownerWithTeam(world, 'Elsewhere');
  const projects = world.policy.projectOwnerRole === undefined ? undefined : await createProjects(owner, team, marker);
  const callers: Caller[] = [
    { relation: 'own team', role: 'owner', client: owner },
    { relation: 'other team', role: 'owner', client: other.owner },
    { relation: 'stranger', role: '', client: await person(world, 'Stranger') },
    { relation: 'signed out', role: '', client: undefined },
  ];
  for (const { name } of world.policy.roles) callers.push(...(await callersOfRole(owner, team, other, name)));
  const least = leastOf(world.policy.roles);
  if (projects !== undefined) callers.push(...(await callersInProjects(owner, team, projects, least)));
  for (const [role, client] of Object.entries(services)) callers.push({ relation: 'service', role, client });
  return { world, owner, team, projects, marker, least, callers };
}

/** The role with the fewest permissions. */
function leastOf(roles: readonly Role[]): string {
  return roles.toSorted((a, b) => a.permissions.length - b.permissions.length)[0]?.name ?? '';
}

async function createProjects(owner: Person, team: string, marker: string): Promise<Projects> {
  const create = async (name: string): Promise<string> =>
    expectOk(await owner.post(`/v1/accounts/${team}/projects`, { name: `${marker} ${name}` }), shapes.project, 201).id;
  return { open: await create('Open'), other: await create('Other'), archived: await create('Archived') };
}

/** A member with a role, and others who had it. */
async function callersOfRole(owner: Person, team: string, other: { owner: Person; team: string }, role: string): Promise<Caller[]> {
  const member = async (name: string, path = '', change?: Record<string, unknown>): Promise<Person> => {
    const client = await memberOf(owner, team, `${name}-${role}`, role);
    if (change) await succeed(owner.patch(`/v1/accounts/${team}/members/${client.id}`, change));
    else if (path === 'remove') await succeed(owner.delete(`/v1/accounts/${team}/members/${client.id}`));
    return client;
  };
  return [
    { relation: 'own team', role, client: await member('Own') },
    { relation: 'other team', role, client: await memberOf(other.owner, other.team, `Other-${role}`, role) },
    { relation: 'removed member', role, client: await member('Gone', 'remove') },
    { relation: 'suspended member', role, client: await member('Suspended', '', { suspended: true }) },
    { relation: 'member past their end', role, client: await member('Ended', '', { expiresAt: '2020-01-01T00:00:00Z' }) },
  ];
}

/** Members of the least role with each role in a project. The third project is archived then. */
async function callersInProjects(owner: Person, team: string, projects: Projects, least: string): Promise<Caller[]> {
  const callers: Caller[] = [];
  const relations = { open: 'own project', other: 'other project', archived: 'archived project' } as const;
  for (const { name } of owner.world.policy.projectRoles ?? []) {
    for (const [key, relation] of Object.entries(relations) as [keyof Projects, Relation][]) {
      const client = await memberOf(owner, team, `${relation.split(' ')[0]}-${name}`, least);
      await succeed(owner.put(`/v1/accounts/${team}/projects/${projects[key]}/members/${client.id}`, { role: name }));
      callers.push({ relation, role: least, projectRole: name, client });
    }
  }
  await succeed(owner.patch(`/v1/accounts/${team}/projects/${projects.archived}`, { status: 'archived' }));
  return callers;
}

async function succeed(request: Promise<Reply>): Promise<void> {
  const reply = await request;
  if (reply.status >= 300) throw new Error(`the fixture could not be created: ${reply.text}`);
}

/** Whether the caller is a member who is neither suspended nor past their end. */
function isActive({ relation }: Caller): boolean {
  return ['own team', 'own project', 'other project', 'archived project'].includes(relation);
}

/** The permissions in the account, of the row or of the service. */
function accountPermissions({ role }: Caller, policy: Policy): readonly string[] {
  return policy.roles.find(({ name }) => name === (role === 'owner' ? policy.ownerRole : role))?.permissions ?? [];
}

/** The permissions in the project of the path: those of the account's role that count in every project, and those of the grant there. */
function permissionsInProject(caller: Caller, policy: Policy): readonly string[] {
  const everywhere = accountPermissions(caller, policy).filter((each) => policy.projectPermissions?.includes(each));
  const hasGrant = caller.relation === 'own project' || caller.relation === 'archived project';
  // The owner created the project.
  const name = caller.role === 'owner' ? policy.projectOwnerRole : caller.projectRole;
  const role = hasGrant || caller.role === 'owner' ? policy.projectRoles?.find((each) => each.name === name) : undefined;
  return [...everywhere, ...(role?.permissions ?? [])];
}

/** The expected response, by the declaration and the test's own reading of `policy`. `path` is that of the route. */
export function expectation({ asks, permission }: Declared, caller: Caller, policy: Policy, path = ''): Expected {
  const { relation, role, client } = caller;
  if (asks === 'nothing' || (asks === 'identity-if-any' && relation !== 'service')) return 'allowed';
  if (!client) return 'not_signed_in';
  const permissions = accountPermissions(caller, policy);
  if (relation === 'service') return expectationForService(asks, permission, caller, policy, path);
  if (asks === 'identity' || asks === 'identity-or-service') return 'allowed';
  // These routes are for services, whatever a user's permissions are.
  if (asks === 'service' || asks === 'power') return 'forbidden';
  // A user who is not an active member has no membership token to send.
  if (asks === 'membership') return isActive(caller) ? 'allowed' : 'not_signed_in';
  if (relation === 'suspended member') return 'suspended';
  if (relation === 'member past their end') return 'past_end';
  if (!isActive(caller)) return 'not_found';
  if (asks === 'owner' || asks === 'owner-or-power') return role === 'owner' ? 'allowed' : 'forbidden';
  if (permission === undefined) throw new Error(`unknown requirement \`${asks}\``);
  if (path.includes('{prj}')) return expectationInProject(asks, permission, caller, policy);
  return isAllowed(permission, permissions, policy) ? 'allowed' : 'forbidden';
}

/** Under a policy without projects nobody may create one. */
function isAllowed(permission: string, permissions: readonly string[], policy: Policy): boolean {
  return permissions.includes(permission) && (permission !== 'projects:create' || policy.projectOwnerRole !== undefined);
}

/** To whom holds nothing in a project it does not exist, unless they may create projects. Who manages members may manage every grant. */
function expectationInProject(asks: string, permission: string, caller: Caller, policy: Policy): Expected {
  if (policy.projectOwnerRole === undefined) return 'not_found';
  const permissions = accountPermissions(caller, policy);
  const there = permissionsInProject(caller, policy);
  const isVisible = there.length > 0 || permissions.includes('projects:create');
  if (asks.startsWith('project-or-members') && permissions.includes('members:manage')) return 'allowed';
  if (!isVisible) return 'not_found';
  return (asks === 'permission' ? permissions : there).includes(permission) ? 'allowed' : 'forbidden';
}

/** A service is in no team: its permissions apply to every account, and routes for users are forbidden. */
function expectationForService(asks: string, permission: string | undefined, caller: Caller, policy: Policy, path: string): Expected {
  // No service of the fixture has a power, and no permission implies one.
  if (['identity', 'identity-if-any', 'permission-of-user', 'owner', 'owner-or-power', 'power'].includes(asks)) return 'forbidden';
  // Creating a team for a user requires managing it, and a check requires access to it.
  const needed = permission ?? { 'identity-or-service': 'team:manage', membership: 'team:access' }[asks];
  if (needed === undefined) throw new Error(`unknown requirement \`${asks}\` for a service`);
  const permissions = accountPermissions(caller, policy);
  if (path.includes('{prj}')) {
    // What every account has to let a service see comes before the project.
    if (asks === 'permission' && !permissions.includes(needed)) return 'forbidden';
    return expectationInProject(asks, needed, caller, policy);
  }
  return isAllowed(needed, permissions, policy) ? 'allowed' : 'forbidden';
}

/** Values for the parameters of a route. They exist, and are new where the request uses them up. */
interface Named {
  readonly acc: string;
  readonly user: string;
  readonly inv: string;
  readonly code: string;
  readonly id: string;
  readonly prj: string;
  readonly rev: string;
}
type Body = (named: Named, fixture: Fixture, caller: Caller) => unknown;

/** Bodies that succeed if the request is allowed. Routes without a body are not listed. */
const BODIES: Readonly<Record<string, Body>> = {
  'POST /v1/accounts': ({ user }, _, { relation }) => ({ name: 'Another', ...(relation === 'service' ? { owner: user } : {}) }),
  'PUT /v1/users': () => ({ provider: 'test', subject: 'known', email: 'known@example.com', emailVerified: true, name: 'Known' }),
  'PUT /v1/accounts/{acc}/members/{user}': (_, fixture, caller) => ({ role: grantable(fixture, caller) }),
  'POST /v1/accounts/{acc}/audit': () => ({ action: 'pod.start', resourceType: 'pod', resourceId: 'pod-1' }),
  'PATCH /v1/accounts/{acc}': (_, { marker }) => ({ name: `${marker}'s team` }),
  'POST /v1/accounts/{acc}/transfer': ({ user }, { marker }) => ({ user, confirmName: `${marker}'s team` }),
  'POST /v1/tokens': ({ acc }) => ({ accounts: [acc] }),
  'PATCH /v1/accounts/{acc}/members/{user}': (_, fixture, caller) => ({ role: grantable(fixture, caller) }),
  'POST /v1/accounts/{acc}/invites': (_, fixture, caller) => ({ role: invitable(fixture, caller) }),
  'POST /v1/accounts/{acc}/invites/bulk': (_, fixture, caller) => ({ items: [{ role: invitable(fixture, caller) }] }),
  'POST /v1/accounts/{acc}/reviews/{rev}/decisions': ({ user }) => ({ user, decision: 'keep' }),
  'PATCH /v1/accounts/{acc}/invites/{inv}': (_, fixture, caller) => ({ role: invitable(fixture, caller) }),
  'POST /v1/accounts/{acc}/projects': (_, { marker }) => ({ name: `${marker} Another` }),
  'PATCH /v1/accounts/{acc}/projects/{prj}': (_, { marker }) => ({ name: `${marker} Renamed` }),
  'PUT /v1/accounts/{acc}/projects/{prj}/members/{user}': (_, fixture, caller) => ({ role: projectGrantable(fixture, caller) }),
  'POST /v1/check': ({ acc, user }, { world }, { relation }) => ({
    account: acc,
    permissions: world.policy.permissions.slice(0, 50),
    ...(relation === 'service' ? { user } : { freshness: 'strict' }),
  }),
  'POST /v1/invites/preview': ({ code }) => ({ code }),
  'POST /v1/invites/accept': ({ inv }) => ({ inviteId: inv }),
  'POST /v1/invites/decline': ({ inv }) => ({ inviteId: inv }),
};
/** Queries that keep an allowed request from changing the fixture. */
const QUERIES: Readonly<Record<string, string>> = {
  'POST /v1/accounts/{acc}/convert': '?dryRun=true',
  'POST /v1/accounts/{acc}/revert': '?dryRun=true',
};
/** Headers that requests must have. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'POST /v1/accounts/{acc}/invites/bulk': { 'idempotency-key': 'matrix' },
};
/** Error codes that an allowed caller can get from rules that are checked later. */
const ERRORS_WHEN_ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/accounts/{acc}/convert': ['already_a_team'],
  // Only the owner and the member whom it is for know of an offer.
  'POST /v1/accounts/{acc}/transfer/accept': ['not_found'],
  'POST /v1/accounts/{acc}/transfer/decline': ['not_found'],
  // A link invite is accepted and declined by token only, not by id.
  'POST /v1/invites/accept': ['invite_closed'],
  // One review is open at a time, and an open one has no summary.
  'POST /v1/accounts/{acc}/reviews': ['conflict'],
  'GET /v1/accounts/{acc}/reviews/{rev}/summary': ['conflict'],
  // Who manages members may change grants, but only give and take what they hold in the project.
  'PUT /v1/accounts/{acc}/projects/{prj}/members/{user}': ['role_exceeds_grantor', 'project_archived'],
  'DELETE /v1/accounts/{acc}/projects/{prj}/members/{user}': ['not_found'],
  'POST /v1/invites/decline': ['invite_closed'],
  // There is no such transport, and an invite's code is no stop code, which a page says.
  'POST /v1/email/events/{transport}': ['not_found'],
  'GET /stop/{code}': ['a page'],
  'POST /stop/{code}': ['a page'],
};

/** A role that the caller may grant: at most their own. */
function grantable({ world, least }: Fixture, { role, relation }: Caller): string {
  if (relation !== 'own team' && relation !== 'service') return least;
  return world.policy.roles.some(({ name }) => name === role) ? role : least;
}

/** A role in the project that the caller may grant: at most what they hold there. */
function projectGrantable({ world }: Fixture, caller: Caller): string {
  const held = permissionsInProject(caller, world.policy);
  const roles = world.policy.projectRoles ?? [];
  const fits = roles.filter(({ permissions }) => permissions.every((each) => held.includes(each)));
  return leastOf(fits.length > 0 ? fits : roles) || 'viewer';
}

/** A role that the caller may put into a link invite: at most their own, and without management permissions. */
function invitable({ world, least }: Fixture, { role, relation }: Caller): string {
  const { roles, ownerRole } = world.policy;
  if (relation !== 'own team' && relation !== 'service') return least;
  const permissions = roles.find(({ name }) => name === (role === 'owner' ? ownerRole : role))?.permissions ?? [];
  const fits = (permission: string): boolean => permissions.includes(permission) && !/^members:|^team:manage$|^projects?:/.test(permission);
  return roles.find(({ permissions }) => permissions.every(fits))?.name ?? least;
}

/** Sends every request as every caller. */
export async function sendAll(fixture: Fixture, routes: readonly Route[] = ROUTES): Promise<Cell[]> {
  const cells: Cell[] = [];
  const shared = await subjects(fixture, undefined);
  for (const route of routes) {
    for (const declared of route.methods) {
      for (const caller of fixture.callers) {
        const expected = expectation(declared, caller, fixture.world.policy, route.path);
        const isNew = expected === 'allowed' && /\{(user|inv|rev)\}|^\/v1\/accounts$/.test(route.path);
        const named = { ...(isNew ? await subjects(fixture, caller, route.path) : shared), prj: projectOf(fixture, caller) };
        const reply = await sendOne(fixture, route, declared, caller, named);
        const unknown = isActive(caller) || caller.relation === 'service' ? { prj: UNKNOWN_PROJECT } : { acc: unknownAccount() };
        const replyForUnknown = expected === 'not_found' ? await sendOne(fixture, route, declared, caller, { ...named, ...unknown }) : undefined;
        cells.push({ route, declared, caller, expected, reply, replyForUnknown });
      }
    }
  }
  return cells;
}

const UNKNOWN_PROJECT = `prj_${'A'.repeat(22)}`;
const UNKNOWN_REVIEW = `rev_${'A'.repeat(22)}`;

/** The project that the caller's requests are about. */
function projectOf({ projects }: Fixture, { relation }: Caller): string {
  return (relation === 'archived project' ? projects?.archived : projects?.open) ?? UNKNOWN_PROJECT;
}

/** A member and an invite for one request: by link, except where its mail is read. The member has no permissions beyond the caller's. */
async function subjects(fixture: Fixture, caller: Caller | undefined, path = '{rev}'): Promise<Named> {
  const { owner, team, world } = fixture;
  const role = caller ? grantable(fixture, caller) : fixture.least;
  const target = await person(world, 'Target');
  await enrol(owner, team, target, role);
  const { invite, link } = await owner.invite(team, { ...(path.endsWith('/mail') && { email: address('invited') }), role: caller ? invitable(fixture, caller) : fixture.least });
  const policy = (await send(world.origin, 'GET', '/v1/policy')).json() as { id: string };
  return {
    acc: team,
    user: target.id,
    inv: invite.id,
    code: link.slice(link.lastIndexOf('/') + 1),
    id: policy.id,
    prj: UNKNOWN_PROJECT,
    // An account opens a limited number of reviews in a day.
    rev: path.includes('{rev}') ? await newReview(owner, team) : UNKNOWN_REVIEW,
  };
}

/** A new open review, which covers everybody who is a member now. */
async function newReview(owner: Person, team: string): Promise<string> {
  const { items } = (await owner.get(`/v1/accounts/${team}/reviews?limit=1`)).json() as { items: readonly { id: string; status: string }[] };
  const latest = items[0];
  if (latest?.status === 'open') await owner.post(`/v1/accounts/${team}/reviews/${latest.id}/close`);
  return ((await owner.post(`/v1/accounts/${team}/reviews`)).json() as { id: string }).id;
}

async function sendOne(fixture: Fixture, route: Route, { method, asks }: Declared, { client, relation }: Caller, named: Named): Promise<Reply> {
  const at = `${method} ${route.path}`;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name as keyof Named] ?? 'x') + (QUERIES[at] ?? '');
  const caller = fixture.callers.find((each) => each.client === client);
  const body = caller && BODIES[at]?.(named, fixture, caller);
  const headers = asks === 'membership' && relation !== 'service' ? await membership(client, named.acc) : (HEADERS[at] ?? {});
  const sender = at === 'DELETE /v1/me' && client && relation !== 'service' ? await person(fixture.world, 'Leaver') : client;
  return sender ? sender.send(method, path, body, { headers }) : send(fixture.world.origin, method, path, { body, headers });
}

/** The caller's membership token as a header, if they can get one. */
async function membership(client: Client | undefined, account: string): Promise<Record<string, string>> {
  const reply = await client?.post(`/v1/accounts/${account}/token`);
  return reply?.status === 200 ? { 'hallpass-token': (reply.json() as { token: string }).token } : {};
}

/** The problems with a cell; empty if there are none. */
export function problemsOf(cell: Cell, fixture: Fixture): string[] {
  const { route, declared, caller, expected, reply } = cell;
  const at = `${declared.method} ${route.path}`;
  const code = reply.status < 400 ? undefined : codeOf(reply);
  const about = `${at}: ${caller.relation}${caller.role && ` as ${caller.role}`}${caller.projectRole ? ` and ${caller.projectRole}` : ''}`;
  const problems: string[] = [];
  if (expected === 'allowed') {
    const isAllowed = code === undefined || ERRORS_WHEN_ALLOWED[at]?.includes(code);
    if (!isAllowed) problems.push(`${about}: unexpectedly denied: ${reply.status} ${code}`);
  } else if (code === undefined) problems.push(`${about}: unexpectedly allowed: ${reply.status} instead of ${expected}`);
  else if (code !== expected) problems.push(`${about}: ${code} instead of ${expected}`);
  const isMember = isActive(caller) || /suspended|past/.test(caller.relation);
  // A member who holds nothing now still has the team in their list.
  const inside = isMember || caller.relation === 'service' || /\/preview$|^\/i\//.test(route.path);
  if (!inside && reply.text.includes(fixture.marker)) problems.push(`${about}: the reply shows the team`);
  if (cell.replyForUnknown && plain(reply) !== plain(cell.replyForUnknown))
    problems.push(`${about}: the reply differs from the one for an account or project that does not exist`);
  return problems;
}

/** The code of an error. */
function codeOf({ headers, text }: Reply): string {
  return headers['content-type']?.startsWith('text/html') ? 'a page' : ((JSON.parse(text || '{}') as { code?: string }).code ?? 'no code');
}

/** A reply without its request id and times. */
function plain({ status, headers, text }: Reply): string {
  const { 'hallpass-request': _, 'hallpass-time': __, 'server-timing': ___, date: ____, ...rest } = headers;
  return JSON.stringify([status, rest, text.replace(/"requestId":"[^"]*"/, '')]);
}
