/** An account, with the caller's role and permissions in it. */
declare interface Account {
    /** `acc_` and 22 characters. */
    readonly id: string;
    readonly kind: AccountKind;
    readonly name: string;
    readonly owner: UserRef_2;
    /** The caller's role here. */
    readonly role: string;
    /** The caller's permissions here, under the current policy. */
    readonly permissions: readonly string[];
    /** Counts changes to members, roles and policy; never decreases. */
    readonly epoch: number;
    readonly memberCount: number;
    readonly createdAt: string;
    readonly spendLimitCentsPerHour: number;
    readonly externalId?: string;
}

/** An account belongs to one person or to a team. */
declare type AccountKind = 'personal' | 'team';

/** An account, as the holder of a valid link sees it. */
declare interface AccountRef {
    readonly id: string;
    readonly name: string;
}

/** The result of `authorize`. */
export declare type Authorized = {
    readonly allowed: true;
    readonly membership: Membership;
} | {
    readonly allowed: false;
    readonly refusal: Refusal;
    response(): Response;
};

/** The code of a refusal. */
declare type Code = (typeof CODES)[number];

/** Every code of a refusal. */
declare const CODES: readonly ['invalid_request', 'not_signed_in', 'token_invalid', 'token_expired', 'stale_epoch', 'forbidden', 'wrong_account', 'email_unverified', 'role_exceeds_grantor', 'spend_limit', 'owner_protected', 'not_found', 'no_account', 'already_invited', 'already_member', 'already_a_team', 'not_a_team', 'member_limit', 'conflict', 'policy_mismatch', 'invite_closed', 'idempotency_mismatch', 'name_mismatch', 'account_mismatch', 'rate_limited', 'unavailable'];

/** Creates the guard of an edge. Create one per program; it fetches nothing before the first request. */
export declare const createGuard: (options: GuardOptions) => Guard;

/**
 * Reads on the server what the first paint in the browser needs: pass it to `createClient({ initial })`.
 *
 * Resolves with `undefined` for a user who is not signed in or has no account yet: the client in the browser does the
 * rest. The snapshot contains the user's name and e-mail address, so a page that embeds it must not be cached for others.
 *
 * Rejects with a `HallpassError` if the edge does not answer.
 */
export declare const createSnapshot: (options: SnapshotOptions) => Promise<Snapshot | undefined>;

/**
 * What a request must be allowed to do.
 *
 * A mistake in it denies: an option that a guard does not know, and one that is present without a usable value, such as
 * `require: undefined` or an empty list. The caller gets 403 `forbidden`, and `console.error` says what is wrong.
 */
export declare interface Demand<R = unknown> {
    /** A permission or a list; all are required. Without this option, being an active member is enough. */
    readonly require?: Permission | readonly Permission[];
    /** Default `stateless`. */
    readonly freshness?: Freshness;
    /**
     * The account that the request is about, such as the one in its path. Another account's token is refused, and so is
     * every token if the callback returns no account id.
     */
    account?(request: R): string;
}

/**
 * Why something is denied, and what would help.
 */
export declare interface Explanation {
    reason: 'not_signed_in' | 'not_a_member' | 'not_switched' | 'role_lacks' | 'ended' | 'expired' | 'spend_limit' | 'nothing_yet';
    /**
     * The permissions that are missing.
     */
    missing: readonly string[];
    role?: string;
    rolesThatWould?: readonly string[];
    /**
     * At most five people who could help. Only members see them.
     */
    askWho?: readonly UserRef[];
    /**
     * One sentence in English.
     */
    whatToDo: string;
    supportUrl?: string;
}

/** A handler of Fetch API requests, as in Workers, Deno, Bun and Hono. */
export declare type FetchHandler<A extends unknown[]> = (request: Request, ...rest: A) => Response | Promise<Response>;

/** An invalid field of a request. */
declare interface FieldError {
    readonly field: string;
    readonly code: string;
}

/**
 * How up to date a decision is.
 *
 * - `stateless`: as of the token, which is 60 seconds old at most; no request is made
 * - `cached`: the edge is asked; a change takes effect within 2 seconds
 * - `strict`: the edge is asked; a change takes effect at once
 */
