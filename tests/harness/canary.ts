// Finds secrets and addresses where they do not belong: in logs, in unauthenticated responses, in databases.
import { createHmac } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const JWS = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{20,}/g;
const ADDRESS = /[\w.+-]*[\w+-]@[a-z0-9-]+(\.[a-z0-9-]+)+/gi;
const CODE = /(?<![\w-])[\w-]{68}(?![\w-])/g;

/** The secrets of a Worker, to be found in a text. */
export interface Secret {
  readonly pepper: Buffer;
  /** Texts that are secret themselves: private keys and the encoded pepper. */
  readonly texts: readonly string[];
}

/** Tokens, invite codes and secrets in a text. */
export function tokensIn(text: string, secrets: readonly Secret[]): string[] {
  const codes = [...text.matchAll(CODE)].map(([code]) => code).filter((code) => secrets.some(({ pepper }) => isCode(code, pepper)));
  const texts = secrets.flatMap((secret) => secret.texts).filter((secret) => secret.length > 20 && text.includes(secret));
  return [...[...text.matchAll(JWS)].map(([token]) => token), ...codes, ...texts];
}

/** E-mail addresses in a text; masked addresses do not count. */
export function addressesIn(text: string): string[] {
  return [...text.matchAll(ADDRESS)].map(([address]) => address);
}

function isCode(code: string, pepper: Buffer): boolean {
  const bytes = Buffer.from(code, 'base64url');
  const tag = createHmac('sha256', pepper).update('link').update(bytes.subarray(0, 35)).digest().subarray(0, 16);
  return bytes.length === 51 && tag.equals(bytes.subarray(35));
}

/** Columns that store addresses, because the product shows them. */
const ADDRESS_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  members: ['address', 'folded_address'],
  // Until the former owner's new personal account is opened.
  former_owners: ['person'],
  // In a mailbox, which belongs to one address, a column contains the whole invite.
  invites: ['address', 'row'],
};

/** The columns in which the objects of a stopped process have one of these texts, in any case. Its log is searched as well. */
export function searchTexts(folder: string, log: string, texts: readonly string[]): string[] {
  const wanted = texts.map((each) => each.toLowerCase());
  const isIn = (value: string): boolean => {
    const lowered = value.toLowerCase();
    return wanted.some((each) => lowered.includes(each));
  };
  const places = isIn(log) ? ['the log'] : [];
  eachValue(folder, (about, { table, column, value }) => {
    if (isIn(value)) places.push(`${about}: ${table}.${column}`);
  });
  return places;
}

export interface Found {
  readonly databases: number;
  readonly values: number;
  readonly misses: readonly string[];
}

/** Searches everything that the objects of a stopped process have stored, column by column. */
export function searchDatabases(folder: string, secrets: readonly Secret[], where = ADDRESS_COLUMNS): Found {
  const misses: string[] = [];
  let values = 0;
  const databases = eachValue(folder, (about, { table, column, value }) => {
    values += 1;
    for (const token of tokensIn(value, secrets)) misses.push(`${about}: ${table}.${column} holds ${token.slice(0, 20)}…`);
    if (where[table]?.includes(column)) return;
    for (const address of addressesIn(value)) misses.push(`${about}: ${table}.${column} holds ${address}`);
  });
  return { databases, values, misses };
}

/** Calls `visit` with every value that the objects of a stopped process have stored. Returns the number of databases. */
function eachValue(folder: string, visit: (about: string, value: Value) => void): number {
  const copy = mkdtempSync(join(tmpdir(), 'hallpass-canary-'));
  try {
    if (existsSync(folder)) cpSync(folder, copy, { recursive: true });
    const files = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((each) => each.name.endsWith('.sqlite'));
    for (const { parentPath, name } of files) {
      for (const value of valuesOf(join(parentPath, name))) visit(parentPath.slice(copy.length + 1), value);
    }
    return files.length;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

interface Value {
  readonly table: string;
  readonly column: string;
  readonly value: string;
}

function* valuesOf(file: string): Generator<Value> {
  const database = new DatabaseSync(file);
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
    for (const { name: table } of tables) {
      const statement = database.prepare(`SELECT * FROM "${table}"`);
      statement.setReadBigInts(true);
      for (const row of statement.iterate() as Iterable<Record<string, unknown>>) {
        for (const [column, value] of Object.entries(row)) {
          if (value instanceof Uint8Array) yield { table, column, value: Buffer.from(value).toString('latin1') };
          else if (typeof value === 'string') yield { table, column, value };
        }
      }
    }
  } finally {
    database.close();
  }
}
