import { localNow } from '../clock.ts';
import type { Code } from '../generated.ts';
import type { Policy, Snapshot, User } from '../types.ts';
import { policyOf, type Roles, withId } from './policy.ts';
import { No, problemReply, type Told } from './refusal.ts';
import { createRoutes, linkOf, type Replied } from './routes.ts';
import { type AccountRow, type InviteRow, type UserRow } from './rows.ts';
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
export const createFakeEdge = (options: FakeEdgeOptions = {}): FakeEdge => {
  const { origin = 'https://edge.test', joinUrl = 'https://app.test/join' } = options;
  const seen: SeenRequest[] = [];
  const answers = new Map<string, Answer>();
  const signer = createSigner(origin);
  const now = (): number => localNow() + edge.aheadMs;
  const state = new State(options.policy ?? policyOf(options.roles), now);
  // The id of a policy made here is that of its content, as the core checks; a given one keeps its own.
  let identified = options.policy !== undefined;
  let signedIn: UserRow | undefined;
  let requests = 0;
  const moment = (): Moment => ({ now: now(), policy: state.policy, ttlSeconds: edge.ttlSeconds });
  const routes = createRoutes({ state, signer, origin, joinUrl, moment });

  const rowOf = ({ id }: User): UserRow => {
    const row = state.users.get(id);
    if (!row) throw new TypeError(`no user ${id} in this fake edge: add them first`);
    return row;
  };
  const accountOf = (id: string): AccountRow => {
    const row = state.accounts.get(id);
    if (!row) throw new TypeError(`no account ${id} in this fake edge`);
    return row;
  };
  const addUser = ({ email, name = email.split('@')[0] ?? email, emailVerified = true, id, image }: NewUser): UserRow =>
    state.addUser({ email, name, emailVerified, id, ...(image === undefined ? {} : { image }) });

  const reply = async (request: SeenRequest): Promise<Response> => {
    const { method, path, url, headers, body } = request;
    const pattern = `${method} ${path.replace(ID, '/*').replace(/^\/i\/[^/]+/, '/i/*').replace(/^(\/v1\/policy)\/.+/, '$1/*')}`;
    const own = await (answers.get(`${method} ${path}`) ?? answers.get(pattern))?.(request);
    if (own !== undefined) return jsonOf(own);
    const route = routes[pattern];
    if (!route) throw new No('not_found');
    const bearer = /^Bearer identity-of-(.+)$/.exec(headers.get('authorization') ?? '')?.[1];
    const part = [...path.matchAll(ID)].map(([id]) => id.slice(1));
    const last = path.split('/').at(-1) ?? '';
    return jsonOf(
      await route({
        user: bearer === undefined ? undefined : state.users.get(bearer),
        part: part.length ? part : [last],
        query: url.searchParams,
        body: (body ?? {}) as Record<string, unknown>,
      }),
    );
  };

  const edge: FakeEdge = {
    origin,
    aheadMs: 0,
    ttlSeconds: 60,
    seen,
    get policy() {
      return state.policy;
    },
    getIdentityToken: () => signedIn && edge.identityOf(signedIn),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      const text = await request.text();
      const read: SeenRequest = { method: request.method, path: url.pathname, url, headers: request.headers, body: text === '' ? undefined : JSON.parse(text) };
      seen.push(read);
      if (!identified) {
        state.policy = await withId(state.policy);
        identified = true;
      }
      const id = `fake-${++requests}`;
      const response = await reply(read).catch((error: unknown) => {
        if (error instanceof No) return problemReply(error.code, error.told, id);
        throw error;
      });
      if (!response.headers.has('hallpass-time')) response.headers.set('hallpass-time', String(now()));
      response.headers.set('hallpass-request', id);
      return response;
    },
    addUser: (user) => addUser(user),
    signIn(user) {
      signedIn = 'id' in user && user.id !== undefined && state.users.has(user.id) ? rowOf(user as User) : addUser(user);
      state.own(signedIn);
      return signedIn;
    },
    signOut: () => (signedIn = undefined),
    identityOf: ({ id }) => `identity-of-${id}`,
    addTeam({ name, owner, id, members = [] }) {
      const account = state.addAccount(rowOf(owner), { kind: 'team', name, id });
      for (const { user, role } of members) state.addMember(account, rowOf(user), role);
      return account.id;
    },
    setRole(account, user, role) {
      const row = accountOf(account);
      const member = row.members.get(user.id);
      if (!member) return void state.addMember(row, rowOf(user), role);
      member.role = role;
      row.epoch++;
    },
    removeMember(account, user) {
      const row = accountOf(account);
      row.members.delete(user.id);
      row.epoch++;
    },
    addInvite(account, { inviter, ...invite }) {
      const row = accountOf(account);
      const made = state.addInvite(row, inviter ? refOf(rowOf(inviter)) : row.owner, invite);
      return { id: made.id, link: linkOf({ origin }, made) };
    },
    decideInvite(id, as) {
      const invite: InviteRow | undefined = accountOf(`acc_${id.slice(4, 26)}`).invites.get(id);
      if (!invite) throw new TypeError(`no invite ${id} in this fake edge`);
      state.decide(invite, as);
    },
    snapshot(user, active) {
      const me = state.me(rowOf(user));
      return { me, active: active ?? me.own.id, policyId: state.policy.id, serverTime: now() };
    },
    async open(link) {
      const location = (await edge.fetch(link)).headers.get('location') ?? '';
      return location.slice(location.indexOf('#'));
    },
    setPolicy(policy) {
      state.policy = policy;
      identified = true;
    },
    refuse: (route, code, told = {}) =>
      edge.answer(route, () => {
        throw new No(code, told);
      }),
    answer(route, answer) {
      answers.set(route, answer);
      return () => {
        if (answers.get(route) === answer) answers.delete(route);
      };
    },
  };
  return edge;
};

const ID = /\/(acc|inv|usr|svc)_[^/]*/g;

const jsonOf = (reply: Response | object): Response => (reply instanceof Response ? reply : Response.json(reply));
