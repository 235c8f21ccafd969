// Every route × every role × every standing towards the team: what must come back, worked out from the declared
// permission and the policy file alone, and what does come back.
import { send, type Reply } from './http.ts';
import { enrol, memberOf, ownerWithTeam, person, type Person } from './person.ts';
import type { Policy } from './policy.ts';
import { ROUTES, type Declared, type Route } from './routes.ts';
import { unknownAccount } from './secrets.ts';
import type { World } from './world.ts';

/** How a caller stands to the team that the path names. */
export type Standing = 'own team' | 'other team' | 'removed member' | 'stranger' | 'signed out' | 'service';

export interface Caller {
  readonly standing: Standing;
  /** The role here, elsewhere or formerly; `owner` for who owns the team here or there. Of a service: the role whose permissions it has. */
  readonly role: string;
  /** Nobody when signed out. */
  readonly who: Asker | undefined;
}

/** A user or a service: whoever sends requests. */
type Asker = Pick<Person, 'send' | 'post'>;

/** Two teams with a member of each role, and those who have no business there. */
export interface Fixture {
  readonly world: World;
  readonly owner: Person;
  readonly team: string;
  /** In the team's name, so in whatever shows it. */
  readonly marker: string;
  /** The role that carries least. */
  readonly least: string;
  readonly callers: readonly Caller[];
}

export interface Cell {
  readonly route: Route;
  readonly declared: Declared;
  readonly caller: Caller;
  readonly expected: Expected;
  readonly reply: Reply;
  /** The same question about an account that does not exist. */
  readonly aboutNothing: Reply | undefined;
}

export type Expected = 'allowed' | 'not_signed_in' | 'forbidden' | 'not_found';

/** Makes the fixture. `services` are by the role whose permissions each was given; one without any has a role that is none. */
export async function matrixFixture(world: World, services: Readonly<Record<string, Asker>> = {}): Promise<Fixture> {
  const marker = 'Zanzibar';
  const { owner, team } = await ownerWithTeam(world, marker);
  const other = await ownerWithTeam(world, 'Elsewhere');
  const callers: Caller[] = [
    { standing: 'own team', role: 'owner', who: owner },
    { standing: 'other team', role: 'owner', who: other.owner },
    { standing: 'stranger', role: '', who: await person(world, 'Stranger') },
    { standing: 'signed out', role: '', who: undefined },
  ];
  for (const { name } of world.policy.roles) {
    callers.push({ standing: 'own team', role: name, who: await memberOf(owner, team, `Own-${name}`, name) });
    callers.push({ standing: 'other team', role: name, who: await memberOf(other.owner, other.team, `Other-${name}`, name) });
    const gone = await memberOf(owner, team, `Gone-${name}`, name);
    const reply = await owner.delete(`/v1/accounts/${team}/members/${gone.id}`);
    if (reply.status >= 300) throw new Error(`${name} was not removed: ${reply.text}`);
    callers.push({ standing: 'removed member', role: name, who: gone });
  }
  for (const [role, who] of Object.entries(services)) callers.push({ standing: 'service', role, who });
  const least = world.policy.roles.toSorted((a, b) => a.permissions.length - b.permissions.length)[0];
  return { world, owner, team, marker, least: least?.name ?? '', callers };
}

/** What must come back, by the declaration and by `policy` as the test reads it. */
export function expectation({ asks, permission }: Declared, { standing, role, who }: Caller, policy: Policy): Expected {
  if (asks === 'nothing' || (asks === 'identity-if-any' && standing !== 'service')) return 'allowed';
  if (!who) return 'not_signed_in';
  const held = policy.roles.find(({ name }) => name === (role === 'owner' ? policy.ownerRole : role))?.permissions ?? [];
  if (standing === 'service') return ofService(asks, permission, held);
  if (asks === 'identity' || asks === 'identity-or-service') return 'allowed';
  // Whatever a user holds: these are for machines.
  if (asks === 'service') return 'forbidden';
  // Whoever is no member has no membership token to bring.
  if (asks === 'membership') return standing === 'own team' ? 'allowed' : 'not_signed_in';
  if (standing !== 'own team') return 'not_found';
  if (asks === 'owner') return role === 'owner' ? 'allowed' : 'forbidden';
  if (permission === undefined) throw new Error(`say what \`${asks}\` means`);
  return held.includes(permission) ? 'allowed' : 'forbidden';
}

