/** The public types of `hallpass/edge`. */

import type { AccountKind, Explanation, Permission, WasmSource } from '../types.ts';

/** The edge, and which of its tokens are accepted. */
export interface GuardOptions {
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
 * How up to date a decision is.
 *
 * - `stateless`: as of the token, which is 60 seconds old at most; no request is made
 * - `cached`: the edge is asked; a change takes effect within 2 seconds
 * - `strict`: the edge is asked; a change takes effect at once
 */
export type Freshness = 'stateless' | 'cached' | 'strict';

/**
 * What a request must be allowed to do.
 *
 * A mistake in it denies: an option that a guard does not know, and one that is present without a usable value, such as
 * `require: undefined` or an empty list. The caller gets 403 `forbidden`, and `console.error` says what is wrong.
 */
export interface Demand<R = unknown> {
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

/** What a verified membership token says: who acts, and in which account. */
export interface Membership {
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

/** A refusal as RFC 9457 problem details. */
export interface Refusal {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly explanation?: Explanation;
}

/** The result of `authorize`. */
export type Authorized =
  | { readonly allowed: true; readonly membership: Membership }
  | { readonly allowed: false; readonly refusal: Refusal; response(): Response };

/** A request of Node's `http` or Express. */
export interface NodeRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The part of Node's `ServerResponse` that a refusal needs. */
export interface NodeReply {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/** A handler of Fetch API requests, as in Workers, Deno, Bun and Hono. */
export type FetchHandler<A extends unknown[]> = (request: Request, ...rest: A) => Response | Promise<Response>;

/** A request handler of Node's `http`, Express or Connect. */
export type NodeHandler<Q extends NodeRequest, P extends NodeReply, A extends unknown[]> = (request: Q, reply: P, ...rest: A) => unknown;

/** Wraps a handler so that only requests that satisfy the demand reach it. */
export interface Protect {
  <A extends unknown[]>(handler: FetchHandler<A>, demand?: Demand<Request>): (request: Request, ...rest: A) => Promise<Response>;
  <Q extends NodeRequest, P extends NodeReply, A extends unknown[]>(
    handler: NodeHandler<Q, P, A>,
    demand?: Demand<Q>,
  ): (request: Q, reply: P, ...rest: A) => Promise<void>;
}

/** Verifies membership tokens and authorizes requests. Create one per edge and program: it caches keys and policies. */
export interface Guard {
  /** Verifies a token, offline once the keys are cached. Rejects with a `HallpassError`. */
  verify(token: string): Promise<Membership>;
  /** Authorizes a request by its header `hallpass-token`. Never rejects: every failure is a refusal. */
  authorize<R extends Request | NodeRequest>(request: R, demand?: Demand<R>): Promise<Authorized>;
  readonly protect: Protect;
  /** The membership of a request that `authorize` or `protect` has allowed. */
  membership(request: object): Membership | undefined;
}
