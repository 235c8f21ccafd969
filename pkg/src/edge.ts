import type { EdgeClock } from './clock.ts';
import type { Call, Http } from './http.ts';
import { segment } from './ids.ts';
import type { Loop } from './loop.ts';
import { refusal } from './messages.ts';
import type { Session } from './session.ts';
import type { ClientOptions } from './types.ts';

/** What the groups of operations share. */
export interface Edge {
  readonly http: Http;
  readonly session: Session;
  readonly clock: EdgeClock;
  /** Path of an account; the active one unless `id` is given. Throws `not_found` if there is none. */
  path(id?: string): { readonly id: string; readonly at: string };
  /** A change by this client; settles with the reply once it is sent and taken. */
  change<T>(method: string, path: string, call?: Call): Promise<T>;
  /** After a change to members or roles of `id`: this tab's token and list follow at once, other tabs are told. */
  touched(id?: string): void;
}

/** The shared parts, wired. */
export const createEdge = (
  options: ClientOptions,
  http: Http,
  session: Session,
  clock: EdgeClock,
  loop: Loop,
): Edge => ({
  http,
  session,
  clock,
  path(id = session.active()) {
    if (id === undefined) throw refusal('not_found', {}, options.messages);
    return { id, at: `/v1/accounts/${segment('account', id)}` };
  },
  change: (method, path, call) => http(method, path, { ...call, change: true }),
  touched(id) {
    loop.announce();
    void session.look(true);
    // Only where a token is in use: another member's change never makes mine bad.
    if (id !== undefined && session.book.grants.get(id)?.token) session.token(id, true).catch(() => {});
  },
});