/** A service stands in no team: what it was given holds in every account, and what is a user's own is never its. */
function ofService(asks: string, permission: string | undefined, held: readonly string[]): Expected {
  if (['identity', 'identity-if-any', 'permission-of-user', 'owner'].includes(asks)) return 'forbidden';
  // Opening a team for somebody is managing it, and a check is looking into it.
  const needed = permission ?? { 'identity-or-service': 'team:manage', membership: 'team:access' }[asks];
  if (needed === undefined) throw new Error(`say what \`${asks}\` means to a service`);
  return held.includes(needed) ? 'allowed' : 'forbidden';
}

/** What a request to a route is made of. Whatever it names is there, and is fresh where the request uses it up. */
interface Named {
  readonly acc: string;
  readonly user: string;
  readonly inv: string;
  readonly code: string;
  readonly id: string;
}
type Body = (named: Named, fixture: Fixture, caller: Caller) => unknown;

/** Bodies that would be done if they were allowed. Routes that take none are not listed. */
const BODIES: Readonly<Record<string, Body>> = {
  'POST /v1/accounts': ({ user }, _, { standing }) => ({ name: 'Another', ...(standing === 'service' ? { owner: user } : {}) }),
  'PUT /v1/users': () => ({ provider: 'test', subject: 'known', email: 'known@example.com', emailVerified: true, name: 'Known' }),
  'PUT /v1/accounts/{acc}/members/{user}': (_, fixture, caller) => ({ role: grantable(fixture, caller) }),
  'POST /v1/accounts/{acc}/audit': () => ({ action: 'pod.start', resourceType: 'pod', resourceId: 'pod-1' }),
  'PATCH /v1/accounts/{acc}': (_, { marker }) => ({ name: `${marker}'s team` }),
  'POST /v1/tokens': ({ acc }) => ({ accounts: [acc] }),
  'PATCH /v1/accounts/{acc}/members/{user}': (_, fixture, caller) => ({ role: grantable(fixture, caller) }),
  'POST /v1/accounts/{acc}/invites': (_, fixture, caller) => ({ role: invitable(fixture, caller) }),
  'POST /v1/check': ({ acc, user }, { world }, { standing }) => ({
    account: acc,
    permissions: world.policy.permissions.slice(0, 50),
    ...(standing === 'service' ? { user } : { freshness: 'strict' }),
  }),
  'POST /v1/invites/preview': ({ code }) => ({ code }),
  'POST /v1/invites/accept': ({ inv }) => ({ inviteId: inv }),
  'POST /v1/invites/decline': ({ inv }) => ({ inviteId: inv }),
};
/** What is asked beside the path, so that an allowed request leaves the fixture as it is. */
const QUERIES: Readonly<Record<string, string>> = {
  'POST /v1/accounts/{acc}/convert': '?dryRun=true',
  'POST /v1/accounts/{acc}/revert': '?dryRun=true',
};
/** Codes of a rule that spoke after the caller was let through. */
const LET_THROUGH: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/accounts/{acc}/convert': ['already_a_team'],
  // A link invite is accepted and declined by token only, so an id leads nobody in.
  'POST /v1/invites/accept': ['invite_closed'],
  'POST /v1/invites/decline': ['invite_closed'],
};

/** A role that the caller may give: their own at most. */
function grantable({ world, least }: Fixture, { role, standing }: Caller): string {
  if (standing !== 'own team' && standing !== 'service') return least;
  return world.policy.roles.some(({ name }) => name === role) ? role : least;
}

/** A role that the caller may put into a link invite: within their own, and without the keys of the house. */
function invitable({ world, least }: Fixture, { role, standing }: Caller): string {
  const { roles, ownerRole } = world.policy;
  if (standing !== 'own team' && standing !== 'service') return least;
  const held = roles.find(({ name }) => name === (role === 'owner' ? ownerRole : role))?.permissions ?? [];
  const fits = (permission: string): boolean => held.includes(permission) && !/^members:|^team:manage$/.test(permission);
  return roles.find(({ permissions }) => permissions.every(fits))?.name ?? least;
}

