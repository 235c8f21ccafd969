import type { Account, ClientState, Explanation, Project, Projects, Snapshot } from '../types.ts';
import { type Grant, grantFromAccount } from './grants.ts';

/** What the store and its checks use of projects. */
export interface ProjectsView {
  /** The projects of an account, and the active one among them. */
  stateOf(account: Account): Pick<ClientState, 'projects' | 'project'>;
  /** What the user may do in a project of an account; `undefined` as long as it is not known. */
  grantOf(account: string, project: string): Grant | undefined;
  /** Why the user sees no project in an account, as the edge says it. */
  explanationOf(account: string): Explanation | undefined;
  /** Everything beyond the state that a check depends on. */
  checkInputs(): readonly unknown[];
}

/** The part of the client that reads and changes projects. It is loaded when it is first needed. */
export interface ProjectsPart extends Omit<Projects, 'use'> {
  /** Reads what is not known, or may have changed. Never rejects. */
  refresh(): Promise<void>;
  use(id: string | undefined): Project | undefined;
  /** A token for a project, other than `rejected`. */
  token(account: string, project: string, rejected?: string): Promise<string>;
}

/** The projects of a server's snapshot, for display until the part of the client that reads projects is loaded. */
export const projectsOfSnapshot = ({ me, active, projects, projectsExplanation, project: id }: Snapshot, now: number): ProjectsView => {
  const row = me.accounts.find((account) => account.id === active);
  const project = projects?.find((each) => each.id === id);
  const grants = new Map<string, Grant>();
  const state = { ...(projects && { projects }), ...(project && { project }) };
  return {
    stateOf: (account) => (account.id === active ? state : {}),
    grantOf(account, named) {
      if (!row || !projects || account !== active) return undefined;
      const grant = grants.get(named) ?? grantFromAccount({ ...row, role: '', permissions: [], ...projects.find((each) => each.id === named) }, now);
      grants.set(named, grant);
      return grant;
    },
    explanationOf: (account) => (account === active ? projectsExplanation : undefined),
    checkInputs: () => [],
  };
};
