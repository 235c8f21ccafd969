/** What every entry with a client exports, besides its own `createClient`. */

export { HallpassError } from './errors.ts';
export { CODES, LIMITS, PROJECT_PERMISSIONS, REQUIRED } from './generated.ts';
export type { Code } from './generated.ts';
export type * from './accept-types.ts';
export type * from './list-types.ts';
export type * from './types.ts';
