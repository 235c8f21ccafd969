/** SQLite, which Node has built in. The package has no dependencies. */

import type { DatabaseSync } from 'node:sqlite';
import { CommandFailed } from '../command.ts';

/** The first Node whose SQLite needs no flag and has full-text search, by which members of large accounts are found. */
const MIN_NODE = '22.16.0';

export type Database = DatabaseSync;
export type Sqlite = typeof import('node:sqlite');

/** Throws a `CommandFailed` on a Node without it. */
export const loadSqlite = async (): Promise<Sqlite> => {
  // An older Node has no such module.
  const sqlite = await import('node:sqlite').catch(() => undefined);
  if (sqlite && withDatabase(sqlite, ':memory:', hasFullTextSearch)) return sqlite;
  throw new CommandFailed(`this needs Node ${MIN_NODE} or newer, for the SQLite in it, and this is ${process.versions.node}: run it with a newer Node`);
};

const hasFullTextSearch = (database: Database): boolean => database.prepare("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'").get() !== undefined;

/** Opens a database while `use` runs. */
export const withDatabase = <T>({ DatabaseSync }: Sqlite, file: string, use: (database: Database) => T): T => {
  const database = new DatabaseSync(file);
  try {
    return use(database);
  } finally {
    database.close();
  }
};

/** Whether a database has a table. */
export const hasTable = (database: Database, name: string): boolean => database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;

/** The names of the tables that the edge made, without those of SQLite, of its full-text index and of workerd. */
export const tablesOf = (database: Database): string[] =>
  database
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY name")
    .all()
    .map(({ name }) => String(name));

/** The number of rows of each table. */
export const rowCounts = (database: Database): Record<string, number> =>
  Object.fromEntries(tablesOf(database).map((table) => [table, Number(database.prepare(`SELECT count(*) AS count FROM "${table}"`).get()?.['count'])]));

/** What SQLite finds wrong with a database: the first of it. */
export const integrityFaults = (database: Database): string[] =>
  database
    .prepare('PRAGMA integrity_check(3)')
    .all()
    .map((row) => String(row['integrity_check']))
    .filter((text) => text !== 'ok');
