import type { Demand, FetchHandler, Guard, GuardOptions, NodeHandler, NodeReply, NodeRequest } from './types.ts';

/** The edge, and what a request must be allowed to do. */
export type ProtectOptions<R = unknown> = GuardOptions & Demand<R>;

/** `protect(handler, { endpoint, require, freshness })`. */
export interface ProtectOne {
  <A extends unknown[]>(handler: FetchHandler<A>, options: ProtectOptions<Request>): (request: Request, ...rest: A) => Promise<Response>;
  <Q extends NodeRequest, P extends NodeReply, A extends unknown[]>(
    handler: NodeHandler<Q, P, A>,
    options: ProtectOptions<Q>,
  ): (request: Q, reply: P, ...rest: A) => Promise<void>;
}

/** Makes `protect` from `createGuard`. */
export const protectWith = (createGuard: (options: GuardOptions) => Guard): ProtectOne =>
  ((handler: FetchHandler<unknown[]>, options: ProtectOptions<Request>) => {
    const { endpoint, issuer, audience, fetch, wasm, ...demand } = options;
    return createGuard(options).protect(handler, demand);
  }) as ProtectOne;