/** Asks everything of everybody. */
export async function askAll(fixture: Fixture, routes: readonly Route[] = ROUTES): Promise<Cell[]> {
  const cells: Cell[] = [];
  const standing = await subjects(fixture, undefined);
  for (const route of routes) {
    for (const declared of route.methods) {
      for (const caller of fixture.callers) {
        const expected = expectation(declared, caller, fixture.world.policy);
        const named = expected === 'allowed' && /\{(user|inv)\}|^\/v1\/accounts$/.test(route.path) ? await subjects(fixture, caller) : standing;
        const reply = await ask(fixture, route, declared, caller, named);
        const elsewhere = { ...named, acc: unknownAccount() };
        const aboutNothing = expected === 'not_found' ? await ask(fixture, route, declared, caller, elsewhere) : undefined;
        cells.push({ route, declared, caller, expected, reply, aboutNothing });
      }
    }
  }
  return cells;
}

/** A member and a link invite for one request. The member holds no more than the caller does. */
async function subjects(fixture: Fixture, caller: Caller | undefined): Promise<Named> {
  const { owner, team, world } = fixture;
  const role = caller ? grantable(fixture, caller) : fixture.least;
  const target = await person(world, 'Target');
  await enrol(owner, team, target, role);
  const { invite } = await owner.invite(team, { role: caller ? invitable(fixture, caller) : fixture.least });
  const policy = (await send(world.origin, 'GET', '/v1/policy')).json() as { id: string };
  return { acc: team, user: target.id, inv: invite.id, code: world.secrets.code(team, invite.id), id: policy.id };
}

async function ask(fixture: Fixture, route: Route, { method, asks }: Declared, { who, standing }: Caller, named: Named): Promise<Reply> {
  const at = `${method} ${route.path}`;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name as keyof Named] ?? 'x') + (QUERIES[at] ?? '');
  const caller = fixture.callers.find((each) => each.who === who);
  const body = caller && BODIES[at]?.(named, fixture, caller);
  const headers = asks === 'membership' && standing !== 'service' ? await membership(who, named.acc) : {};
  return who ? who.send(method, path, body, { headers }) : send(fixture.world.origin, method, path, { body, headers });
}

/** The membership token that somebody can get, as a header. */
async function membership(who: Asker | undefined, account: string): Promise<Record<string, string>> {
  const reply = await who?.post(`/v1/accounts/${account}/token`);
  return reply?.status === 200 ? { 'hallpass-token': (reply.json() as { token: string }).token } : {};
}

/** What is wrong with a cell, in words; nothing when all is well. */
export function wrong(cell: Cell, fixture: Fixture): string[] {
  const { route, declared, caller, expected, reply } = cell;
  const at = `${declared.method} ${route.path}`;
  const code = reply.status < 400 ? undefined : ((JSON.parse(reply.text || '{}') as { code?: string }).code ?? 'no code');
  const about = `${at}: ${caller.standing}${caller.role && ` as ${caller.role}`}`;
  const problems: string[] = [];
  if (expected === 'allowed') {
    const through = code === undefined || LET_THROUGH[at]?.includes(code);
    if (!through) problems.push(`${about}: unexpected no: ${reply.status} ${code}`);
  } else if (code === undefined) problems.push(`${about}: unexpected allow: ${reply.status} instead of ${expected}`);
  else if (code !== expected) problems.push(`${about}: ${code} instead of ${expected}`);
  const inside = caller.standing === 'own team' || caller.standing === 'service' || /\/preview$|^\/i\//.test(route.path);
  if (!inside && reply.text.includes(fixture.marker)) problems.push(`${about}: the reply shows the team`);
  if (cell.aboutNothing && plain(reply) !== plain(cell.aboutNothing))
    problems.push(`${about}: the reply differs from the one about an account that does not exist`);
  return problems;
}

/** A reply without what differs between any two: its own id and moment. */
function plain({ status, headers, text }: Reply): string {
  const { 'hallpass-request': _, 'hallpass-time': __, 'server-timing': ___, date: ____, ...rest } = headers;
  return JSON.stringify([status, rest, text.replace(/"requestId":"[^"]*"/, '')]);
}