export declare type Freshness = 'stateless' | 'cached' | 'strict';

/** Verifies membership tokens and authorizes requests. Create one per edge and program: it caches keys and policies. */
export declare interface Guard {
    /** Verifies a token, offline once the keys are cached. Rejects with a `HallpassError`. */
    verify(token: string): Promise<Membership>;
    /** Authorizes a request by its header `hallpass-token`. Never rejects: every failure is a refusal. */
    authorize<R extends Request | NodeRequest>(request: R, demand?: Demand<R>): Promise<Authorized>;
    readonly protect: Protect;
    /** The membership of a request that `authorize` or `protect` has allowed. */
    membership(request: object): Membership | undefined;
}

/** The edge, and which of its tokens are accepted. */
export declare interface GuardOptions {
    /** The edge's origin, such as `https://hallpass.example`. */
    readonly endpoint: string;
    /** The edge's `EDGE_ORIGIN`, if it is not the endpoint's origin. */
    readonly issuer?: string;
    /** By default the audience of the edge's policy. */
    readonly audience?: string;
    /** Replaces the platform's `fetch`, for example with a service binding's. */
    readonly fetch?: typeof fetch;
    /** The WebAssembly, if this entry of the package does not find it. */
    readonly wasm?: WasmSource;
}

/**
 * An error response of the edge, or an error of the client itself.
 *
 * `message` is for people; programs look at `code`. `status` is 0 if there was no response.
 *
 * ```ts
 * try {
 *   await client.invites.create({ email, role: 'dev' });
 * } catch (error) {
 *   if (error instanceof HallpassError && error.code === 'already_invited') show(error.inviteId);
 * }
 * ```
 */
export declare class HallpassError extends Error {
    readonly code: Code | (string & {});
    readonly status: number;
    readonly detail: string;
    readonly requestId: string | undefined;
    readonly why: Problem['why'];
    readonly hint: string | undefined;
    readonly inviteId: string | undefined;
    /** Seconds. */
    readonly retryAfter: number | undefined;
    readonly errors: readonly FieldError[] | undefined;
    readonly explanation: Explanation | undefined;
    readonly you: Problem['you'];
    readonly account: AccountRef | undefined;
    get name(): string;
    constructor(message: string, problem: Problem, options?: ErrorOptions);
}

/** A value, `undefined` or `null`. */
declare type Maybe<T> = T | undefined | null;

/** The caller and their accounts. */
declare interface Me {
    readonly user: User;
    /** The caller's own account. It is in `accounts` too. */
    readonly own: Account;
    readonly accounts: readonly Account[];
    /** The number of invites in the caller's inbox. */
    readonly inboxCount: number;
}

/** What a verified membership token says: who acts, and in which account. */
export declare interface Membership {
    readonly user: string;
    readonly account: string;
    readonly kind: AccountKind;
    readonly role: string;
    readonly permissions: readonly string[];
    readonly policyId: string;
    /** The account's epoch when the token was issued: it grows with each change. */
    readonly epoch: number;
    readonly issuedAt: string;
    readonly expiresAt: string;
}

/** A request handler of Node's `http`, Express or Connect. */
export declare type NodeHandler<Q extends NodeRequest, P extends NodeReply, A extends unknown[]> = (request: Q, reply: P, ...rest: A) => unknown;

/** The part of Node's `ServerResponse` that a refusal needs. */
export declare interface NodeReply {
    writeHead(status: number, headers: Record<string, string>): unknown;
    end(body: string): unknown;
}

