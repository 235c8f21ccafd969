/** The public types of `hallpass/edge`. */
import type { AccountKind, Explanation, Permission, WasmSource } from '../types.ts';
/** Where the edge is, and whose tokens count. */
export interface GuardOptions {
    /** The edge's origin, such as `https://hallpass.example`. */
    readonly endpoint: string;
    /** The edge's `EDGE_ORIGIN` if it differs from the endpoint's origin. */
    readonly issuer?: string;
    /** Default: the audience of the edge's policy. */
    readonly audience?: string;
    /** Replaces the platform's `fetch`, such as by a service binding's. */
    readonly fetch?: typeof fetch;
    /** The WebAssembly, if it is not where this entry of the package looks for it. */
    readonly wasm?: WasmSource;
}
/**
 * How old the answer may be.
 *
 * - `stateless`: what the token says, which is 60 seconds old at most; no request is made
 * - `cached`: the edge is asked, and a change counts within 2 seconds
 * - `strict`: the edge is asked, and a change counts at once
 */
export type Freshness = 'stateless' | 'cached' | 'strict';
/**
 * What a request must be allowed to do.
 *
 * A mistake in it denies: an option that a guard does not know, and one that is present without a usable value, such as
 * `require: undefined` or an empty list. The caller gets 403 `forbidden`, and `console.error` says what is wrong.
 */
export interface Demand<R = unknown> {
    /** Permissions, all of which must be held. Without this option, being an active member is enough. */
    readonly require?: Permission | readonly Permission[];
    /** Default `stateless`. */
    readonly freshness?: Freshness;
    /**
     * The account that the request is about, such as the one in its path. Another account's token is refused, and so is
     * every token if the callback gives no account id.
     */
    account?(request: R): string;
}
/** Who acts, in which account: what a verified membership token says. */
export interface Membership {
    readonly user: string;
    readonly account: string;
    readonly kind: AccountKind;
    readonly role: string;
    readonly permissions: readonly string[];
    readonly policyId: string;
    /** The account's count of changes when the token was made. */
    readonly epoch: number;
    readonly issuedAt: string;
    readonly expiresAt: string;
}
/** A no, as it is answered: RFC 9457 problem details. */
export interface Refusal {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly requestId: string;
    readonly explanation?: Explanation;
}
/** The answer to `authorize`. */
export type Authorized = {
    readonly allowed: true;
    readonly membership: Membership;
} | {
    readonly allowed: false;
    readonly refusal: Refusal;
    response(): Response;
};
/** A request as Node's `http` and Express give one. */
export interface NodeRequest {
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
/** As much of Node's reply as a refusal needs. */
export interface NodeReply {
    writeHead(status: number, headers: Record<string, string>): unknown;
    end(body: string): unknown;
}
/** A handler of the `fetch` kind: a Worker's, Deno's, Bun's, Hono's. */
export type FetchHandler<A extends unknown[]> = (request: Request, ...rest: A) => Response | Promise<Response>;
/** A handler of Node's `http`, Express or Connect. */
export type NodeHandler<Q extends NodeRequest, P extends NodeReply, A extends unknown[]> = (request: Q, reply: P, ...rest: A) => unknown;
/** Wraps a handler so that only requests which hold what is demanded reach it. */
export interface Protect {
    <A extends unknown[]>(handler: FetchHandler<A>, demand?: Demand<Request>): (request: Request, ...rest: A) => Promise<Response>;
    <Q extends NodeRequest, P extends NodeReply, A extends unknown[]>(handler: NodeHandler<Q, P, A>, demand?: Demand<Q>): (request: Q, reply: P, ...rest: A) => Promise<void>;
}
/** Verifies membership tokens and lets through what they allow. One per edge and program: it keeps keys and policies. */
export interface Guard {
    /** Verifies a token offline, once its keys are known. Rejects with a `HallpassError`. */
    verify(token: string): Promise<Membership>;
    /** Decides about a request by its header `hallpass-token`. Never rejects: whatever fails is a no. */
    authorize<R extends Request | NodeRequest>(request: R, demand?: Demand<R>): Promise<Authorized>;
    readonly protect: Protect;
    /** Who a request acts as, once `authorize` or `protect` has let it through. */
    membership(request: object): Membership | undefined;
}
