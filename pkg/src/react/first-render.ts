import { evaluateQuery } from '../client/checks.ts';
import { grantFromAccount } from '../client/grants.ts';
import type { ClientState, Query, Snapshot, Verdict } from '../types.ts';

/**
 * What the first render shows, on the server and while the browser hydrates its markup: the snapshot, whatever has
 * happened since. Newer data follows in the next render, so that markup and state agree without a warning.
 */
export interface FirstRender {
  readonly state: ClientState;
  /** Evaluates a query by the snapshot alone. */
  evaluate(query: Query): Verdict;
}

/** The first render of a page that a server rendered from `snapshot`, or of one that knows nothing yet. */
export const firstRenderOf = (snapshot: Snapshot | undefined): FirstRender => {
  if (!snapshot) {
    return {
      state: { status: 'loading', accounts: [], inboxCount: 0 },
      evaluate: (query) => evaluateQuery(query, { grant: undefined, now: 0 }),
    };
  }
  const { user, accounts, inboxCount } = snapshot.me;
  const rowOf = (id: string) => accounts.find((account) => account.id === id);
  const active = rowOf(snapshot.active);
  return {
    state: { status: 'ready', user, ...(active && { active }), accounts, inboxCount },
    evaluate(query) {
      const row = rowOf(query.account ?? snapshot.active);
      const notAMember = query.account !== undefined && !row;
      return evaluateQuery(query, { notAMember, grant: row && grantFromAccount(row, 0), now: 0 });
    },
  };
};
