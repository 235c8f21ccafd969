/**
 * A copy of an object's database as it is at one moment, while workerd may be writing it.
 *
 * SQLite lets a second process read, but workerd's request fails if that process opens a database at the time at which workerd
 * creates or opens it. So a database that is not being written is copied as files, without any lock. One that is being written is
 * open in workerd: it is read through SQLite.
 */

import { chmodSync, copyFileSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { localNow } from '../../clock.ts';
import { CommandFailed } from '../command.ts';
import { type Database, hasTable, type Sqlite, withDatabase } from './sqlite.ts';

/** After this time without a write, a file's time tells whether it was written since. File systems count in some milliseconds. */
const QUIET_MS = 200;
const PAUSE_MS = 50;
const ATTEMPTS = 200;
const BUSY_TIMEOUT_MS = 5_000;
const JOURNAL = '-wal';

/** Writes a copy of a database to `target`, which only its owner can read, without anything that was deleted from it. */
export const snapshot = async (sqlite: Sqlite, source: string, target: string): Promise<void> => {
  const copy = `${target}.copy`;
  try {
    await copyDatabase(sqlite, source, copy);
    withDatabase(sqlite, copy, (database) => {
      mergeSearchIndex(database);
      database.prepare('VACUUM INTO ?').run(target);
    });
    chmodSync(target, 0o600);
  } finally {
    removeDatabase(copy);
  }
};

/** Copies a database whose free pages still have what was deleted. */
export const copyDatabase = async (sqlite: Sqlite, source: string, copy: string): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = stateOf(source);
    if (isQuiet(before)) {
      copyFiles(source, copy);
      if (before.text === stateOf(source).text) return;
    } else if (before.hasJournal && readDatabase(sqlite, source, copy)) {
      return;
    }
    removeDatabase(copy);
    await sleep(PAUSE_MS);
  }
  throw new CommandFailed(`\`${source}\` cannot be read: it changes all the time`);
};

interface FileState {
  readonly hasJournal: boolean;
  readonly changedAt: number;
  /** It differs when a file was written. */
  readonly text: string;
}

const stateOf = (source: string): FileState => {
  const [main, journal] = [source, `${source}${JOURNAL}`].map((file) => statSync(file, { bigint: true, throwIfNoEntry: false }));
  const files = [main, journal].filter((file) => file !== undefined);
  return {
    hasJournal: journal !== undefined,
    changedAt: Math.max(...files.map(({ mtimeMs }) => Number(mtimeMs))),
    text: [main, journal].map((file) => (file ? `${file.ino} ${file.size} ${file.mtimeNs}` : '-')).join(),
  };
};

/** Whether the last write was a while ago. One in the future was made before the clock was set back. */
const isQuiet = ({ changedAt }: FileState): boolean => Math.abs(localNow() - changedAt) > QUIET_MS;

const copyFiles = (source: string, copy: string): void => {
  copyFileSync(source, copy);
  try {
    copyFileSync(`${source}${JOURNAL}`, `${copy}${JOURNAL}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};

/** Reads a database that workerd has open, within one transaction. Returns whether it could. */
const readDatabase = ({ DatabaseSync }: Sqlite, source: string, copy: string): boolean => {
  let database: Database | undefined;
  try {
    database = new DatabaseSync(source, { readOnly: true });
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.prepare('VACUUM INTO ?').run(copy);
    return true;
  } catch {
    // workerd has closed or deleted it meanwhile, or it is damaged: its files are copied once they are no longer written.
    return false;
  } finally {
    database?.close();
  }
};

/** The full-text index keeps parts of deleted names until it is merged. */
const mergeSearchIndex = (database: Database): void => {
  if (hasTable(database, 'member_search')) database.exec("INSERT INTO member_search (member_search) VALUES ('optimize')");
};

/** Deletes a database with its journal. */
export const removeDatabase = (file: string): void => {
  for (const suffix of ['', JOURNAL, '-shm']) rmSync(`${file}${suffix}`, { force: true });
};
