import type { Advice } from './advice.ts';
import type { EdgeClock } from './clock.ts';
import type { Session } from './session.ts';
import { test, type View } from './grants.ts';
import { refusal } from './messages.ts';
import type { Client, ClientOptions, Query } from './types.ts';

type Gate = Pick<Client, 'can' | 'has' | 'evaluate' | 'protect' | 'explain' | 'diagnose'>;

/** What may be shown. It never waits and never lets through what it does not know; the edge decides again. */
export const createGate = (options: ClientOptions, session: Session, clock: EdgeClock, advice: () => Promise<Advice>): Gate => {
  const { rows, grants } = session.book;

  const view = (account: string | undefined): View => {
    const { status } = session.state();
    const id = account ?? session.active();
    return {
      nobody: status === 'signed-out',
      // An address that names an account I lack is not a no: there is something to explain.
      stranger: account !== undefined && session.book.me !== undefined && !rows.has(account),
      grant: id === undefined ? undefined : grants.get(id),
      now: clock.now(),
      policy: session.policies.now(),
    };
  };

  const evaluate = (query: Query) => test(query, view(query?.account));
  const has = (query: Query) => evaluate(query) === 'allow';

  return {
    can(permission, where) {
      for (const key in where) if (key !== 'account') return false;
      const id = where?.account ?? session.active();
      const grant = id === undefined ? undefined : grants.get(id);
      return grant !== undefined && clock.now() < grant.until && grant.names.has(permission);
    },
    has,
    evaluate,
    protect(query) {
      if (has(query)) return;
      const code = session.state().status === 'signed-out' ? 'not_signed_in' : 'forbidden';
      throw refusal(code, {}, options.messages);
    },
    explain: async (query) => (await advice()).explain(query),
    diagnose: async (query = {}) => (await advice()).diagnose(query),
  };
};
