/** What every entry for servers exports, besides its own `createGuard` and `protect`. */

export { HallpassError } from '../errors.ts';
export { createSnapshot, type SnapshotOptions } from './snapshot.ts';
export type * from './types.ts';
export type { Explanation, Snapshot, WasmSource } from '../types.ts';
