import { evaluateQuery } from '../client/checks.ts';
import { grantFromAccount } from '../client/grants.ts';
import { projectsOfSnapshot } from '../client/projects-view.ts';
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
  const projects = projectsOfSnapshot(snapshot, 0);
  return {
    state: { status: 'ready', user, ...(active && { active }), accounts, ...(active && projects.stateOf(active)), inboxCount },
    evaluate(query) {
      const { account = snapshot.active, project } = query;
      const row = rowOf(account);
      const notAMember = query.account !== undefined && !row;
      const grant = project === undefined ? row && grantFromAccount(row, 0) : projects.grantOf(account, project);
      return evaluateQuery(query, { notAMember, grant, now: 0 });
    },
  };
};
