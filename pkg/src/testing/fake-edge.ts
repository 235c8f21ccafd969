import { localNow } from '../clock.ts';
import type { Code } from '../generated.ts';
import type { Assignment, Delivery, Policy, Project, ProjectAssignment, Snapshot, User } from '../types.ts';
import { type FakeEdgeContext, type FakeResponse, linkOf, type Routes } from './context.ts';
import { asNewUser, erasedResponse } from './erasure.ts';
import { requestOf, toResponse } from './exchange.ts';
import { addTextEncoders } from './platform.ts';
import { policyOf, type Roles, withId } from './policy.ts';
import { problemResponse, RefusalError, type Told } from './refusal.ts';
import { createRoutes } from './routes/index.ts';
import { removeOldRows } from './retention.ts';
import type { AccountRow, InviteRow, MemberRow, ProjectRow, UserRow } from './rows.ts';
import { projectOf } from './views.ts';
import { createSigner, type TokenContext } from './sign.ts';
import { refOf, State } from './state.ts';

/** Options of `createFakeEdge`. */
export interface FakeEdgeOptions {
  /** As `GET /v1/policy` returns it. */
  readonly policy?: Policy;
  /** Instead of a policy: roles with their permissions. The owner's role, `admin`, has every permission. */
  readonly roles?: Roles;
  /**
   * With `roles`: roles of projects with their permissions, which are then of project scope. The policy has projects; their
   * owner's role, `manager`, has every permission of project scope.
   */
  readonly projectRoles?: Roles;
  /** The origin of the edge. */
  readonly origin?: string;
  /** The page that an opened link leads to. */
  readonly joinUrl?: string;
  /** Whether the edge sends invites by mail. Default: no. Each mail stays `queued` until `setDelivery`. */
  readonly sendsMail?: boolean;
}

/** A user to be added. */
export interface NewUser {
  readonly email: string;
  /** By default the part of the address before the `@`. */
  readonly name?: string;
  readonly emailVerified?: boolean;
  readonly id?: string;
  readonly image?: string;
}

/** A team to be added. */
export interface NewTeam {
  readonly name: string;
  readonly owner: User;
  readonly id?: string;
  readonly members?: readonly (Assignment & { readonly user: User })[];
}

/** A project to be added. */
export interface NewProject {
  readonly name: string;
  readonly id?: string;
  readonly externalId?: string;
  /** Members with what they are granted in it. */
  readonly members?: readonly (Assignment & { readonly user: User })[];
}

/** What a colleague changes of a membership. `null` lifts an end. */
export interface MembershipChange {
  readonly suspended?: boolean;
  /** RFC 3339. */
  readonly expiresAt?: string | null;
}

/** An invite to be added. */
export interface NewInvite extends Assignment {
  /** What it grants in projects. */
  readonly projects?: readonly ProjectAssignment[];
  /** Seconds from joining until the membership ends. */
  readonly membershipExpiresIn?: number;
  /** Absent: a link invite. */
  readonly email?: string;
  /** How many users can accept a link invite. Default: 1. */
  readonly maxUses?: number;
  /** Only addresses of these domains can accept a link invite. */
  readonly domains?: readonly string[];
  /** By default the account's owner. */
  readonly inviter?: User;
  readonly note?: string;
  /** Seconds. */
  readonly expiresIn?: number;
}

/** A request of the client. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Answers a request instead of the fake edge. If it returns `undefined`, the fake edge answers. */
export type Answer = (request: SeenRequest) => FakeResponse | undefined | Promise<Response | object | undefined>;

/**
 * An edge in memory, for tests of apps. Through `fetch` it has the routes of the real edge; it signs the same tokens and
 * keeps the changes that clients make. It knows memberships with their ends and suspensions, projects and grants,
 * invites and reviews, and revokes invites that their inviter may no longer give. It compares addresses as they are
 * written, and it does not know what else a role may do: it does what a member asks for, unless the test refuses it with
 * `refuse`.
 */
