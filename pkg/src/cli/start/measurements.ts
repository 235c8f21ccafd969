/** Sizes on disk and in memory. */

import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { localNow } from '../../clock.ts';
import { OBJECTS } from '../workerd-config.ts';
import type { Metrics } from './metrics.ts';

/** Reading the sizes of many files takes a while, so they are not read for every scrape. */
const STORAGE_INTERVAL_MS = 60_000;
/** The page size of Linux on the processors that workerd runs on. */
const PAGE_BYTES = 4_096;

/** Measures what no log line reports: memory at each call, files once a minute. `supervisor` is the parent of workerd. */
export const measurer = (metrics: Metrics, objects: string, supervisor: () => number | undefined): (() => Promise<void>) => {
  let measuredAt = -Infinity;
  return async () => {
    metrics.setMemory('start', process.memoryUsage.rss());
    metrics.setMemory('workerd', await workerdMemory(supervisor()));
    if (localNow() - measuredAt < STORAGE_INTERVAL_MS) return;
    measuredAt = localNow();
    for (const object of Object.values(OBJECTS)) {
      const { files, bytes } = await sizeOf(join(objects, object));
      metrics.setStorage(object, files, bytes);
    }
  };
};

/** The files of a class: a database and its journal for each object, and one of workerd's own. */
const sizeOf = async (folder: string): Promise<{ files: number; bytes: number }> => {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then(({ size }) => size, () => 0)));
  return {
    files: names.filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite').length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
};

/** The resident memory of workerd, in bytes; `undefined` where the system does not say. */
const workerdMemory = async (supervisor: number | undefined): Promise<number | undefined> => {
  try {
    const [child] = (await readFile(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8')).trim().split(' ');
    const [, resident] = (await readFile(`/proc/${child}/statm`, 'utf8')).split(' ');
    return Number(resident) * PAGE_BYTES;
  } catch {
    return undefined;
  }
};