/** A request of Node's `http` or Express. */
export declare interface NodeRequest {
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A permission's name: any string, until `Register` declares them. */
declare type Permission = Register extends {
    readonly permission: infer P extends string;
} ? P : string;

/** An error of the edge: `application/problem+json`. */
declare interface Problem {
    readonly type?: string;
    readonly title?: string;
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly requestId?: string;
    /** Why an invite is closed; only for its verified invitee. The client itself says `incomplete`: the end of a link or code is missing. */
    readonly why?: 'used' | 'declined' | 'revoked' | 'expired' | 'incomplete';
    /** The masked address that an invite is for. */
    readonly hint?: string;
    readonly inviteId?: string;
    /** Seconds. */
    readonly retryAfter?: number;
    readonly errors?: readonly FieldError[];
    readonly explanation?: Explanation;
    readonly you?: 'invitee' | 'other' | 'member';
    readonly account?: AccountRef;
}

/** Wraps a handler so that only requests that satisfy the demand reach it. */
export declare interface Protect {
    <A extends unknown[]>(handler: FetchHandler<A>, demand?: Demand<Request>): (request: Request, ...rest: A) => Promise<Response>;
    <Q extends NodeRequest, P extends NodeReply, A extends unknown[]>(handler: NodeHandler<Q, P, A>, demand?: Demand<Q>): (request: Q, reply: P, ...rest: A) => Promise<void>;
}

/** Protects one handler with its own guard. For several, `createGuard` shares keys and policies among them. */
export declare const protect: ProtectOne;

/** `protect(handler, { endpoint, require, freshness })`. */
declare interface ProtectOne {
    <A extends unknown[]>(handler: FetchHandler<A>, options: ProtectOptions<Request>): (request: Request, ...rest: A) => Promise<Response>;
    <Q extends NodeRequest, P extends NodeReply, A extends unknown[]>(handler: NodeHandler<Q, P, A>, options: ProtectOptions<Q>): (request: Q, reply: P, ...rest: A) => Promise<void>;
}

/** The edge, and what a request must be allowed to do. */
declare type ProtectOptions<R = unknown> = GuardOptions & Demand<R>;

/** A refusal as RFC 9457 problem details. */
export declare interface Refusal {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly requestId: string;
    readonly explanation?: Explanation;
}

/**
 * The names in your policy, for the compiler: declare them once, or let `npx hallpass types` do so.
 *
 * ```ts
 * declare module 'hallpass' {
 *   interface Register {
 *     permission: 'team:access' | 'pods:manage';
 *     role: 'admin' | 'dev';
 *   }
 * }
 * ```
 */
declare interface Register {
}

/** Where a tab keeps its active account: in its own storage, or in its address. */
declare type Scope = 'tab' | {
    /** The account that an address names; `undefined` if it names none. Called whenever the active account matters. */
    read(url: URL): string | undefined;
    /** The address for an account. Without it `switchTo` throws: navigate instead. */
    write?(url: URL, account: string): URL | string;
};

/** What a server rendered a page from: for display, without a token, never `fresh`. */
export declare interface Snapshot {
    readonly me: Me;
    /** The active account's id. */
    readonly active: string;
    readonly policyId: string;
    /** When `me` was read, by the edge's clock: milliseconds since 1970, or RFC 3339 text. */
    readonly serverTime: number | string;
}

/** Options of `createSnapshot`. */
export declare interface SnapshotOptions extends Pick<GuardOptions, 'endpoint' | 'fetch'> {
    /** The identity token of the user for whom the page is rendered. */
    readonly token?: Maybe<string>;
    /** Returns the identity token if `token` is not set. */
    getIdentityToken?(): Maybe<string> | Promise<Maybe<string>>;
    /** The page's address. With `scope`, it determines the active account. */
    readonly url?: string | URL;
    /** As in `createClient`. */
    readonly scope?: Scope;
}

/** The signed-in user, in the response of `GET /v1/me`. */
declare interface User {
    /** `usr_` and 22 characters. */
    readonly id: string;
    readonly email: string;
    readonly emailVerified: boolean;
    readonly name: string;
    readonly image?: string;
}

/**
 * A user by id and name.
 */
declare interface UserRef {
    user: string;
    name: string;
}

/** A user as others see one. */
declare interface UserRef_2 {
    readonly user: string;
    readonly name: string;
}

/** The WebAssembly: a compiled module, its bytes, or their address. */
declare type Wasm = WebAssembly.Module | BufferSource | URL | string | Response;

/** The WebAssembly, now or later. A function is called when it is first needed. */
export declare type WasmSource = Wasm | Promise<Wasm> | (() => Wasm | Promise<Wasm>);

export { }
