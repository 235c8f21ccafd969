// Every route × every role × every relation to the team: the expected response, computed from the declared permission and the policy
// file alone, and the actual one.
import { send, type Reply } from './http.ts';
import { enrol, memberOf, ownerWithTeam, person, type Person } from './person.ts';
import type { Policy } from './policy.ts';
import { ROUTES, type Declared, type Route } from './routes.ts';
import { unknownAccount } from './secrets.ts';
import type { World } from './world.ts';

/** The caller's relation to the team in the path. */
export type Relation = 'own team' | 'other team' | 'removed member' | 'stranger' | 'signed out' | 'service';

export interface Caller {
  readonly relation: Relation;
  /** The role in this team, the other team or before the removal; `owner` for the owner of either team. For a service: the role whose permissions it has. */
  readonly role: string;
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
  /** Part of the team's name, so that responses that show the team contain it. */
  readonly marker: string;
  /** The role with the fewest permissions. */
  readonly least: string;
  readonly callers: readonly Caller[];
}

export interface Cell {
  readonly route: Route;
  readonly declared: Declared;
  readonly caller: Caller;
  readonly expected: Expected;
  readonly reply: Reply;
  /** The response to the same request for an account that does not exist. */
  readonly replyForUnknownAccount: Reply | undefined;
}

export type Expected = 'allowed' | 'not_signed_in' | 'forbidden' | 'not_found';

/** Creates the fixture. `services` are by the role whose permissions they have; a service without permissions has the name of no role. */
export async function matrixFixture(world: World, services: Readonly<Record<string, Client>> = {}): Promise<Fixture> {
  const marker = 'Zanzibar';
  const { owner, team } = await ownerWithTeam(world, marker);
  const other = await ownerWithTeam(world, 'Elsewhere');
  const callers: Caller[] = [
    { relation: 'own team', role: 'owner', client: owner },
    { relation: 'other team', role: 'owner', client: other.owner },
    { relation: 'stranger', role: '', client: await person(world, 'Stranger') },
    { relation: 'signed out', role: '', client: undefined },
  ];
  for (const { name } of world.policy.roles) {
    callers.push({ relation: 'own team', role: name, client: await memberOf(owner, team, `Own-${name}`, name) });
    callers.push({ relation: 'other team', role: name, client: await memberOf(other.owner, other.team, `Other-${name}`, name) });
    const gone = await memberOf(owner, team, `Gone-${name}`, name);
    const reply = await owner.delete(`/v1/accounts/${team}/members/${gone.id}`);
    if (reply.status >= 300) throw new Error(`${name} was not removed: ${reply.text}`);
    callers.push({ relation: 'removed member', role: name, client: gone });
  }
  for (const [role, client] of Object.entries(services)) callers.push({ relation: 'service', role, client });
  const least = world.policy.roles.toSorted((a, b) => a.permissions.length - b.permissions.length)[0];
  return { world, owner, team, marker, least: least?.name ?? '', callers };
}

/** The expected response, by the declaration and the test's own reading of `policy`. */
export function expectation({ asks, permission }: Declared, { relation, role, client }: Caller, policy: Policy): Expected {
  if (asks === 'nothing' || (asks === 'identity-if-any' && relation !== 'service')) return 'allowed';
  if (!client) return 'not_signed_in';
  const permissions = policy.roles.find(({ name }) => name === (role === 'owner' ? policy.ownerRole : role))?.permissions ?? [];
  if (relation === 'service') return expectationForService(asks, permission, permissions);
  if (asks === 'identity' || asks === 'identity-or-service') return 'allowed';
  // These routes are for services, whatever a user's permissions are.
  if (asks === 'service') return 'forbidden';
  // A user who is not a member has no membership token to send.
  if (asks === 'membership') return relation === 'own team' ? 'allowed' : 'not_signed_in';
  if (relation !== 'own team') return 'not_found';
  if (asks === 'owner') return role === 'owner' ? 'allowed' : 'forbidden';
  // The path names a project of another account, which nobody sees.
  if (asks.startsWith('project-')) return 'not_found';
  if (permission === undefined) throw new Error(`unknown requirement \`${asks}\``);
  return permissions.includes(permission) ? 'allowed' : 'forbidden';
}

