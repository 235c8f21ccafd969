/** One request about an account, with all that follows from it. */

import type { HallpassError } from '../errors.ts';
import type { Call, Http } from './http-client.ts';
import { segment } from './ids.ts';
import type { Loop } from './background-sync.ts';
import { refusal } from '../messages.ts';
import type { Session } from './account-store.ts';
import type { ClientOptions, In } from '../types.ts';

/** What operations share. */
export interface Edge {
  /** Settles when it is known who I am, which the first operation asks. */
  known(): Promise<void>;
  /** The active account by the address at the time of the call, even if it is not known yet who I am. */
  activeAccount(): Promise<string | undefined>;
  /** The account that is named, or the active one. Rejects with `not_found` if there is none. */
  accountFor(where?: In): Promise<string>;
  /**
   * One request about the account that is named, or the active one. A change is taken in by `done`, then followed by
   * everything that shows it.
   */
  askAbout<T>(method: string, where: In | undefined, rest?: Rest, call?: Call, done?: (reply: T, id: string) => void): Promise<T>;
  /** After a change in `id`: lists of it, this tab's token and my accounts follow at once, other tabs are told. */
  carryOn(id?: string): void;
}

/** What follows an account's id in a path. */
export type Rest = '' | `/${string}`;

/** The edge, asked for `session`. */
export const createEdge = (
  { messages }: ClientOptions,
  http: Http,
  session: Session,
  announce: Loop['announce'],
  begin: Loop['begin'],
): Edge => {
  const isKnown = (): boolean => {
    const { status, user } = session.stateNow();
    return status !== 'loading' || user !== undefined;
  };
  const known = async (): Promise<void> => {
    if (!isKnown()) await begin();
  };
  const activeAccount = async (): Promise<string | undefined> => {
    if (isKnown()) return session.worksIn();
    const named = session.tab.named();
    await begin();
    return session.tab.choose(named, session.book.mine, session.book.me?.own.id);
  };
  const accountFor = async (where: In = {}): Promise<string> => {
    const account = where.account ?? (await activeAccount());
    if (account === undefined) throw refusal('not_found', {}, messages);
    return segment('account', account);
  };
  const carryOn = (id?: string): void => {
    announce();
    session.wrote(id);
    void session.recheck(true);
  };
  return {
    known,
    activeAccount,
    accountFor,
    carryOn,
    async askAbout(method, where, rest = '', call, done) {
      const account = await accountFor(where);
      const alters = call?.alters ?? method !== 'GET';
      try {
        const reply = await http<never>(method, `/v1/accounts/${account}${rest}`, { ...call, alters });
        if (namesOther(reply, account)) throw refusal('account_mismatch', {}, messages);
        done?.(reply, account);
        if (alters) carryOn(account);
        return reply;
      } catch (error) {
        const { code } = error as HallpassError;
        // A no of one's own account is news: what I am there is asked for at once.
        if ((code === 'not_found' || code === 'forbidden') && session.book.mine.has(account)) session.token(account, true).catch(() => {});
        throw error;
      }
    },
  };
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
