// The database of an account's object, changed directly: what no request does, such as what an earlier release stored.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Edge } from './edge.ts';

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
