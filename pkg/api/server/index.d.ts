/**
 * `hallpass/edge`: verifies membership tokens on servers, and reads what server-rendered pages need.
 *
 * @module hallpass/edge
 */
import type { Guard, GuardOptions } from './types.ts';
/** Creates the guard of an edge. Create one per program; it fetches nothing before the first request. */
export declare const createGuard: (options: GuardOptions) => Guard;
/** Protects one handler with its own guard. For several, `createGuard` shares keys and policies among them. */
export declare const protect: import("./protect.ts").ProtectOne;
export * from './public.ts';
