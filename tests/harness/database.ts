// The database of an account's object, changed directly: what no request does, such as what an earlier release stored.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Edge } from './edge.ts';
import { type Person, sleep } from './person.ts';

/** Changes the database of a team while the Worker is stopped. */
export async function inDatabase(edge: Edge, team: string, change: (database: DatabaseSync) => void): Promise<void> {
  await edge.host.kill();
  const folder = join(edge.host.folder, 'data', 'w0-account');
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.sqlite'))) {
    const database = new DatabaseSync(join(folder, name));
    const found = database.prepare("SELECT name FROM sqlite_master WHERE name = 'members'").get();
    const own = found && database.prepare('SELECT id FROM account').get();
    if (own?.['id'] === team) {
      database.exec('BEGIN');
      change(database);
      database.exec('COMMIT');
      database.close();
      await edge.host.start();
      return;
    }
    database.close();
  }
  throw new Error(`no database of ${team}`);
}

/** A statement that adds members without addresses, whose names are numbers. */
export const fillerMembers = (count: number): string =>
  `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${count})
   INSERT INTO members (user, name, folded_name, role, joined_at, changed_epoch)
   SELECT printf('usr_%022d', n), 1000 + n, 1000 + n, 'dev', 1700000000000 + n, 1 FROM number;
   UPDATE account SET member_count = (SELECT count(*) FROM members)`;

/** Changes a team of at least 1,000 members, so that it gets a search index, and waits until all members are in it. */
export async function indexMembers(edge: Edge, owner: Person, team: string): Promise<void> {
  // Any change makes the index. An invite tells no member, so no list of theirs is updated.
  await owner.invite(team, { role: 'dev' });
  let missing = Number.POSITIVE_INFINITY;
  for (let waited = 0; missing > 0; waited++) {
    assert.ok(waited < 60, `${missing} members are not in the index`);
    await sleep(1_100);
    await inDatabase(edge, team, (database) => {
      missing = Number(database.prepare('SELECT count(*) AS count FROM members LEFT JOIN member_search ON member_search.rowid = search_id WHERE search_id IS NULL OR member_search.user IS NOT members.user').get()?.['count']);
    });
  }
}