export interface FakeEdge {
  readonly origin: string;
  /** For `ClientOptions.fetch`. */
  readonly fetch: typeof fetch;
  /** For `ClientOptions.getIdentityToken`: the token of the signed-in user. */
  readonly getIdentityToken: () => string | undefined;
  readonly policy: Policy;
  /** Every request so far, oldest first. */
  readonly seen: readonly SeenRequest[];
  /** How far the edge's clock is ahead of this machine's, in milliseconds. */
  aheadMs: number;
  /** The lifetime of membership tokens. */
  ttlSeconds: number;
  /** After how many days audit events are removed, as with `AUDIT_RETENTION_DAYS`; the newest one stays. Default: never. */
  auditRetentionDays: number | undefined;
  addUser(user: NewUser): User;
  /** Signs a user in and opens their personal account. Call `client.identityChanged()` to tell the client. */
  signIn(user: User | NewUser): User;
  signOut(): void;
  /** The identity token of a user, for clients with their own `getIdentityToken`. */
  identityOf(user: User): string;
  /** Adds a team and returns its id. */
  addTeam(team: NewTeam): string;
  /** Adds a member or changes their role, as a colleague might. `permissions` is the list of the role `custom`. */
  setRole(account: string, user: User, role: string, permissions?: readonly string[]): void;
  /** Suspends or restores a member, or sets or lifts the end of their membership, as a colleague might. */
  changeMembership(account: string, user: User, change: MembershipChange): void;
  removeMember(account: string, user: User): void;
  /** Adds a project and returns its id. */
  addProject(account: string, project: NewProject): string;
  /** Archives or restores a project, as a colleague might. */
  setProjectStatus(account: string, project: string, status: 'active' | 'archived'): void;
  /** Grants a member something in a project; without an assignment it takes back what was granted. */
  setGrant(account: string, user: User, project: string, assignment: Assignment | undefined): void;
  /** Adds a pending invite. */
  addInvite(account: string, invite: NewInvite): { readonly id: string; readonly link: string };
  /** Sets the status of an invite, as its invitee or a colleague might. */
  decideInvite(id: string, as: 'accepted' | 'declined' | 'revoked'): void;
  /** Sets what became of an invite's mail. */
  setDelivery(id: string, delivery: Omit<Delivery, 'at'>): void;
  /** The snapshot that a server would render for a user. Their personal account is active, unless `active` is another's id. */
  snapshot(user: User, active?: string): Snapshot;
  /** Opens a link as a browser does and returns the fragment that it leads to: `#invite=…`. */
  open(link: string): Promise<string>;
  /** Replaces the policy. */
  setPolicy(policy: Policy): void;
  /**
   * Refuses a route: `refuse('POST /v1/invites/accept', 'rate_limited', { retryAfter: 1 })`. `*` stands for an id. Returns
   * a function that ends it.
   */
  refuse(route: string, code: Code, told?: Told): () => void;
  /** Answers a route instead of the fake edge. A thrown `TypeError` is a lost connection. Returns a function that ends it. */
  answer(route: string, answer: Answer): () => void;
}

/** Creates an empty edge in memory. */
export const createFakeEdge = (options: FakeEdgeOptions = {}): FakeEdge => {
  addTextEncoders();
  return new InMemoryEdge(options);
};

/** An id in a path. */
const ID_SEGMENT = /\/(acc|inv|usr|svc|prj|rev)_[^/]*/g;

