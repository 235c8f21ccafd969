import { evaluateQuery } from '../client/checks.ts';
import { grantFromAccount } from '../client/grants.ts';
import type { ClientState, Query, Snapshot, Verdict } from '../types.ts';

/**
 * What the first paint shows, on the server and while the browser takes its markup over: the snapshot, whatever
 * has happened since. What is new follows in the paint after, so that markup and state agree without a warning.
 */
export interface FirstPaint {
  readonly state: ClientState;
  /** The gate's answer by the snapshot alone. */
  evaluate(query: Query): Verdict;
}

/** The first paint of a page that a server rendered with `initial`, or of one that knows nothing yet. */
export const firstPaint = (initial: Snapshot | undefined): FirstPaint => {
  if (!initial) return { state: { status: 'loading', accounts: [], inboxCount: 0 }, evaluate: (query) => evaluateQuery(query, NOTHING) };
  const { user, accounts, inboxCount } = initial.me;
  const rowOf = (id: string) => accounts.find((account) => account.id === id);
  const active = rowOf(initial.active);
  return {
    state: { status: 'ready', user, ...(active ? { active } : {}), accounts, inboxCount },
    evaluate(query) {
      const row = rowOf(query.account ?? initial.active);
      return evaluateQuery(query, { ...NOTHING, notAMember: query.account !== undefined && !row, grant: row && grantFromAccount(row, 0) });
    },
  };
};

const NOTHING = { grant: undefined, now: 0 };
