import { wasmFile } from '../wasm-file/node.ts';
import { createClient } from '../client/create-client.ts';
import type { Client, ClientOptions, Policy, Snapshot, User } from '../types.ts';
import { createFakeEdge, type FakeEdge, type NewUser } from './fake-edge.ts';
import { OWNER_ROLE, PROJECT_OWNER_ROLE, type Roles } from './policy.ts';

/** An account of the user under test. */
export interface TestAccount {
  readonly name: string;
  /** By default the role of the test client, else the owner's. */
  readonly role?: string;
  /** The permissions of that role; the same in every account with this role. */
  readonly permissions?: readonly string[];
  readonly id?: string;
  readonly projects?: readonly TestProject[];
}

/** A project of an account, with what the user under test is granted in it. */
export interface TestProject {
  readonly name: string;
  /** Absent: nothing is granted. What the role in the account gives counts in every project. */
  readonly role?: string;
  /** The permissions of that role; the same in every project with this role. */
  readonly permissions?: readonly string[];
  readonly id?: string;
}

/** Options of `createTestClient`. */
export interface TestClientOptions {
  /** The user's role in the active team; the owner's if neither role nor permissions are set. */
  readonly role?: string;
  /** The exact permissions of the role. */
  readonly permissions?: readonly string[];
  /** The user's teams, besides their personal account; by default one. The first is active. */
  readonly accounts?: readonly TestAccount[];
  /** The name of the active team, or `me` for the personal account. */
  readonly active?: string;
  /** The signed-in user; `null` for none. */
  readonly user?: Partial<NewUser> | null;
  /** A policy as `GET /v1/policy` returns it. It determines the permissions of roles. */
  readonly policy?: Policy;
  /** Further options of `createClient`. */
  readonly client?: Partial<Omit<ClientOptions, 'endpoint' | 'fetch' | 'getIdentityToken' | 'initial'>>;
}

/** A real client on an edge in memory. */
export interface TestClient extends Client {
  readonly edge: FakeEdge;
  /** The signed-in user. */
  readonly me: User | undefined;
}

const ROLE = 'member';
const COLLEAGUE: NewUser = { email: 'owner@example.com', name: 'Olga Owner' };

/**
 * A client for unit tests of an app. Its state is complete at once, nothing is sent over a network, and gates are
 * decided by the same code as in the browser.
 *
 * Call `close()` when the test is over. Two test clients share nothing.
 */
export const createTestClient = (options: TestClientOptions = {}): TestClient => {
  const { user, accounts = [{ name: 'Test team' }], policy } = options;
  const projects = accounts.flatMap((account) => account.projects ?? []);
  if (policy && (options.permissions ?? [...accounts, ...projects].some(({ permissions }) => permissions))) {
    throw new TypeError('a policy determines the permissions of roles: pass a policy or permissions, not both');
  }
  const defaultRole = options.role ?? (options.permissions ? ROLE : undefined);
  const roleOf = (account: TestAccount): string => account.role ?? defaultRole ?? policy?.ownerRole ?? OWNER_ROLE;
  const edge = createFakeEdge(policy ? { policy } : { roles: rolesOf(options, accounts, roleOf), ...projectRolesOf(projects) });
  if (user === null) {
    const client = start(edge, options);
    return Object.assign(client, { edge, me: undefined });
  }
  const me = edge.signIn({ email: 'me@example.com', name: 'Me', ...user });
  const owner = edge.addUser(COLLEAGUE);
  const teams = accounts.map((account) => {
    const role = roleOf(account);
    const isOwner = role === edge.policy.ownerRole;
    const id = edge.addTeam({
      name: account.name,
      owner: isOwner ? me : owner,
      ...(account.id === undefined ? {} : { id: account.id }),
      members: isOwner ? [] : [{ user: me, role }],
    });
    for (const project of account.projects ?? []) {
      edge.addProject(id, {
        name: project.name,
        ...(project.id === undefined ? {} : { id: project.id }),
        members: project.role === undefined ? [] : [{ user: me, role: project.role }],
      });
    }
    return { id, name: account.name };
  });
  const personal = edge.snapshot(me).active;
  const team = options.active === 'me' ? undefined : (teams.find(({ name }) => name === options.active) ?? teams[0]);
  const active = team?.id ?? personal;
  const client = start(edge, options, edge.snapshot(me, active));
  // An earlier test may have left an active account in the storage of a simulated browser.
  if (client.state.active?.id !== active) client.accounts.switchTo(active);
  return Object.assign(client, { edge, me });
};

const start = (edge: FakeEdge, { client }: TestClientOptions, initial?: Snapshot): Client =>
  createClient(
    { ...client, endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: edge.getIdentityToken, ...(initial ? { initial } : {}) },
    wasmFile,
  );

/** Each role with its permissions. Throws if two accounts give the same role different permissions. */
const rolesOf = ({ permissions }: TestClientOptions, accounts: readonly TestAccount[], roleOf: (account: TestAccount) => string): Roles => {
  if (accounts.some((account) => roleOf(account) === OWNER_ROLE && (account.permissions ?? permissions))) {
    throw new TypeError(`the owner's role \`${OWNER_ROLE}\` has every permission: name another role`);
  }
  return permissionsByRole(accounts.map((account) => [roleOf(account), account.permissions ?? permissions ?? []]), 'accounts');
};

/** The same for projects; nothing if there are none. */
const projectRolesOf = (projects: readonly TestProject[]): { readonly projectRoles?: Roles } => {
  if (projects.length === 0) return {};
  if (projects.some(({ role, permissions }) => role === PROJECT_OWNER_ROLE && permissions)) {
    throw new TypeError(`the role \`${PROJECT_OWNER_ROLE}\` has every permission of projects: name another role`);
  }
  const granted = projects.flatMap(({ role, permissions = [] }) => (role === undefined ? [] : [[role, permissions] as const]));
  return { projectRoles: permissionsByRole(granted, 'projects') };
};

const permissionsByRole = (granted: readonly (readonly [role: string, permissions: readonly string[]])[], where: string): Roles => {
  const roles: Record<string, readonly string[]> = {};
  for (const [role, permissions] of granted) {
    const existing = roles[role];
    if (existing && JSON.stringify(existing) !== JSON.stringify(permissions)) {
      throw new TypeError(`role \`${role}\` has different permissions in two ${where}: name two roles, or pass a policy`);
    }
    roles[role] = permissions;
  }
  return roles;
};
