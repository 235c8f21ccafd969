import type { EdgeClock } from './clock.ts';
import type { Call, Http } from './http.ts';
import type { segment } from './ids.ts';
import type { Loop } from './loop.ts';
import type { refusal } from './messages.ts';
import type { Session } from './session.ts';
import type { ClientOptions } from './types.ts';

/** What operations share, and what they need of the entry without being part of it. */
export interface Edge {
  readonly options: ClientOptions;
  readonly http: Http;
  readonly session: Session;
  readonly clock: EdgeClock;
  readonly refusal: typeof refusal;
  readonly segment: typeof segment;
  /** This device's time, for spans. */
  readonly localNow: () => number;
  readonly announce: Loop['announce'];
}

/** Names an account in a path. */
export interface Place {
  readonly id: string;
  readonly at: `/v1/accounts/${string}`;
}

/** The account `id`, or the active one. Throws `not_found` if there is none. */
export const place = ({ session, refusal, segment, options }: Edge, id = session.active()): Place => {
  if (id === undefined) throw refusal('not_found', {}, options.messages);
  return { id, at: `/v1/accounts/${segment('account', id)}` };
};

/** A change by this client. */
export const change = <T>({ http }: Edge, method: string, path: Parameters<Http>[1], call?: Call): Promise<T> =>
  http(method, path, { ...call, change: true });

/** After a change in `id`: lists of it, this tab's token and my accounts follow at once, other tabs are told. */
export const touched = ({ session, announce }: Edge, id?: string): void => {
  announce();
  session.commit([['changed', id === undefined ? {} : { account: id }]]);
  void session.look(true);
  // Only where a token is in use: another member's change never makes mine bad.
  if (id !== undefined && session.book.grants.get(id)?.token) session.token(id, true).catch(() => {});
};
