import { localNow } from '../clock.ts';
import type { Code } from '../generated.ts';
import type { Policy, Snapshot, User } from '../types.ts';
import { policyOf, type Roles, withId } from './policy.ts';
import { No, problemReply, type Told } from './refusal.ts';
import { type Desk, linkOf, type Replied, type Routes } from './desk.ts';
import { createRoutes } from './routes/index.ts';
import type { AccountRow, UserRow } from './rows.ts';
import { createSigner, type Moment } from './sign.ts';
import { refOf, State } from './state.ts';

/** What `createFakeEdge` takes. */
export interface FakeEdgeOptions {
  /** As `GET /v1/policy` gives it. */
  readonly policy?: Policy;
  /** In place of a policy: roles and what each holds. The owner's, `admin`, holds everything. */
  readonly roles?: Roles;
  /** Where the edge pretends to be. */
  readonly origin?: string;
  /** Where an opened link leads. */
  readonly joinUrl?: string;
}

/** A user to be added. */
export interface NewUser {
  readonly email: string;
  /** What stands before the `@` if absent. */
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
  readonly members?: readonly { readonly user: User; readonly role: string }[];
}

/** An invite to be added. */
export interface NewInvite {
  readonly role: string;
  /** Absent: a link invite. */
  readonly email?: string;
  /** The account's owner if absent. */
  readonly inviter?: User;
  readonly note?: string;
  /** Seconds. */
  readonly expiresIn?: number;
}

/** One request as the client sent it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Answers one request in place of the fake; nothing leaves it to the fake. */
export type Answer = (request: SeenRequest) => Replied | undefined | Promise<Response | object | undefined>;

/**
 * An edge in memory, for tests of apps. It speaks the routes of the real one through `fetch`, signs what the real
 * one signs, and keeps what it is told.
 *
 * It knows who is in what and what has become of an invite, and compares addresses as they are written. It does not
 * know what a role may do: whatever a member asks for is done, unless the test says no with `refuse`.
 */
export interface FakeEdge {
  readonly origin: string;
  /** For `ClientOptions.fetch`. */
  readonly fetch: typeof fetch;
  /** For `ClientOptions.getIdentityToken`: that of whoever is signed in. */
  readonly getIdentityToken: () => string | undefined;
  readonly policy: Policy;
  /** Every request so far, oldest first. */
  readonly seen: readonly SeenRequest[];
  /** How far the edge's clock is ahead of this machine's, in milliseconds. */
  aheadMs: number;
  /** Life of a membership token. */
  ttlSeconds: number;
  addUser(user: NewUser): User;
  /** Signs somebody in, with their account opened. `client.identityChanged()` lets the client know. */
  signIn(user: User | NewUser): User;
  signOut(): void;
  /** The identity token of somebody, for clients with their own `getIdentityToken`. */
  identityOf(user: User): string;
  /** Adds a team, and gives its id. */
  addTeam(team: NewTeam): string;
  /** Lets somebody be a member, or changes their role, as a colleague would from elsewhere. */
  setRole(account: string, user: User, role: string): void;
  removeMember(account: string, user: User): void;
  /** Adds a pending invite. */
  addInvite(account: string, invite: NewInvite): { readonly id: string; readonly link: string };
  /** What becomes of an invite elsewhere. */
  decideInvite(id: string, as: 'accepted' | 'declined' | 'revoked'): void;
  /** What a server would render for somebody; their own account is the active one unless `active` names another. */
  snapshot(user: User, active?: string): Snapshot;
  /** Opens a link as a browser would, and gives the fragment that it leads to: `#invite=…`. */
  open(link: string): Promise<string>;
  /** From now on another policy. */
  setPolicy(policy: Policy): void;
  /** Refuses a route from now on: `refuse('POST /v1/invites/accept', 'rate_limited', { retryAfter: 1 })`. `*` stands for an id. Gives what ends it. */
  refuse(route: string, code: Code, told?: Told): () => void;
  /** Answers a route in place of the fake. Throwing a `TypeError` is a lost connection. Gives what ends it. */
  answer(route: string, answer: Answer): () => void;
}

/** An edge in memory with nothing in it. */
export const createFakeEdge = (options: FakeEdgeOptions = {}): FakeEdge => new Edge(options);

const ID = /\/(acc|inv|usr|svc)_[^/]*/g;

