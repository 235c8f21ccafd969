/**
 * The least that accepting an invite can cost in JavaScript: the objects of the account, the user and the mailbox, one commit each, and
 * the same reply with a signed membership token. The account stores the member, the used invite, two audit events that are chained by
 * SHA-256 and its own row; the user and the mailbox one row each, which the reply waits for. There is nothing else: no second index, no
 * alarm, nothing to recover after a crash between two objects, and no caller is authenticated.
 */
import { DurableObject } from 'cloudflare:workers';

interface Env {
  readonly TEAM: DurableObjectNamespace<TeamObject>;
  readonly USER: DurableObjectNamespace<UserObject>;
  readonly MAILBOX: DurableObjectNamespace<MailboxObject>;
}

interface Accept {
  readonly invite: string;
  readonly user: string;
  readonly name: string;
  readonly email: string;
  readonly mailbox: string;
}

interface Accepted {
  readonly account: { readonly id: string; readonly name: string; readonly role: string; readonly memberCount: number; readonly epoch: number };
  readonly membership: { readonly user: string; readonly name: string; readonly email: string; readonly role: string; readonly joinedAt: string };
  readonly version: number;
}

const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const TEAM_SCHEMA = `
CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, name TEXT, members INTEGER, epoch INTEGER, seq INTEGER, hash TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (user TEXT PRIMARY KEY, name TEXT, email TEXT, role TEXT, joined_at INTEGER, invited_by TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS invites (id TEXT PRIMARY KEY, mailbox TEXT, role TEXT, inviter TEXT, used_by TEXT, used_at INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, at INTEGER, actor TEXT, action TEXT, resource TEXT, prev TEXT, hash TEXT) STRICT;
`;

export class TeamObject extends DurableObject {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    state.storage.sql.exec(TEAM_SCHEMA);
  }

  /** Adds the team's own row and pending invites. */
  fill(id: string, invites: readonly string[]): void {
    const { sql } = this.ctx.storage;
    sql.exec("INSERT OR IGNORE INTO account VALUES (?, 'Team', 1, 1, 0, '')", id);
    for (const invite of invites) sql.exec("INSERT INTO invites (id, mailbox, role, inviter) VALUES (?, ?, 'dev', 'owner')", invite, invite);
  }

  async accept({ invite, user, name, email }: Accept): Promise<Accepted | undefined> {
    const { sql } = this.ctx.storage;
    // The hashes of both events are made first: a transaction waits for nothing.
    const before = sql.exec<{ hash: string }>('SELECT hash FROM account').one().hash;
    const at = Date.now();
    const hashOf = async (prev: string, action: string): Promise<string> =>
      base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify([prev, at, user, action, invite]))));
    const first = await hashOf(before, 'invite.accept');
    const second = await hashOf(first, 'member.join');
    return this.ctx.storage.transactionSync(() => {
      const account = sql.exec<{ id: string; name: string; members: number; epoch: number; seq: number; hash: string }>('SELECT * FROM account').one();
      const open = sql.exec<{ role: string; inviter: string }>('SELECT role, inviter FROM invites WHERE id = ? AND used_by IS NULL', invite).toArray()[0];
      const isMember = sql.exec('SELECT 1 FROM members WHERE user = ?', user).toArray().length > 0;
      if (!open || isMember) return undefined;
      const put = 'INSERT INTO events (at, actor, action, resource, prev, hash) VALUES (?, ?, ?, ?, ?, ?)';
      sql.exec('UPDATE invites SET used_by = ?, used_at = ? WHERE id = ?', user, at, invite);
      sql.exec(put, at, user, 'invite.accept', invite, account.hash, first);
      sql.exec('INSERT INTO members VALUES (?, ?, ?, ?, ?, ?)', user, name, email, open.role, at, open.inviter);
      sql.exec(put, at, user, 'member.join', user, first, second);
      sql.exec('UPDATE account SET members = members + 1, epoch = epoch + 1, seq = seq + 1, hash = ?', second);
      return {
        account: { id: account.id, name: account.name, role: open.role, memberCount: account.members + 1, epoch: account.epoch + 1 },
        membership: { user, name, email, role: open.role, joinedAt: new Date(at).toISOString() },
        version: account.seq + 1,
      };
    });
  }
}

/** An object with a table of copies, of which the newest version is kept. */
class IndexObject extends DurableObject {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    state.storage.sql.exec('CREATE TABLE IF NOT EXISTS copies (id TEXT PRIMARY KEY, version INTEGER, row TEXT) STRICT, WITHOUT ROWID');
  }

  put(id: string, version: number, row: string | null): void {
    this.ctx.storage.sql.exec(
      'INSERT INTO copies VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, row = excluded.row WHERE version < excluded.version',
      id, version, row,
    );
  }
}
export class UserObject extends IndexObject {}
export class MailboxObject extends IndexObject {}

const key = crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']) as Promise<CryptoKeyPair>;

async function sign(claims: object): Promise<string> {
  const encode = (value: object): string => base64url(new TextEncoder().encode(JSON.stringify(value)));
  const content = `${encode({ alg: 'EdDSA', kid: 'floor', typ: 'membership+jwt' })}.${encode(claims)}`;
  return `${content}.${base64url(await crypto.subtle.sign('Ed25519', (await key).privateKey, new TextEncoder().encode(content)))}`;
}

export default {
  async fetch(request: Request, { TEAM, USER, MAILBOX }: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return new Response('ok');
    const name = pathname.split('/')[2] ?? '';
    const team = TEAM.getByName(name);
    if (pathname.endsWith('/fill')) {
      await team.fill(name, (await request.json()) as string[]);
      return new Response('ok');
    }
    const accept = (await request.json()) as Accept;
    const accepted = await team.accept(accept);
    if (!accepted) return Response.json({ code: 'invite_closed' }, { status: 410 });
    const { version, ...reply } = accepted;
    await Promise.all([
      USER.getByName(accept.user).put(name, version, JSON.stringify(reply.account)),
      MAILBOX.getByName(accept.mailbox).put(accept.invite, version, null),
    ]);
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: accept.user, acc: name, role: reply.account.role, epoch: reply.account.epoch, iat: now, exp: now + 60 };
    return Response.json({ ...reply, token: await sign(claims), expiresAt: new Date((now + 60) * 1000).toISOString() });
  },
};
