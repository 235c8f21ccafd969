// exports HallpassError, of shared.d.ts
// exports Snapshot, of shared.d.ts
// exports WasmSource, of shared.d.ts
// uses AccountKind, of shared.d.ts
// uses AccountRef, of shared.d.ts
// uses CODES, of shared.d.ts
// uses Code, of shared.d.ts
// uses FieldError, of shared.d.ts
// uses Maybe, of shared.d.ts
// uses Me, of shared.d.ts
// uses Permission, of shared.d.ts
// uses Problem, of shared.d.ts
// uses Project, of shared.d.ts
// uses ProjectScope, of shared.d.ts
// uses ProjectStatus, of shared.d.ts
// uses Register, of shared.d.ts
// uses Scope, of shared.d.ts
// uses User, of shared.d.ts
// uses Wasm, of shared.d.ts

/** An account, with the caller's role and permissions in it. */
declare interface Account {
    /** `acc_` and 22 characters. */
    readonly id: string;
    readonly kind: AccountKind;
    readonly name: string;
    readonly owner: UserRef_2;
    /** The caller's role here; `custom` for a list of permissions. */
    readonly role: string;
    /** What the caller holds here, under the current policy: nothing while suspended or past the end. */
    readonly permissions: readonly string[];
    /** The caller is suspended here. Absent when not. */
    readonly suspended?: true;
    /** When the caller's membership ends. Absent when it does not. */
    readonly expiresAt?: string;
    /** Counts changes to members, roles and policy; never decreases. */
    readonly epoch: number;
    readonly memberCount: number;
    readonly createdAt: string;
    readonly spendLimitCentsPerHour: number;
    readonly externalId?: string;
    /** The open offer of its ownership. Only for the owner, and for the member whom it is for. */
    readonly transfer?: Transfer;
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

/** Creates the guard of an edge. Create one per program; it fetches nothing before the first request. */
export declare const createGuard: (options: GuardOptions) => Guard;

/**
 * Reads on the server what the first paint in the browser needs: pass it to `createClient({ initial })`.
 *
 * Resolves with `undefined` for a user who is not signed in or has no account yet: the client in the browser does the
 * rest. Where the policy has projects, it also contains the user's projects in the active account. The snapshot contains the user's name and e-mail address, so a page that embeds it must not be cached for others.
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
    /**
     * The project that the request is about, such as the one in its path. `require` then names permissions in that project.
     * A token for another project, or for none, is refused, and so is every token if the callback returns no project id.
     */
    project?(request: R): string;
}

/**
 * Why something is denied, and what would help.
 */
export declare interface Explanation {
    reason: 'not_signed_in' | 'not_a_member' | 'not_switched' | 'role_lacks' | 'ended' | 'suspended' | 'past_end' | 'expired' | 'spend_limit' | 'nothing_yet';
    /**
     * With `nothing_yet`: whether the account has no projects, or the user is not in the one in question, or in none.
     */
    cause?: 'no_projects' | 'no_project_access';
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

/** What a verified membership token says: who acts, and in which account. */
export declare interface Membership {
    readonly user: string;
    readonly account: string;
    readonly kind: AccountKind;
    /** A role of the policy, or `custom`. */
    readonly role: string;
    /** What the member may do in the account, and in every project. */
    readonly permissions: readonly string[];
    /** The project that the token is for, if it is for one. */
    readonly project?: string;
    /** What the member may do in that project. */
    readonly projectPermissions?: readonly string[];
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
    /** As in `createClient`. */
    readonly projectScope?: ProjectScope;
}

/** An open offer of a team's ownership. */
declare interface Transfer {
    /** The member whom it is for. */
    readonly to: UserRef_2;
    readonly offeredAt: string;
    /** After seven days, or with the end of the member's membership. */
    readonly expiresAt: string;
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

export { }
