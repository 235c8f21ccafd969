/**
 * The folder of all data. It belongs to one running edge at a time.
 *
 * - `objects/`: the objects' SQLite files.
 * - `policy.toml`, `policy.previous.toml`: the policy that the edge last ran with and the one before, for tokens that name it.
 * - `run/`: what workerd starts from, written again by each start, the private socket that a running edge answers at, and the number
 *   of the process group that it runs in.
 */

import { join } from 'node:path';

/** Paths in the folder. */
export interface DataFolder {
  /** What workerd starts from. */
  readonly run: string;
  /** The private socket of the running edge. */
  readonly socket: string;
  /** A file with the process group of workerd and its supervisor. */
  readonly processGroup: string;
  readonly objects: string;
}

export const folderAt = (path: string): DataFolder => ({
  run: join(path, 'run'),
  socket: join(path, 'run/edge.sock'),
  processGroup: join(path, 'run/process-group'),
  objects: join(path, 'objects'),
});
