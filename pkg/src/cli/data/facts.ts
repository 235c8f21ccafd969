/** What the objects say about each other, collected in a database in memory, where one statement finds each disagreement. */

import { OBJECTS } from '../workerd-config.ts';
import { objectId } from './objects.ts';
import { type Database, hasTable, type Sqlite } from './sqlite.ts';

/**
 * `object` is workerd's id of a user's object or of a mailbox. `waiting` has rows that an account is still to deliver; `object`
 * is '*' for those of all members, and null where an announcement names the invite alone. `hidden` are accounts whose invites had no
 * place in a mailbox.
 */
const SCHEMA = `
CREATE TABLE objects (class TEXT, id TEXT, readable INTEGER, PRIMARY KEY (class, id));
CREATE TABLE accounts (id TEXT PRIMARY KEY, object TEXT, sequence INTEGER);
CREATE TABLE members (account TEXT, user TEXT, object TEXT, PRIMARY KEY (account, object));
CREATE TABLE invites (invite TEXT PRIMARY KEY, account TEXT, object TEXT);
CREATE TABLE lists (object TEXT, account TEXT, account_object TEXT, version INTEGER, PRIMARY KEY (object, account));
CREATE TABLE inboxes (object TEXT, invite TEXT, account TEXT, account_object TEXT, version INTEGER, PRIMARY KEY (object, invite));
CREATE TABLE hidden (object TEXT, account TEXT, PRIMARY KEY (object, account));
CREATE TABLE erased (object TEXT PRIMARY KEY);
CREATE TABLE waiting (account TEXT, subject TEXT, object TEXT);
CREATE INDEX waiting_by_subject ON waiting (account, subject);
`;

/** A row of a user's list of accounts, or of an inbox, that its account knows nothing of. */
export interface StaleRow {
  /** The object that has it. */
  readonly object: string;
  /** The account's id, or the invite's. */
  readonly subject: string;
}

const STALE_IN_LIST = `
FROM lists WHERE NOT EXISTS (SELECT 1 FROM members WHERE members.account = lists.account AND members.object = lists.object)`;
const STALE_IN_INBOX = `
FROM inboxes WHERE NOT EXISTS (SELECT 1 FROM invites WHERE invites.invite = inboxes.invite AND invites.object = inboxes.object)`;
const isReadable = (object: string, id: string): string => `EXISTS (SELECT 1 FROM objects WHERE class = '${object}' AND id = ${id} AND readable = 1)`;
const isMissing = (object: string, id: string): string => `NOT EXISTS (SELECT 1 FROM objects WHERE class = '${object}' AND id = ${id})`;
const isSettled = (account: string, subject: string, object: string): string =>
  `NOT EXISTS (SELECT 1 FROM waiting WHERE waiting.account = ${account} AND waiting.subject = ${subject} AND coalesce(waiting.object, ${object}) IN (${object}, '*'))`;

/** Each statement finds one kind of disagreement, as a line. What an account is still to deliver is none, nor what cannot be read. */
const DISAGREEMENTS = [
  `SELECT 'UserObject ' || object || ': its list has ' || account || ', which has no data' AS line FROM lists
   WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.id = lists.account)
   AND (${isMissing(OBJECTS.ACCOUNT, 'account_object')} OR ${isReadable(OBJECTS.ACCOUNT, 'account_object')})`,
  `SELECT 'UserObject ' || object || ': its list has ' || account || ', of which the user is no member' AS line ${STALE_IN_LIST}
   AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = lists.account)
   AND ${isReadable(OBJECTS.ACCOUNT, 'account_object')} AND ${isSettled('lists.account', 'lists.account', 'lists.object')}`,
  `SELECT 'AccountObject ' || account || ': its member ' || user || ' has no data' AS line FROM members
   WHERE ${isMissing(OBJECTS.USER, 'members.object')} AND ${isSettled('members.account', 'members.account', 'members.object')}`,
  `SELECT 'AccountObject ' || account || ': it is not in the list of its member ' || user AS line FROM members
   WHERE ${isReadable(OBJECTS.USER, 'members.object')} AND NOT EXISTS (SELECT 1 FROM erased WHERE erased.object = members.object)
   AND NOT EXISTS (SELECT 1 FROM lists WHERE lists.account = members.account AND lists.object = members.object)
   AND ${isSettled('members.account', 'members.account', 'members.object')}`,
  `SELECT 'UserObject ' || lists.object || ': its row of ' || account || ' is newer than the account' AS line
   FROM lists JOIN accounts ON accounts.id = lists.account WHERE version > sequence`,
  `SELECT 'MailboxObject ' || object || ': it has ' || invite || ', whose account has no data' AS line FROM inboxes
   WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.id = inboxes.account)
   AND (${isMissing(OBJECTS.ACCOUNT, 'account_object')} OR ${isReadable(OBJECTS.ACCOUNT, 'account_object')})`,
  `SELECT 'MailboxObject ' || object || ': it has ' || invite || ', which is not pending' AS line ${STALE_IN_INBOX}
   AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = inboxes.account)
   AND ${isReadable(OBJECTS.ACCOUNT, 'account_object')} AND ${isSettled('inboxes.account', 'inboxes.invite', 'inboxes.object')}`,
  `SELECT 'AccountObject ' || account || ': the mailbox of ' || invite || ' has no data' AS line FROM invites
   WHERE ${isMissing(OBJECTS.MAILBOX, 'invites.object')} AND ${isSettled('invites.account', 'invites.invite', 'invites.object')}`,
  `SELECT 'AccountObject ' || account || ': the mailbox of ' || invite || ' does not have it' AS line FROM invites
   WHERE ${isReadable(OBJECTS.MAILBOX, 'invites.object')} AND NOT EXISTS (SELECT 1 FROM erased WHERE erased.object = invites.object)
   AND NOT EXISTS (SELECT 1 FROM inboxes WHERE inboxes.invite = invites.invite AND inboxes.object = invites.object)
   AND NOT EXISTS (SELECT 1 FROM hidden WHERE hidden.object = invites.object AND hidden.account = invites.account)
   AND ${isSettled('invites.account', 'invites.invite', 'invites.object')}`,
  `SELECT 'MailboxObject ' || inboxes.object || ': its row of ' || invite || ' is newer than the account' AS line
   FROM inboxes JOIN accounts ON accounts.id = inboxes.account WHERE version > sequence`,
];

