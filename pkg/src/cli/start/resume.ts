/** Notifies every object of a restore from a backup, before the edge listens. */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed } from '../command.ts';
import { CLASSES, type ObjectFile, objectsOf } from '../data/objects.ts';
import { firstMessages } from './check.ts';
import type { LogEntry } from './log.ts';
import { statusOf } from './private-socket.ts';
import { Runtime, type RuntimeOptions } from './runtime.ts';

const CONCURRENT_CALLS = 16;

/**
 * Continues after a restore, if there was one: accounts move on, so that no earlier token or row outlives it, and every object
 * sets its alarm, which a backup does not have. Throws a `CommandFailed` if an object cannot be notified; a repeat changes
 * nothing in those that were.
 */
export const resumeRestored = async (options: Omit<RuntimeOptions, 'address' | 'onEntry'>): Promise<void> => {
  const { folder } = options;
  if (!existsSync(folder.restored)) return;
  const entries: LogEntry[] = [];
  const publicSocket = join(folder.run, 'check.sock');
  const runtime = await Runtime.start({ ...options, address: `unix:${publicSocket}`, onEntry: (entry) => entries.push(entry) });
  const failed = runtime.hasExited ? 'the edge does not start' : await resumeObjects(folder.resumeSocket, CLASSES.flatMap((object) => objectsOf(folder.objects, object)));
  await runtime.stop();
  rmSync(publicSocket, { force: true });
  if (failed !== undefined) throw new CommandFailed(`could not continue after the restore: ${failed}\n${firstMessages(entries)}`);
  rmSync(folder.restored);
};

/** Returns what went wrong, if anything did. */
const resumeObjects = async (socket: string, objects: readonly ObjectFile[]): Promise<string | undefined> => {
  const queue = [...objects];
  let failed: string | undefined;
  const work = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined && failed === undefined; next = queue.pop()) {
      const status = await statusOf(socket, `/${next.object}/${next.id}`);
      if (status !== 200) failed = `${next.object} ${next.id} answered ${status ?? 'nothing'}`;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_CALLS }, work));
  return failed;
};
