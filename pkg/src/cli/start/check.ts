/** Checks the settings before the edge listens: the edge itself reads them, at a private socket. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed } from '../command.ts';
import type { LogEntry } from './log.ts';
import { statusOf } from './private-socket.ts';
import { Runtime, type RuntimeOptions } from './runtime.ts';

const MAX_LINES = 5;

/** Throws a `CommandFailed` that names every mistake in the settings and the policy. */
export const checkSettings = async (options: Omit<RuntimeOptions, 'address' | 'onEntry'>): Promise<void> => {
  const entries: LogEntry[] = [];
  const socket = join(options.folder.run, 'check.sock');
  const runtime = await Runtime.start({ ...options, address: `unix:${socket}`, onEntry: (entry) => entries.push(entry) });
  // A request that reads all settings.
  const status = runtime.hasExited ? undefined : await statusOf(options.folder.socket, '/v1/policy');
  // It waits until everything that was written has been read.
  await runtime.stop();
  rmSync(socket, { force: true });
  if (status === 200) return;
  const mistakes = entries.filter(({ part }) => part === 'settings').flatMap((entry) => entry['mistakes'] as readonly string[]);
  if (mistakes.length === 0) throw new CommandFailed(`the edge does not start:\n${firstMessages(entries)}`);
  const count = mistakes.length === 1 ? 'there is a mistake' : `there are ${mistakes.length} mistakes`;
  throw new CommandFailed(`${count} in the settings:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
};

/** What workerd wrote first, from which the rest follows. */
export const firstMessages = (entries: readonly LogEntry[]): string =>
  entries.slice(0, MAX_LINES).map((entry) => `  ${String(entry['message'] ?? entry['fault'] ?? JSON.stringify(entry))}`).join('\n');
