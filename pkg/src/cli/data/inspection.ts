/** Finds out what is wrong with the databases of a data folder: in each of them, and where they contradict each other. */

import { localNow } from '../../clock.ts';
import type { Core } from '../../core.ts';
import { OBJECTS } from '../workerd-config.ts';
import { auditFault } from './audit-log.ts';
import { Facts } from './facts.ts';
import { objectId, type ObjectFile } from './objects.ts';
import { type Database, hasTable, integrityFaults, type Sqlite, tablesOf, withDatabase } from './sqlite.ts';

/** Reads databases one by one, and then compares them. */
export class Inspection {
  /** What is wrong with single databases, a line each. */
  readonly faults: string[] = [];
  /** How many objects of each class have data. */
  readonly counts: Record<string, number> = {};
  readonly facts: Facts;
  readonly #sqlite: Sqlite;
  readonly #core: Core;

  constructor(sqlite: Sqlite, core: Core) {
    this.#sqlite = sqlite;
    this.#core = core;
    this.facts = new Facts(sqlite);
  }

  /** Reads an object's database, which `file` is a copy of. */
  async add({ object, id }: ObjectFile, file: string): Promise<void> {
    const found: string[] = [];
    let account: string | undefined;
    const database = new this.#sqlite.DatabaseSync(file);
    try {
      found.push(...integrityFaults(database));
      // workerd makes an empty database for an object that was only asked.
      if (tablesOf(database).length > 0) this.counts[object] = (this.counts[object] ?? 0) + 1;
      if (found.length === 0) account = this.#read(object, id, database, found);
      const fault = account === undefined ? undefined : await auditFault(this.#core, account, database);
      if (fault !== undefined) found.push(fault);
    } catch (error) {
      // Of SQLite, which cannot read the file.
      found.push((error as Error).message);
    } finally {
      database.close();
    }
    const place = `${object} ${account ?? id}`;
    this.faults.push(...found.map((fault) => `${place}: ${fault}`));
    this.facts.addObject(object, id, found.length === 0);
  }

  /** Where the databases contradict each other, a line each. */
  compare(): string[] {
    return this.facts.disagreements();
  }

  /** Reads what other objects are compared with. Returns the account's id, if the database is one's. */
  #read(object: string, id: string, database: Database, found: string[]): string | undefined {
    const has = (table: string): boolean => hasTable(database, table);
    if (has('erasures') && database.prepare('SELECT 1 FROM erasures').get()) this.facts.addErased(id);
    if (object === OBJECTS.USER && has('accounts')) this.facts.addList(id, database);
    if (object === OBJECTS.MAILBOX && has('invites')) this.facts.addInbox(id, database, localNow());
    if (object !== OBJECTS.ACCOUNT || !has('account')) return undefined;
    const own = database.prepare('SELECT id, owner, member_count, closed, (SELECT count(*) FROM members) AS members, (SELECT count(*) FROM members WHERE user = owner) AS owners FROM account').get();
    if (own === undefined) return undefined;
    const account = String(own['id']);
    if (objectId(object, account) !== id) found.push(`the file is named as another account’s`);
    if (own['member_count'] !== own['members']) found.push(`it counts ${String(own['member_count'])} members and has ${String(own['members'])}`);
    if (own['closed'] === 0 && own['owners'] !== 1) found.push(`its owner ${String(own['owner'])} is not a member`);
    this.facts.addAccount(id, account, database, localNow());
    return account;
  }
}

/** Whether SQLite can read a database that is not an object's. */
export const inspectPlain = (sqlite: Sqlite, file: string): string[] => {
  try {
    return withDatabase(sqlite, file, integrityFaults);
  } catch (error) {
    return [(error as Error).message];
  }
};
