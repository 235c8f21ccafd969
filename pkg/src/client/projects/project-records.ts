import type { EdgeClock } from '../../clock.ts';
import type { Account, Explanation, Project } from '../../types.ts';
import type { AccountStore } from '../account-store.ts';
import type { Grant } from '../grants.ts';
import type { ProjectsView } from '../projects-view.ts';
import type { ActiveProject } from './active-project.ts';
import { type ProjectList, projectListOf, type ReadProjects, withProject } from './project-list.ts';

/** What is known of one user. */
interface Known {
  readonly user: string | undefined;
  /** By the account's id. */
  readonly lists: Map<string, ProjectList>;
  /** What the tokens for projects grant there, by the project's id. */
  readonly tokens: Map<string, Grant>;
}

const NO_PROJECTS = projectListOf({ rows: [] }, undefined, Infinity, 0);
const NO_PERMISSIONS: ReadonlySet<string> = new Set();

/** The user's projects, in the accounts whose projects were asked for, and the tokens for them. */
export class ProjectRecords implements ProjectsView {
  readonly #store: AccountStore;
  readonly #clock: EdgeClock;
  readonly #active: ActiveProject;
  readonly #onMissing: (account: string) => void;
  /** Kept beside the store's records: those that are concealed take their projects along. */
  readonly #known = new WeakMap<object, Known>();

  /** `onMissing` is called when a check names a project of an account whose projects are not known. */
  constructor(store: AccountStore, clock: EdgeClock, active: ActiveProject, onMissing: (account: string) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#active = active;
    this.#onMissing = onMissing;
    store.onReset(() => this.#known.delete(store.records));
  }

  stateOf(account: Account): ReturnType<ProjectsView['stateOf']> {
    const list = this.list(account.id);
    const project = list && this.#active.resolve(account.id, list);
    return { ...(list && { projects: list.rows }), ...(project && { project }) };
  }

  grantOf(account: string, project: string): Grant | undefined {
    const row = this.#store.records.accounts.get(account);
    const inAccount = this.#store.records.grants.get(account);
    const list = this.list(account);
    if (row && !list) this.#onMissing(account);
    if (!row || !inAccount || !list) return undefined;
    const { token: _, ...grant } = inAccount;
    // Where the edge has refused a token for the account, nothing is granted in its projects either.
    const isDenied = row.permissions.length > 0 && inAccount.permissions.size === 0;
    const { row: { role = '' } = {}, permissions = NO_PERMISSIONS } = (!isDenied && list.byId.get(project)) || {};
    const fromToken = this.#usableToken(project);
    return {
      ...grant,
      role,
      permissions,
      // Nothing has changed for as long as the account's epoch has not.
      expiresAt: list.epoch >= row.epoch ? grant.expiresAt : Math.min(grant.expiresAt, list.expiresAt),
      ...(fromToken?.token && { token: fromToken.token }),
    };
  }

  explanationOf(account: string): Explanation | undefined {
    return this.list(account)?.explanation;
  }

  checkInputs(): readonly unknown[] {
    const { lists, tokens } = this.#current();
    const perList = [...lists].flatMap(([account, { byId, expiresAt }]) => [account, byId, this.#clock.now() < expiresAt]);
    return [...perList, ...[...tokens.keys()].filter((project) => this.#usableToken(project))];
  }

  /** The projects of an account; none where there are none; `undefined` as long as they are not known. */
  list(account: string): ProjectList | undefined {
    const { records, hasProjects } = this.#store;
    const row = records.accounts.get(account);
    if (hasProjects === false || (row && !this.#store.isInForce(row))) return NO_PROJECTS;
    return this.#current().lists.get(account);
  }

  /** The grant of the token for a project, as far as one was fetched. */
  token(project: string): Grant | undefined {
    return this.#current().tokens.get(project);
  }

  applyList(account: string, read: ReadProjects, epoch: number): void {
    const { lists } = this.#current();
    lists.set(account, projectListOf(read, lists.get(account), epoch, this.#clock.now()));
  }

  /** Applies one project, new or changed, where the list of its account was read. */
  applyRow(row: Project): void {
    const { lists } = this.#current();
    const list = lists.get(row.account);
    if (list) lists.set(row.account, withProject(list, row, this.#clock.now()));
  }

  /** Applies the grant of a token, and the project that came with it. */
  applyToken(row: Project, grant: Grant): void {
    this.#current().tokens.set(row.id, grant);
    if (grant.epoch >= (this.list(row.account)?.epoch ?? 0)) this.applyRow(row);
  }

  /** What is known of an account's projects, or of all, may be older than a change. */
  outdate(account?: string): void {
    const { lists } = this.#current();
    for (const [id, list] of lists) if (account === undefined || id === account) lists.set(id, { ...list, epoch: 0 });
    this.dropTokens();
  }

  /** Tokens that were issued before a change do not show it. */
  dropTokens(): void {
    this.#current().tokens.clear();
  }

  #usableToken(project: string): Grant | undefined {
    const grant = this.token(project);
    return grant && this.#clock.now() < grant.expiresAt ? grant : undefined;
  }

  /** What is known of the user who is signed in now. */
  #current(): Known {
    const { records } = this.#store;
    const user = records.me?.user.id;
    let known = this.#known.get(records);
    if (!known || known.user !== user) this.#known.set(records, (known = { user, lists: new Map(), tokens: new Map() }));
    return known;
  }
}
