import { beside } from '../wasm-file/node.ts';
import { createClient } from '../client/create-client.ts';
import type { Client, ClientOptions, Policy, Snapshot, User } from '../types.ts';
import { createFakeEdge, type FakeEdge, type NewUser } from './fake-edge.ts';
import { OWNER_ROLE, type Roles } from './policy.ts';

/** An account of the user under test. */
export interface TestAccount {
  readonly name: string;
  /** Default: that of `createTestClient`, else the owner's. */
  readonly role?: string;
  /** What that role holds; the same for every account with this role. */
  readonly permissions?: readonly string[];
  readonly id?: string;
}

/** What `createTestClient` takes. */
export interface TestClientOptions {
  /** My role in the active team; the owner's if neither role nor permissions are given. */
  readonly role?: string;
  /** What the role holds: exactly this. */
  readonly permissions?: readonly string[];
  /** My teams, beside my own account; one if absent. The first is the active one. */
  readonly accounts?: readonly TestAccount[];
  /** Name of the active account: a team's, or my own, `me`. */
  readonly active?: string;
  /** Who is signed in; `null` for nobody. */
  readonly user?: Partial<NewUser> | null;
  /** Your own, as `GET /v1/policy` gives it; roles then hold what it says. */
  readonly policy?: Policy;
  /** More of what `createClient` takes. */
  readonly client?: Partial<Omit<ClientOptions, 'endpoint' | 'fetch' | 'getIdentityToken' | 'initial'>>;
}

/** A real client on an edge in memory. */
export interface TestClient extends Client {
  readonly edge: FakeEdge;
  /** The user under test; absent if nobody is signed in. */
  readonly me: User | undefined;
}

const ROLE = 'member';
const COLLEAGUE: NewUser = { email: 'owner@example.com', name: 'Olga Owner' };

/**
 * A client for unit tests of an app: its first state stands at once, nothing goes over a network, and gates are
 * decided by the same code as in the browser.
 *
 * `close()` it when the test is over. Two of them share nothing.
 */
export const createTestClient = (options: TestClientOptions = {}): TestClient => {
  const { user, accounts = [{ name: 'Test team' }], policy } = options;
  if (policy && (options.permissions ?? accounts.some(({ permissions }) => permissions))) {
    throw new TypeError('a policy says what each role holds: give a policy or permissions, not both');
  }
  const given = options.role ?? (options.permissions ? ROLE : undefined);
  const roleOf = (account: TestAccount): string => account.role ?? given ?? policy?.ownerRole ?? OWNER_ROLE;
  const edge = createFakeEdge(policy ? { policy } : { roles: rolesOf(options, accounts, roleOf) });
  if (user === null) {
    const client = start(edge, options);
    return Object.assign(client, { edge, me: undefined });
  }
  const me = edge.signIn({ email: 'me@example.com', name: 'Me', ...user });
  const owner = edge.addUser(COLLEAGUE);
  const teams = accounts.map((account) => {
    const role = roleOf(account);
    const mine = role === edge.policy.ownerRole;
    const id = edge.addTeam({ name: account.name, owner: mine ? me : owner, ...(account.id === undefined ? {} : { id: account.id }), members: mine ? [] : [{ user: me, role }] });
    return { id, name: account.name };
  });
  const snapshot = edge.snapshot(me);
  const wanted = options.active === 'me' ? snapshot.me.own.id : (teams.find(({ name }) => name === options.active) ?? teams[0])?.id;
  const active = wanted ?? snapshot.me.own.id;
  const client = start(edge, options, { ...snapshot, active });
  // Whatever a test before this one has left in the storage of a simulated browser.
  if (client.state.active?.id !== active) client.accounts.switchTo(active);
  return Object.assign(client, { edge, me });
};

const start = (edge: FakeEdge, { client }: TestClientOptions, initial?: Snapshot): Client =>
  createClient(
    { ...client, endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: edge.getIdentityToken, ...(initial ? { initial } : {}) },
    beside,
  );

/** Each role with what it holds. Says so if a test gives one role two meanings. */
const rolesOf = ({ permissions }: TestClientOptions, accounts: readonly TestAccount[], roleOf: (account: TestAccount) => string): Roles => {
  const roles: Record<string, readonly string[]> = {};
  for (const account of accounts) {
    const role = roleOf(account);
    const held = account.permissions ?? permissions ?? [];
    const known = roles[role];
    if (known && JSON.stringify(known) !== JSON.stringify(held)) {
      throw new TypeError(`role \`${role}\` holds one thing in one account and another in the next: name two roles, or give a policy`);
    }
    if (role === OWNER_ROLE && (account.permissions ?? permissions)) {
      throw new TypeError(`the owner's role \`${OWNER_ROLE}\` holds everything: name another role`);
    }
    roles[role] = held;
  }
  return roles;
};
