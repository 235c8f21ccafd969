/**
 * Hallpass in the browser: who am I, which team does this tab work in, what may I do, and how
 * do I join. Importing has no effects; `createClient` starts.
 */

export { createClient } from './client.ts';
export { HallpassError } from './errors.ts';
export { CODES, LIMITS, REQUIRED } from './generated.ts';
export type { Code } from './generated.ts';
export type * from './accept-types.ts';
export type * from './list-types.ts';
export type * from './types.ts';
