import type { EdgeClock } from './clock.ts';
import type { HallpassError } from './errors.ts';
import type { Code } from './generated.ts';
import type { Call, Http } from './http.ts';
import { segment } from './ids.ts';
import type { Loop } from './loop.ts';
import { refusal } from './messages.ts';
import type { Session } from './session.ts';
import type { ClientOptions } from './types.ts';

/** What operations share. */
export interface Edge {
  readonly options: ClientOptions;
  readonly http: Http;
  readonly session: Session;
  readonly clock: EdgeClock;
  readonly announce: Loop['announce'];
  /** A refusal in the host's words. */
  refuse(code: Code, cause?: unknown): HallpassError;
}

/** What is loaded later needs of this file. It is handed over, so that it takes types alone and the client stays one file. */
export interface Tools extends Edge {
  ask<T>(method: string, id: string | undefined, rest: '' | `/${string}`, call?: Call): Promise<T>;
  accountIn(id: string | undefined): string;
  inviteAt(id: string): readonly [account: string, rest: `/${string}`];
}

/** The account `id`, or the active one. Throws `not_found` if there is none. */
export const accountIn = ({ session, refuse }: Edge, id = session.active()): string => {
  if (id === undefined) throw refuse('not_found');
  return segment('account', id);
};

/** The account that an invite's id names, and where the invite is in it. */
export const inviteAt = (id: string): readonly [account: string, rest: `/${string}`] => {
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
  const reply = await edge.http<T>(method, `/v1/accounts/${account}${rest}`, { ...call, change });
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

/** `http` that lets no reply about another account through, and takes a no of one's own account for news. */
export const watched = (http: Http, session: Session): Http => async (method, path, call) => {
  const account = /acc_[\w-]{22}/.exec(path)?.[0];
  try {
    const reply = await http(method, path, call);
    if (account && namesOther(reply, account)) throw refusal('account_mismatch');
    return reply as never;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (account && (code === 'not_found' || code === 'forbidden') && session.book.rows.has(account)) {
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
