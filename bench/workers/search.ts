/**
 * Members in a Durable Object that only reads them: by the statement with which Hallpass searched before it had an index, and by a plain
 * `LIKE`. Callers are not authenticated, and names arrive folded.
 */
import { DurableObject } from 'cloudflare:workers';

interface Env {
  readonly TEAM: DurableObjectNamespace<TeamObject>;
}

/** User, name, folded name, address, and time of joining. */
type Row = readonly [string, string, string, string, number];

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS members (
    user TEXT PRIMARY KEY, name TEXT NOT NULL, folded_name TEXT NOT NULL, address TEXT, image TEXT, role TEXT NOT NULL, joined_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS members_by_joining ON members (joined_at, user)`;

const STATEMENTS: Readonly<Record<string, string>> = {
  instr: `SELECT * FROM members WHERE (joined_at, user) > (0, '') AND (instr(folded_name, ?1) > 0 OR instr(address, ?1) > 0)
    ORDER BY joined_at, user LIMIT 51`,
  like: `SELECT * FROM members WHERE folded_name LIKE '%' || ?1 || '%' OR address LIKE '%' || ?1 || '%' ORDER BY joined_at, user LIMIT 51`,
};

export class TeamObject extends DurableObject {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    state.storage.sql.exec(SCHEMA);
  }

  fill(rows: readonly Row[]): void {
    for (const row of rows) this.ctx.storage.sql.exec(`INSERT INTO members VALUES (?, ?, ?, ?, NULL, 'dev', ?)`, ...row);
  }

  override fetch(request: Request): Response {
    const { pathname, searchParams } = new URL(request.url);
    const statement = STATEMENTS[pathname.slice(1)] ?? '';
    return Response.json({ items: this.ctx.storage.sql.exec(statement, searchParams.get('q')).toArray().slice(0, 50) });
  }
}

export default {
  async fetch(request: Request, { TEAM }: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return new Response('ok');
    const team = TEAM.getByName('team');
    if (pathname !== '/fill') return team.fetch(request);
    await team.fill((await request.json()) as Row[]);
    return new Response('ok');
  },
};