class InMemoryEdge implements FakeEdge {
  readonly origin: string;
  aheadMs = 0;
  ttlSeconds = 60;
  auditRetentionDays: number | undefined;
  readonly seen: SeenRequest[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #state: State;
  readonly #routes: Routes;
  /** Whether the policy has its final id. One that was made of roles gets the id of its content with the first request. */
  #hasPolicyId: boolean;
  #signedIn: UserRow | undefined;

  constructor({ policy, roles, projectRoles, origin = 'https://edge.test', joinUrl = 'https://app.test/join', sendsMail = false }: FakeEdgeOptions) {
    this.origin = origin;
    this.#hasPolicyId = policy !== undefined;
    const state = (this.#state = new State(policy ?? policyOf(roles, projectRoles), () => this.#now()));
    const tokenContext = (): TokenContext => ({ now: this.#now(), policy: state.policy, ttlSeconds: this.ttlSeconds });
    const context: FakeEdgeContext = { state, signer: createSigner(origin), origin, joinUrl, sendsMail, tokenContext };
    this.#routes = createRoutes(context);
  }

  get policy(): Policy {
    return this.#state.policy;
  }

  readonly getIdentityToken = (): string | undefined => this.#signedIn && this.identityOf(this.#signedIn);

  readonly fetch: typeof fetch = async (input, init) => {
    const request = requestOf(input, init);
    const url = new URL(request.url);
    const text = await request.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const seen: SeenRequest = { method: request.method, path: url.pathname, url, headers: request.headers, body };
    const id = `fake-${this.seen.push(seen)}`;
    if (!this.#hasPolicyId) {
      this.#state.policy = await withId(this.#state.policy);
      this.#hasPolicyId = true;
    }
    await removeOldRows(this.#state.accounts.values(), this.#now(), this.auditRetentionDays);
    const response = await this.#respond(seen, id).catch((error: unknown) => {
      if (error instanceof RefusalError) return problemResponse(error.code, error.problem, id);
      throw error;
    });
    if (!response.headers.has('hallpass-time')) response.headers.set('hallpass-time', String(this.#now()));
    response.headers.set('hallpass-request', id);
    return response;
  };

  addUser({ email, name = email.split('@')[0] ?? email, emailVerified = true, id, image }: NewUser): User {
    return this.#state.addUser({ email, name, emailVerified, id, ...(image === undefined ? {} : { image }) });
  }

  signIn(user: User | NewUser): User {
    const existing = user.id !== undefined && this.#state.users.get(user.id);
    // Who was erased signs in as another user.
    this.#signedIn = existing || this.#row(this.addUser(asNewUser(this.#state, user)));
    this.#state.openPersonalAccount(this.#signedIn);
    return this.#signedIn;
  }

  signOut(): void {
    this.#signedIn = undefined;
  }

  identityOf({ id }: User): string {
    return `identity-of-${id}`;
  }

  addTeam({ name, owner, id, members = [] }: NewTeam): string {
    const account = this.#state.addAccount(this.#row(owner), { kind: 'team', name, id });
    for (const { user, ...assignment } of members) this.#state.addMember(account, this.#row(user), assignment);
    return account.id;
  }

  setRole(account: string, user: User, role: string, permissions?: readonly string[]): void {
    const row = this.#account(account);
    const member = row.members.get(user.id);
    if (!member) return void this.#state.addMember(row, this.#row(user), { role, permissions });
    [member.role, member.permissions] = [role, permissions];
    row.epoch++;
    this.#state.revokeInvitesBeyond(row, member);
  }

  changeMembership(account: string, user: User, { suspended, expiresAt }: MembershipChange): void {
    const row = this.#account(account);
    const member = this.#member(row, user);
    if (suspended !== undefined) member.suspended = suspended;
    if (expiresAt !== undefined) member.expiresAtMs = expiresAt === null ? undefined : Date.parse(expiresAt);
    row.epoch++;
    this.#state.revokeInvitesBeyond(row, member);
  }

  addProject(account: string, { members = [], ...project }: NewProject): string {
    const row = this.#account(account);
    const { id } = this.#state.addProject(row, project);
    for (const { user, ...assignment } of members) this.setGrant(account, user, id, assignment);
    return id;
  }

  setProjectStatus(account: string, project: string, status: 'active' | 'archived'): void {
    const row = this.#account(account);
    this.#project(row, project).status = status;
    row.epoch++;
  }

  setGrant(account: string, user: User, project: string, assignment: Assignment | undefined): void {
    const row = this.#account(account);
    const member = this.#member(row, user);
    const { id } = this.#project(row, project);
    if (assignment) this.#state.grant(row, member, { ...assignment, project: id });
    else member.grants.delete(id);
    row.epoch++;
    this.#state.revokeInvitesBeyond(row, member);
  }

  removeMember(account: string, user: User): void {
    this.#state.dropMember(this.#account(account), user.id);
  }

  addInvite(account: string, { inviter, ...invite }: NewInvite): { id: string; link: string } {
    const row = this.#account(account);
    const added = this.#state.addInvite(row, inviter ? refOf(this.#row(inviter)) : row.owner, invite);
    return { id: added.id, link: linkOf(this, added) };
  }

  decideInvite(id: string, as: 'accepted' | 'declined' | 'revoked'): void {
    this.#state.decide(this.#invite(id), as);
  }

  setDelivery(id: string, delivery: Omit<Delivery, 'at'>): void {
    this.#invite(id).delivery = { ...delivery, at: this.#state.timestamp() };
  }

  #invite(id: string): InviteRow {
    const invite = this.#account(`acc_${id.slice(4, 26)}`).invites.get(id);
    if (!invite) throw new TypeError(`no invite ${id} in this fake edge`);
    return invite;
  }

  snapshot(user: User, active?: string): Snapshot {
    const row = this.#row(user);
    const me = this.#state.me(row);
    const account = active ?? me.own.id;
    return { me, active: account, policyId: this.policy.id, serverTime: this.#now(), projects: this.#projectsIn(account, row) };
  }

  #projectsIn(account: string, user: UserRow): Project[] {
    const found = this.#state.membershipOf(account, user);
    return this.#state.projectsOf(found).map((project) => projectOf(found.account, project, found.member, this.policy, this.#now()));
  }

  async open(link: string): Promise<string> {
    const location = (await this.fetch(link)).headers.get('location') ?? '';
    return location.slice(location.indexOf('#'));
  }

  setPolicy(policy: Policy): void {
    this.#state.policy = policy;
    this.#hasPolicyId = true;
  }

  refuse(route: string, code: Code, problem: Told = {}): () => void {
    return this.answer(route, () => {
      throw new RefusalError(code, problem);
    });
  }

  answer(route: string, answer: Answer): () => void {
    this.#answers.set(route, answer);
    return () => {
      if (this.#answers.get(route) === answer) this.#answers.delete(route);
    };
  }

  #now(): number {
    return localNow() + this.aheadMs;
  }

  async #respond(request: SeenRequest, id: string): Promise<Response> {
    const { method, path, url, headers, body } = request;
    const pattern = path.replace(ID_SEGMENT, '/*').replace(/^\/i\/[^/]+/, '/i/*').replace(/^(\/v1\/policy)\/.+/, '$1/*');
    const answer = this.#answers.get(`${method} ${path}`) ?? this.#answers.get(`${method} ${pattern}`);
    const answered = await answer?.(request);
    if (answered !== undefined) return toResponse(answered);
    const route = this.#routes[`${method} ${pattern}`];
    if (!route) throw new RefusalError('not_found');
    const userId = /^Bearer identity-of-(.+)$/.exec(headers.get('authorization') ?? '')?.[1];
    const erased = erasedResponse(this.#state, userId ?? '', `${method} ${path}`);
    if (erased) return erased;
    const ids = [...path.matchAll(ID_SEGMENT)].map(([id]) => id.slice(1));
    return toResponse(
      await route({
        user: this.#state.users.get(userId ?? ''),
        params: ids.length ? ids : [path.split('/').at(-1) ?? ''],
        query: url.searchParams,
        body: (body ?? {}) as Record<string, unknown>,
        idempotencyKey: headers.get('idempotency-key') ?? undefined,
        id,
      }),
    );
  }

  #row({ id }: User): UserRow {
    const row = this.#state.users.get(id);
    if (!row) throw new TypeError(`no user ${id} in this fake edge: add them first`);
    return row;
  }

  #member(account: AccountRow, user: User): MemberRow {
    const row = account.members.get(user.id);
    if (!row) throw new TypeError(`user ${user.id} is no member of ${account.id} in this fake edge: add them first`);
    return row;
  }

  #project(account: AccountRow, id: string): ProjectRow {
    const row = account.projects.get(id);
    if (!row) throw new TypeError(`no project ${id} in this fake edge`);
    return row;
  }

  #account(id: string): AccountRow {
    const row = this.#state.accounts.get(id);
    if (!row) throw new TypeError(`no account ${id} in this fake edge`);
    return row;
  }
}
