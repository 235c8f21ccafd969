/**
 * The folder of all data. It belongs to one running edge at a time.
 *
 * - `objects/`: the objects' SQLite files.
 * - `policy.toml`, `policy.previous.toml`: the policy that the edge last ran with and the one before, for tokens that name it.
 * - `run/`: what workerd starts from, written again by each start, the private sockets that a running edge answers at, and the number
 *   of the process group that it runs in.
 * - `lock.sock`: the socket that `start` listens on, which says that the folder is in use.
 * - `restored`: there until the objects have been notified of a restore from a backup.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed } from '../command.ts';
import { canConnect } from './private-socket.ts';

/** Paths in the folder. */
export interface DataFolder {
  /** What workerd starts from. */
  readonly run: string;
  /** The private socket of the running edge. */
  readonly socket: string;
  /** A file with the process group of workerd and its supervisor. */
  readonly processGroup: string;
  /** The private socket at which objects are notified of a restore. */
  readonly resumeSocket: string;
  readonly objects: string;
  /** The socket of `start`, as long as it runs. */
  readonly lock: string;
  /** The mark of data that was restored and not started since. */
  readonly restored: string;
  /** What a restore has not put in place yet. */
  readonly unfinished: string;
}

export const folderAt = (path: string): DataFolder => ({
  run: join(path, 'run'),
  socket: join(path, 'run/edge.sock'),
  resumeSocket: join(path, 'run/wake.sock'),
  processGroup: join(path, 'run/process-group'),
  objects: join(path, 'objects'),
  lock: join(path, 'lock.sock'),
  restored: join(path, 'restored'),
  unfinished: join(path, 'restore.partial'),
});

/** Whether an edge runs on a folder, or a `start` that is about to start it again. */
export const isInUse = async ({ socket, lock }: DataFolder): Promise<boolean> => (await canConnect(lock)) || canConnect(socket);

/** Throws a `CommandFailed` if a folder has no data of an edge, or a part of a restore. */
export const checkHasData = (path: string): DataFolder => {
  const folder = folderAt(path);
  checkNoUnfinishedRestore(path);
  if (!existsSync(folder.objects)) throw new CommandFailed(`\`${path}\` has no data of an edge: name the folder that \`hallpass start\` uses`);
  return folder;
};

/** Throws a `CommandFailed` if a restore into the folder was interrupted. */
export const checkNoUnfinishedRestore = (path: string): void => {
  if (existsSync(folderAt(path).unfinished)) throw new CommandFailed(`a restore into \`${path}\` was interrupted: empty the folder, and restore again`);
};
