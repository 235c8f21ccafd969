/** The least that accepting an invite can cost: one object, one conditional UPDATE. Callers are not authenticated. */
import { DurableObject } from 'cloudflare:workers';

interface Env {
  readonly TEAM: DurableObjectNamespace<TeamObject>;
}

export class TeamObject extends DurableObject {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    state.storage.sql.exec('CREATE TABLE IF NOT EXISTS invites (id TEXT PRIMARY KEY, used_by TEXT) STRICT, WITHOUT ROWID');
  }

  /** Adds pending invites. */
  fill(ids: readonly string[]): void {
    for (const id of ids) this.ctx.storage.sql.exec('INSERT INTO invites (id) VALUES (?)', id);
  }

  override async fetch(request: Request): Promise<Response> {
    const { invite, user } = (await request.json()) as { invite: string; user: string };
    const used = this.ctx.storage.sql.exec('UPDATE invites SET used_by = ? WHERE id = ? AND used_by IS NULL', user, invite);
    return used.rowsWritten > 0 ? Response.json({ invite, user }) : Response.json({ code: 'invite_closed' }, { status: 410 });
  }
}

export default {
  async fetch(request: Request, { TEAM }: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return new Response('ok');
    const team = TEAM.getByName(pathname.split('/')[2] ?? '');
    if (!pathname.endsWith('/fill')) return team.fetch(request);
    await team.fill((await request.json()) as string[]);
    return new Response('ok');
  },
};
