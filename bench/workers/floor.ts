/** The floor of accepting an invite: one object that changes one row, if nobody did before. Nobody is asked who they are. */
import { DurableObject } from 'cloudflare:workers';

interface Settings {
  readonly TEAM: DurableObjectNamespace<TeamObject>;
}

export class TeamObject extends DurableObject {
  constructor(state: DurableObjectState, settings: Settings) {
    super(state, settings);
    state.storage.sql.exec('CREATE TABLE IF NOT EXISTS invites (id TEXT PRIMARY KEY, used_by TEXT) STRICT, WITHOUT ROWID');
  }

  /** Adds the invites that are to be used. */
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
  async fetch(request: Request, { TEAM }: Settings): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return new Response('ok');
    const team = TEAM.getByName(pathname.split('/')[2] ?? '');
    if (!pathname.endsWith('/fill')) return team.fetch(request);
    await team.fill((await request.json()) as string[]);
    return new Response('ok');
  },
};
