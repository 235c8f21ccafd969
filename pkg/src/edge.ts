/** What operations share. Of the entry it takes types alone; what it needs to run is handed in, so that the entry is one file. */

import type { EdgeClock } from './clock.ts';
import type { HallpassError } from './errors.ts';
import type { Code } from './generated.ts';
import type { payload } from './grants.ts';
import type { Call, Http } from './http.ts';
import type { segment } from './ids.ts';
import type { Loop } from './loop.ts';
import type { Session } from './session.ts';
import type { ClientOptions } from './types.ts';

/** What the entry hands in. */
export interface Edge {
  readonly options: ClientOptions;
  readonly http: Http;
  readonly session: Session;
  readonly clock: EdgeClock;
  readonly announce: Loop['announce'];
  readonly segment: typeof segment;
  readonly payload: typeof payload;
  /** A refusal in the host's words. */
  refuse(code: Code, cause?: unknown): HallpassError;
}

/** The account `id`, or the active one. Throws `not_found` if there is none. */
export const accountIn = ({ session, refuse, segment }: Edge, id = session.active()): string => {
  if (id === undefined) throw refuse('not_found');
  return segment('account', id);
};

/** The account that an invite's id names, and where the invite is in it. */
export const inviteAt = ({ segment }: Edge, id: string): readonly [account: string, rest: `/${string}`] => {
  const invite = segment('invite', id);
  return [`acc_${invite.slice(4, 26)}`, `/invites/${invite}`];
};

/**
 * One request about the account `id`, or the active one. A change is taken in by `done`, then followed by
 * everything that shows it.
 */
export const ask = async <T>(
  edge: Edge,
  method: string,
  id: string | undefined,
  rest: '' | `/${string}` = '',
  call?: Call,
  done?: (reply: T, id: string) => void,
): Promise<T> => {
  const account = accountIn(edge, id);
  const change = call?.change ?? method !== 'GET';
  const reply = await watched<T>(edge, method, account, rest, { ...call, change });
  done?.(reply, account);
  if (change) touched(edge, account);
  return reply;
};

/** After a change in `id`: lists of it, this tab's token and my accounts follow at once, other tabs are told. */
export const touched = ({ session, announce }: Edge, id?: string): void => {
  announce();
  session.wrote(id);
  void session.look(true);
};

/** Lets no reply about another account through, and takes a no of one's own account for news. */
const watched = async <T>({ http, session, refuse }: Edge, method: string, account: string, rest: string, call: Call): Promise<T> => {
  try {
    const reply = await http<T>(method, `/v1/accounts/${account}${rest}`, call);
    if (namesOther(reply, account)) throw refuse('account_mismatch');
    return reply;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if ((code === 'not_found' || code === 'forbidden') && session.book.rows.has(account)) {
      // What I am there is asked for at once.
      session.token(account, true).catch(() => {});
    }
    throw error;
  }
};

/** Whether a reply says anywhere that it is of another account. What hosts wrote into audit details is theirs. */
const namesOther = (reply: unknown, account: string): boolean => {
  let other = false;
  JSON.stringify(reply, (key, value) => {
    if ((key === 'account' || key === 'id') && /^acc_/.test(value) && value !== account) other = true;
    return key === 'details' ? undefined : value;
  });
  return other;
};