/** A service is in no team: its permissions apply to every account, and routes for users are forbidden. */
function expectationForService(asks: string, permission: string | undefined, permissions: readonly string[]): Expected {
  if (['identity', 'identity-if-any', 'permission-of-user', 'owner'].includes(asks)) return 'forbidden';
  if (asks.startsWith('project-')) return 'not_found';
  // Creating a team for a user requires managing it, and a check requires access to it.
  const needed = permission ?? { 'identity-or-service': 'team:manage', membership: 'team:access' }[asks];
  if (needed === undefined) throw new Error(`unknown requirement \`${asks}\` for a service`);
  return permissions.includes(needed) ? 'allowed' : 'forbidden';
}

/** Values for the parameters of a route. They exist, and are new where the request uses them up. */
interface Named {
  readonly acc: string;
  readonly user: string;
  readonly prj: string;
  readonly inv: string;
  readonly rev: string;
  readonly code: string;
  readonly id: string;
}
type Body = (named: Named, fixture: Fixture, caller: Caller) => unknown;

/** Bodies that succeed if the request is allowed. Routes without a body are not listed. */
const BODIES: Readonly<Record<string, Body>> = {
  'POST /v1/accounts': ({ user }, _, { relation }) => ({ name: 'Another', ...(relation === 'service' ? { owner: user } : {}) }),
  'PUT /v1/users': () => ({ provider: 'test', subject: 'known', email: 'known@example.com', emailVerified: true, name: 'Known' }),
  'PUT /v1/accounts/{acc}/members/{user}': (_, fixture, caller) => ({ role: grantable(fixture, caller) }),
  'POST /v1/accounts/{acc}/audit': () => ({ action: 'pod.start', resourceType: 'pod', resourceId: 'pod-1' }),
  'PATCH /v1/accounts/{acc}': (_, { marker }) => ({ name: `${marker}'s team` }),
  'POST /v1/tokens': ({ acc }) => ({ accounts: [acc] }),
  'PATCH /v1/accounts/{acc}/members/{user}': (_, fixture, caller) => ({ role: grantable(fixture, caller) }),
  'POST /v1/accounts/{acc}/projects': () => ({ name: 'Another' }),
  'PATCH /v1/accounts/{acc}/projects/{prj}': () => ({ name: 'Another' }),
  'PUT /v1/accounts/{acc}/projects/{prj}/members/{user}': () => ({ role: 'custom', permissions: ['project:manage'] }),
  'POST /v1/accounts/{acc}/invites': (_, fixture, caller) => ({ role: invitable(fixture, caller) }),
  'PATCH /v1/accounts/{acc}/invites/{inv}': () => ({ note: 'Welcome' }),
  'POST /v1/check': ({ acc, user }, { world }, { relation }) => ({
    account: acc,
    permissions: world.policy.permissions.slice(0, 50),
    ...(relation === 'service' ? { user } : { freshness: 'strict' }),
  }),
  'POST /v1/accounts/{acc}/reviews/{rev}/decisions': ({ user }) => ({ user, decision: 'keep' }),
  'POST /v1/invites/preview': ({ code }) => ({ code }),
  'POST /v1/invites/accept': ({ inv }) => ({ inviteId: inv }),
  'POST /v1/invites/decline': ({ inv }) => ({ inviteId: inv }),
};
/** Queries that keep an allowed request from changing the fixture. */
const QUERIES: Readonly<Record<string, string>> = {
  'POST /v1/accounts/{acc}/convert': '?dryRun=true',
  'POST /v1/accounts/{acc}/revert': '?dryRun=true',
};
/** Error codes that an allowed caller can get from rules that are checked later. */
const ERRORS_WHEN_ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/accounts/{acc}/convert': ['already_a_team'],
  // One review is open at a time, and an open one has no summary.
  'POST /v1/accounts/{acc}/reviews': ['conflict'],
  'GET /v1/accounts/{acc}/reviews/{rev}/summary': ['conflict'],
  'GET /v1/accounts/{acc}/projects/{prj}': ['not_found'],
  // A link invite is accepted and declined by token only, not by id.
  'POST /v1/invites/accept': ['invite_closed'],
  'POST /v1/invites/decline': ['invite_closed'],
};

