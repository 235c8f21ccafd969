/** What a restore changes in the databases of a backup. The rest the objects do themselves, at their first use. */

import { join } from 'node:path';
import { OBJECTS } from '../workerd-config.ts';
import type { Facts, StaleRow } from './facts.ts';
import type { Manifest } from './manifest.ts';
import { objectPath } from './objects.ts';
import { type Database, type Sqlite, withDatabase } from './sqlite.ts';

/** The mark that an account continues from, see `worker/src/objects/account/storage/restored.rs`. */
const MARK = 'CREATE TABLE IF NOT EXISTS restored (id INTEGER PRIMARY KEY CHECK (id = 1), backed_up_at INTEGER NOT NULL) STRICT';

/**
 * Marks every account as restored, and makes tombstones of rows in lists of accounts and in inboxes that their accounts know nothing
 * of: the objects were copied one after the other. All other rows are delivered again by the accounts.
 */
export const prepareRestored = (sqlite: Sqlite, folder: string, manifest: Manifest, facts: Facts, now: number): void => {
  const open = (object: string, id: string, change: (database: Database) => void): void => withDatabase(sqlite, join(folder, objectPath(object, id)), change);
  for (const { class: object, id } of manifest.objects) {
    if (object === OBJECTS.ACCOUNT) open(object, id, (database) => mark(database, Date.parse(manifest.startedAt)));
  }
  const bury = (object: string, rows: readonly StaleRow[], statement: string): void => {
    for (const { object: id, subject } of rows) open(object, id, (database) => database.prepare(statement).run(now, subject));
  };
  bury(OBJECTS.USER, facts.staleInLists(), 'UPDATE accounts SET row = NULL, since = ? WHERE account = ?');
  bury(OBJECTS.MAILBOX, facts.staleInInboxes(), 'UPDATE invites SET row = NULL, created_at = NULL, expires_at = ? WHERE id = ?');
};

const mark = (database: Database, backedUpAt: number): void => {
  database.exec(MARK);
  database.prepare('INSERT OR REPLACE INTO restored (id, backed_up_at) VALUES (1, ?)').run(backedUpAt);
};
