/**
 * The least that an import can cost in JavaScript: the objects of a user and of an account, with the rows that Hallpass stores of them, one
 * commit each. A new user is a personal account with its owner as a member, two audit events that are chained by SHA-256, and a row in the
 * user's list. A team is the same, and a member of a team is a row there, an event and a row in their list. There is nothing else: no second
 * index, no alarm, no recovery from a crash between two objects, no notice to other members, and no authentication.
 */
import { DurableObject } from 'cloudflare:workers';

interface Env {
  readonly ACCOUNT: DurableObjectNamespace<AccountObject>;
  readonly USER: DurableObjectNamespace<UserObject>;
  /** The response to `GET /v1/policy`. */
  readonly POLICY: string;
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const digest = async (content: unknown): Promise<string> =>
  base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(content))));

const ACCOUNT_SCHEMA = `
CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, name TEXT, owner TEXT, members INTEGER, epoch INTEGER, seq INTEGER, hash TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (user TEXT PRIMARY KEY, name TEXT, email TEXT, role TEXT, joined_at INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, at INTEGER, actor TEXT, action TEXT, resource TEXT, prev TEXT, hash TEXT) STRICT;
`;

export class AccountObject extends DurableObject {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    state.storage.sql.exec(ACCOUNT_SCHEMA);
  }

  /** Opens the account, unless it is open. */
  async open(id: string, name: string, owner: Person): Promise<{ id: string; name: string; memberCount: number }> {
    const { sql } = this.ctx.storage;
    const at = Date.now();
    const first = await digest(['', at, 'import', 'account.create', id]);
    const second = await digest([first, at, 'import', 'member.join', owner.id]);
    this.ctx.storage.transactionSync(() => {
      if (sql.exec('SELECT 1 FROM account').toArray().length > 0) return;
      sql.exec('INSERT INTO account VALUES (?, ?, ?, 1, 1, 2, ?)', id, name, owner.id, second);
      sql.exec("INSERT INTO members VALUES (?, ?, ?, 'owner', ?)", owner.id, owner.name, owner.email, at);
      const put = 'INSERT INTO events (at, actor, action, resource, prev, hash) VALUES (?, ?, ?, ?, ?, ?)';
      sql.exec(put, at, 'import', 'account.create', id, '', first);
      sql.exec(put, at, 'import', 'member.join', owner.id, first, second);
    });
    return { id, name, memberCount: 1 };
  }

  async enrol(person: Person, role: string): Promise<{ row: object; version: number }> {
    const { sql } = this.ctx.storage;
    const { hash } = sql.exec<{ hash: string }>('SELECT hash FROM account').one();
    const at = Date.now();
    const next = await digest([hash, at, 'import', 'member.join', person.id]);
    return this.ctx.storage.transactionSync(() => {
      const account = sql.exec<{ id: string; name: string; members: number; seq: number }>('SELECT * FROM account').one();
      const isMember = sql.exec('SELECT 1 FROM members WHERE user = ?', person.id).toArray().length > 0;
      if (!isMember) {
        sql.exec('INSERT INTO members VALUES (?, ?, ?, ?, ?)', person.id, person.name, person.email, role, at);
        sql.exec(
          'INSERT INTO events (at, actor, action, resource, prev, hash) VALUES (?, ?, ?, ?, ?, ?)',
          at, 'import', 'member.join', person.id, hash, next,
        );
        sql.exec('UPDATE account SET members = members + 1, epoch = epoch + 1, seq = seq + 1, hash = ?', next);
      }
      return { row: { id: account.id, name: account.name, role, memberCount: account.members + 1 }, version: account.seq + 1 };
    });
  }
}

export class UserObject extends DurableObject {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    state.storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS copies (id TEXT PRIMARY KEY, version INTEGER, row TEXT) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS person (id TEXT PRIMARY KEY, name TEXT, email TEXT) STRICT, WITHOUT ROWID`);
  }

  put(id: string, version: number, row: object, person?: Person): void {
    const { sql } = this.ctx.storage;
    if (person) sql.exec('INSERT OR REPLACE INTO person VALUES (?, ?, ?)', person.id, person.name, person.email);
    sql.exec(
      'INSERT INTO copies VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, row = excluded.row WHERE version < excluded.version',
      id, version, JSON.stringify(row),
    );
  }

  find(): Person | undefined {
    return this.ctx.storage.sql.exec<{ id: string; name: string; email: string }>('SELECT * FROM person').toArray()[0];
  }
}

export default {
  async fetch(request: Request, { ACCOUNT, USER, POLICY }: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return new Response('ok');
    if (pathname === '/v1/policy') return new Response(POLICY, { headers: { 'content-type': 'application/json' } });
    const body = (await request.json()) as Record<string, string>;
    const text = (field: string): string => body[field] ?? '';

    /** Opens an account, and puts it into its owner's list. */
    const open = async (id: string, name: string, owner: Person, isOwn: boolean): Promise<object> => {
      const account = await ACCOUNT.getByName(id).open(id, name, owner);
      await USER.getByName(owner.id).put(id, 2, account, isOwn ? owner : undefined);
      return account;
    };

    if (pathname === '/v1/users') {
      const id = `usr_${await digest([text('provider'), text('subject')])}`;
      const own = await open(`acc_${await digest(id)}`, text('name'), { id, name: text('name'), email: text('email') }, true);
      return Response.json({ user: { id, email: text('email'), emailVerified: true, name: text('name') }, own });
    }
    if (pathname === '/v1/accounts') {
      const owner = await USER.getByName(text('owner')).find();
      if (!owner) return Response.json({ code: 'not_found' }, { status: 404 });
      return Response.json(await open(`acc_${await digest(text('externalId'))}`, text('name'), owner, false), { status: 201 });
    }
    const [account = '', user = ''] = /^\/v1\/accounts\/([^/]+)\/members\/([^/]+)$/.exec(pathname)?.slice(1) ?? [];
    const person = await USER.getByName(user).find();
    if (!person) return Response.json({ code: 'not_found' }, { status: 404 });
    const { row, version } = await ACCOUNT.getByName(account).enrol(person, text('role'));
    await USER.getByName(user).put(account, version, row);
    return Response.json({ user, name: person.name, email: person.email, role: text('role') });
  },
};