/** A row of `broadcasts`, whose `cursor` is JSON for what a command announced. */
interface Announced {
  readonly users?: readonly string[];
  readonly invites?: readonly string[];
  readonly every_member?: boolean;
}

export class Facts {
  readonly #database: Database;

  constructor({ DatabaseSync }: Sqlite) {
    this.#database = new DatabaseSync(':memory:');
    this.#database.exec(SCHEMA);
  }

  /** An object, and whether it can be compared with others. */
  addObject(object: string, id: string, isReadable: boolean): void {
    this.#insert('objects', object, id, isReadable ? 1 : 0);
  }

  /** The object of an erased user, or of the address of one. */
  addErased(id: string): void {
    this.#insert('erased', id);
  }

  /** A user's list of accounts. */
  addList(id: string, database: Database): void {
    for (const { account, version } of database.prepare('SELECT account, version FROM accounts WHERE row IS NOT NULL').iterate()) {
      this.#insert('lists', id, account, objectId(OBJECTS.ACCOUNT, String(account)), version);
    }
  }

  /** A mailbox's invites that have not expired. */
  addInbox(id: string, database: Database, now: number): void {
    for (const { id: invite, version } of database.prepare('SELECT id, version FROM invites WHERE row IS NOT NULL AND (expires_at IS NULL OR expires_at > ?)').iterate(now)) {
      const account = accountOf(String(invite));
      this.#insert('inboxes', id, invite, account, objectId(OBJECTS.ACCOUNT, account), version);
    }
    if (!hasTable(database, 'former_accounts')) return;
    for (const { account } of database.prepare('SELECT account FROM former_accounts').iterate()) this.#insert('hidden', id, account);
  }

  /** An account with its members, its pending invites and what it is still to deliver. */
  addAccount(id: string, account: string, database: Database, now: number): void {
    this.#insert('accounts', account, id, database.prepare('SELECT sequence FROM account').get()?.['sequence']);
    for (const { user } of database.prepare('SELECT user FROM members').iterate()) this.#insert('members', account, user, objectId(OBJECTS.USER, String(user)));
    // Most personal accounts have no such table.
    if (hasTable(database, 'invites')) {
      const pending = database.prepare("SELECT id, mailbox FROM invites WHERE state = 'pending' AND mailbox IS NOT NULL AND (expires_at IS NULL OR expires_at > ?)");
      for (const { id: invite, mailbox } of pending.iterate(now)) this.#insert('invites', invite, account, objectId(OBJECTS.MAILBOX, String(mailbox)));
    }
    if (hasTable(database, 'restored')) this.#addAllWaiting(account);
    for (const { kind, destination, subject } of database.prepare('SELECT kind, destination, subject FROM outbox').iterate()) {
      this.#insert('waiting', account, subject, objectId(kind === 'user' ? OBJECTS.USER : OBJECTS.MAILBOX, String(destination)));
    }
    for (const { kind, cursor } of database.prepare('SELECT kind, cursor FROM broadcasts').iterate()) {
      const announced: Announced = kind === 'members' ? { every_member: true } : (JSON.parse(String(cursor)) as Announced);
      if (announced.every_member === true) this.#insert('waiting', account, account, '*');
      for (const user of announced.users ?? []) this.#insert('waiting', account, account, objectId(OBJECTS.USER, user));
      for (const invite of announced.invites ?? []) this.#insert('waiting', account, invite, null);
    }
  }

  /** An account that was restored delivers all of its rows at its first use. */
  #addAllWaiting(account: string): void {
    this.#insert('waiting', account, account, '*');
    this.#database.prepare('INSERT INTO waiting SELECT account, invite, object FROM invites WHERE account = ?').run(account);
  }

  /** Everything that disagrees, a line each. */
  disagreements(): string[] {
    return DISAGREEMENTS.flatMap((statement) => this.#database.prepare(`${statement} ORDER BY line`).all().map(({ line }) => String(line)));
  }

  /** The rows of lists of accounts that no account has a member for. */
  staleInLists(): StaleRow[] {
    return this.#stale(`SELECT object, account AS subject ${STALE_IN_LIST}`);
  }

  /** The rows of inboxes that no account has a pending invite for. */
  staleInInboxes(): StaleRow[] {
    return this.#stale(`SELECT object, invite AS subject ${STALE_IN_INBOX}`);
  }

  #stale(statement: string): StaleRow[] {
    return this.#database.prepare(`${statement} ORDER BY object, subject`).all().map(({ object, subject }) => ({ object: String(object), subject: String(subject) }));
  }

  #insert(table: string, ...values: readonly unknown[]): void {
    const places = values.map(() => '?').join();
    this.#database.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${places})`).run(...(values as (string | number | null)[]));
  }
}

/** The account of an invite: an invite's id contains its account's. */
const accountOf = (invite: string): string => `acc_${invite.slice('inv_'.length, 'inv_'.length + 22)}`;