class Edge implements FakeEdge {
  readonly origin: string;
  aheadMs = 0;
  ttlSeconds = 60;
  readonly seen: SeenRequest[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #state: State;
  readonly #routes: Routes;
  // The id of a policy made here is that of its content, as the core checks; a given one keeps its own.
  #identified: boolean;
  #signedIn: UserRow | undefined;

  constructor({ policy, roles, origin = 'https://edge.test', joinUrl = 'https://app.test/join' }: FakeEdgeOptions) {
    this.origin = origin;
    this.#identified = policy !== undefined;
    const state = (this.#state = new State(policy ?? policyOf(roles), () => this.#now()));
    const moment = (): Moment => ({ now: this.#now(), policy: state.policy, ttlSeconds: this.ttlSeconds });
    const desk: Desk = { state, signer: createSigner(origin), origin, joinUrl, moment };
    this.#routes = createRoutes(desk);
  }

  get policy(): Policy {
    return this.#state.policy;
  }

  readonly getIdentityToken = (): string | undefined => this.#signedIn && this.identityOf(this.#signedIn);

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const text = await request.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const read: SeenRequest = { method: request.method, path: url.pathname, url, headers: request.headers, body };
    const id = `fake-${this.seen.push(read)}`;
    if (!this.#identified) {
      this.#state.policy = await withId(this.#state.policy);
      this.#identified = true;
    }
    const response = await this.#reply(read).catch((error: unknown) => {
      if (error instanceof No) return problemReply(error.code, error.told, id);
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
    const known = user.id !== undefined && this.#state.users.get(user.id);
    this.#signedIn = known || this.#row(this.addUser(user));
    this.#state.own(this.#signedIn);
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
    for (const { user, role } of members) this.#state.addMember(account, this.#row(user), role);
    return account.id;
  }

  setRole(account: string, user: User, role: string): void {
    const row = this.#account(account);
    const member = row.members.get(user.id);
    if (!member) return void this.#state.addMember(row, this.#row(user), role);
    member.role = role;
    row.epoch++;
  }

  removeMember(account: string, user: User): void {
    const row = this.#account(account);
    row.members.delete(user.id);
    row.epoch++;
  }

  addInvite(account: string, { inviter, ...invite }: NewInvite): { id: string; link: string } {
    const row = this.#account(account);
    const made = this.#state.addInvite(row, inviter ? refOf(this.#row(inviter)) : row.owner, invite);
    return { id: made.id, link: linkOf(this, made) };
  }

  decideInvite(id: string, as: 'accepted' | 'declined' | 'revoked'): void {
    const invite = this.#account(`acc_${id.slice(4, 26)}`).invites.get(id);
    if (!invite) throw new TypeError(`no invite ${id} in this fake edge`);
    this.#state.decide(invite, as);
  }

  snapshot(user: User, active?: string): Snapshot {
    const me = this.#state.me(this.#row(user));
    return { me, active: active ?? me.own.id, policyId: this.policy.id, serverTime: this.#now() };
  }

  async open(link: string): Promise<string> {
    const location = (await this.fetch(link)).headers.get('location') ?? '';
    return location.slice(location.indexOf('#'));
  }

  setPolicy(policy: Policy): void {
    this.#state.policy = policy;
    this.#identified = true;
  }

  refuse(route: string, code: Code, told: Told = {}): () => void {
    return this.answer(route, () => {
      throw new No(code, told);
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

  async #reply(request: SeenRequest): Promise<Response> {
    const { method, path, url, headers, body } = request;
    const pattern = path.replace(ID, '/*').replace(/^\/i\/[^/]+/, '/i/*').replace(/^(\/v1\/policy)\/.+/, '$1/*');
    const answer = this.#answers.get(`${method} ${path}`) ?? this.#answers.get(`${method} ${pattern}`);
    const own = await answer?.(request);
    if (own !== undefined) return jsonOf(own);
    const route = this.#routes[`${method} ${pattern}`];
    if (!route) throw new No('not_found');
    const bearer = /^Bearer identity-of-(.+)$/.exec(headers.get('authorization') ?? '')?.[1];
    const ids = [...path.matchAll(ID)].map(([id]) => id.slice(1));
    return jsonOf(
      await route({
        user: this.#state.users.get(bearer ?? ''),
        part: ids.length ? ids : [path.split('/').at(-1) ?? ''],
        query: url.searchParams,
        body: (body ?? {}) as Record<string, unknown>,
      }),
    );
  }

  #row({ id }: User): UserRow {
    const row = this.#state.users.get(id);
    if (!row) throw new TypeError(`no user ${id} in this fake edge: add them first`);
    return row;
  }

  #account(id: string): AccountRow {
    const row = this.#state.accounts.get(id);
    if (!row) throw new TypeError(`no account ${id} in this fake edge`);
    return row;
  }
}

const jsonOf = (reply: Response | object): Response => (reply instanceof Response ? reply : Response.json(reply));
