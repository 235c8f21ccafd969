/**
 * `hallpass/edge`: membership tokens on servers, and what a page needs that is rendered there.
 *
 * @module hallpass/edge
 */
import type { Guard, GuardOptions } from './types.ts';
/** Makes the guard of an edge; one per program. Nothing is read before the first request. */
export declare const createGuard: (options: GuardOptions) => Guard;
/** Wraps one handler with a guard of its own; of several, one `createGuard` keeps keys and policies for all. */
export declare const protect: import("./protect.ts").ProtectOne;
export * from './public.ts';