/** A role that the caller may grant: at most their own. */
function grantable({ world, least }: Fixture, { role, relation }: Caller): string {
  if (relation !== 'own team' && relation !== 'service') return least;
  return world.policy.roles.some(({ name }) => name === role) ? role : least;
}

/** A role that the caller may put into a link invite: at most their own, and without management permissions. */
function invitable({ world, least }: Fixture, { role, relation }: Caller): string {
  const { roles, ownerRole } = world.policy;
  if (relation !== 'own team' && relation !== 'service') return least;
  const permissions = roles.find(({ name }) => name === (role === 'owner' ? ownerRole : role))?.permissions ?? [];
  const fits = (permission: string): boolean => permissions.includes(permission) && !/^members:|^team:manage$/.test(permission);
  return roles.find(({ permissions }) => permissions.every(fits))?.name ?? least;
}

/** Sends every request as every caller. */
export async function sendAll(fixture: Fixture, routes: readonly Route[] = ROUTES): Promise<Cell[]> {
  const cells: Cell[] = [];
  const shared = await subjects(fixture, undefined);
  for (const route of routes) {
    for (const declared of route.methods) {
      for (const caller of fixture.callers) {
        const expected = expectation(declared, caller, fixture.world.policy);
        const named = expected === 'allowed' && /\{(user|inv|rev)\}|^\/v1\/accounts$/.test(route.path) ? await subjects(fixture, caller) : shared;
        const reply = await sendOne(fixture, route, declared, caller, named);
        const elsewhere = { ...named, acc: unknownAccount() };
        const replyForUnknownAccount = expected === 'not_found' ? await sendOne(fixture, route, declared, caller, elsewhere) : undefined;
        cells.push({ route, declared, caller, expected, reply, replyForUnknownAccount });
      }
    }
  }
  return cells;
}

/** A member and a link invite for one request. The member has no permissions beyond the caller's. */
async function subjects(fixture: Fixture, caller: Caller | undefined): Promise<Named> {
  const { owner, team, world } = fixture;
  const role = caller ? grantable(fixture, caller) : fixture.least;
  const target = await person(world, 'Target');
  await enrol(owner, team, target, role);
  const { invite } = await owner.invite(team, { role: caller ? invitable(fixture, caller) : fixture.least });
  const policy = (await send(world.origin, 'GET', '/v1/policy')).json() as { id: string };
  const prj = `prj_${'A'.repeat(22)}`;
  const rev = await newReview(owner, team);
  return { acc: team, user: target.id, prj, inv: invite.id, rev, code: world.secrets.code(team, invite.id), id: policy.id };
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
  const headers = asks === 'membership' && relation !== 'service' ? await membership(client, named.acc) : {};
  return client ? client.send(method, path, body, { headers }) : send(fixture.world.origin, method, path, { body, headers });
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
  const code = reply.status < 400 ? undefined : ((JSON.parse(reply.text || '{}') as { code?: string }).code ?? 'no code');
  const about = `${at}: ${caller.relation}${caller.role && ` as ${caller.role}`}`;
  const problems: string[] = [];
  if (expected === 'allowed') {
    const isAllowed = code === undefined || ERRORS_WHEN_ALLOWED[at]?.includes(code);
    if (!isAllowed) problems.push(`${about}: unexpectedly denied: ${reply.status} ${code}`);
  } else if (code === undefined) problems.push(`${about}: unexpectedly allowed: ${reply.status} instead of ${expected}`);
  else if (code !== expected) problems.push(`${about}: ${code} instead of ${expected}`);
  const inside = caller.relation === 'own team' || caller.relation === 'service' || /\/preview$|^\/i\//.test(route.path);
  if (!inside && reply.text.includes(fixture.marker)) problems.push(`${about}: the reply shows the team`);
  if (cell.replyForUnknownAccount && plain(reply) !== plain(cell.replyForUnknownAccount))
    problems.push(`${about}: the reply differs from the one for an account that does not exist`);
  return problems;
}

/** A reply without its request id and times. */
function plain({ status, headers, text }: Reply): string {
  const { 'hallpass-request': _, 'hallpass-time': __, 'server-timing': ___, date: ____, ...rest } = headers;
  return JSON.stringify([status, rest, text.replace(/"requestId":"[^"]*"/, '')]);
}
