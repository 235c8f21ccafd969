import type { EdgeClock } from '../clock.ts';
import type { HallpassError } from '../errors.ts';
import type { Account, ClientOptions, ClientState, Events, Explanation, InProject, Me, Policy, Status, User } from '../types.ts';
import { AccountRecords } from './account-records.ts';
import { ActiveAccount } from './active-account.ts';
import { type AccountView, createPermissionChecks, isLive, type OfflineRules, type PermissionChecks } from './checks.ts';
import { isDeepEqual, isShallowEqual } from './equality.ts';
import { type ClientEvent, EventEmitter } from './events.ts';
import { type Grant, isInForce } from './grants.ts';
import { ListenerSet } from './listeners.ts';
import { projectsOfSnapshot, type ProjectsView } from './projects-view.ts';

const STATE_FIELDS = ['status', 'user', 'active', 'accounts', 'projects', 'project', 'inboxCount'] as const satisfies readonly (keyof ClientState)[];

/**
 * Everything that the client knows: who is signed in, their accounts, and which one is active; projects are known by
 * a part of their own. It sends no requests.
 *
 * The methods that apply something publish it: subscribers are notified once, if the state or the answer of a check is
 * another than before, then events are emitted. Reading never notifies subscribers.
 */
export class AccountStore {
  records = new AccountRecords();
  readonly activeAccount: ActiveAccount;
  readonly checks: PermissionChecks;
  readonly #followsProjectInAddress: boolean;
  #projects: ProjectsView | undefined;
  readonly #clock: EdgeClock;
  readonly #offlineRules: OfflineRules;
  readonly #subscribers = new ListenerSet();
  readonly #resets = new ListenerSet();
  readonly #events = new EventEmitter();
  #generation = 0;
  #concealed: { readonly records: AccountRecords; readonly status: Status } | undefined;
  #status: Status = 'loading';
  #policy: Policy | undefined;
  #state: ClientState = { status: 'loading', accounts: [], inboxCount: 0 };
  /** The address that `#state` was derived for. */
  #address: string | undefined;
  /** What the subscribers were notified of last: the state, and what decides checks beyond it. */
  #published = this.#state;
  #publishedChecks: readonly unknown[] = [];
  /** Who the last `identity` event was about, or the first response. */
  #identified: { readonly user?: User } | undefined;

  constructor({ scope, projectScope = 'tab', initial, destructive = [], offlineReads = 0 }: ClientOptions, clock: EdgeClock) {
    this.#clock = clock;
    this.#offlineRules = { destructive, gracePeriodMs: offlineReads * 1000 };
    this.activeAccount = new ActiveAccount(scope, initial?.active);
    this.#followsProjectInAddress = projectScope !== 'tab';
    this.#projects = initial && projectsOfSnapshot(initial, clock.now());
    this.checks = createPermissionChecks((where) => this.#view(where), this.address === undefined ? undefined : () => this.#hasMoved());
    if (initial) this.applyMe(initial.me);
  }

  /** What is known now, with the account that the address names at this moment. The same object until that changes. */
  get state(): ClientState {
    if (this.#hasMoved()) {
      this.checks.invalidate();
      this.#deriveState();
    }
    return this.#state;
  }

  get policy(): Policy | undefined {
    return this.#policy;
  }

  /** Whether there are projects under the policy; `undefined` as long as that is not known. */
  get hasProjects(): boolean | undefined {
    return this.#policy && this.#policy.projectOwnerRole !== undefined;
  }

  /** The address, if it decides what is active. */
  get address(): string | undefined {
    return this.activeAccount.address ?? (this.#followsProjectInAddress ? globalThis.location?.href : undefined);
  }

  /** Increases whenever another user may be signed in: responses to earlier requests are ignored. */
  get generation(): number {
    return this.#generation;
  }

  /** Calls `listener` after each change that `state` or a check shows. */
  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }

  on<E extends keyof Events>(type: E, listener: (data: Events[E]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /** Calls `listener` when everything known about a user is dropped. */
  onReset(listener: () => void): () => void {
    return this.#resets.add(listener);
  }

  /** Applies a response of `GET /v1/me`, or the snapshot of a server. */
  applyMe(me: Me, status = this.#status): void {
    this.#status = status;
    this.#concealed = undefined;
    this.publishState(this.records.applyMe(me, this.#clock.now()));
  }

  applyToken(account: string, grant: Grant): void {
    this.publishState(this.records.applyToken(account, grant));
  }

  /** The edge says that the user is not a member of the account. */
  applyRevocation(account: Account): void {
    this.records.applyOwnChange(account.id, undefined, this.#clock.now());
    this.publishState([['revoked', { account }]]);
  }

  /** The edge refuses a token for an account that the user is in. */
  applyDenial(account: Account): void {
    this.records.denyAccount(account, this.#clock.now());
    this.publishState();
  }

  applyPolicy(policy: Policy): void {
    const before = this.#policy;
    if (before?.id === policy.id) return;
    this.#policy = policy;
    this.records.applyPolicy(policy);
    this.publishState(before ? [['policy', { policy }]] : []);
  }

  /** Whether the user holds what their role in the account gives: they are not suspended, and not past their end. */
  isInForce(account: Account): boolean {
    return isInForce(account, this.#clock.now());
  }

  /** The projects of an account, as far as they are known. */
  projectsIn(account: string): ClientState['projects'] {
    const row = this.records.accounts.get(account);
    return row && this.#projects?.stateOf(row).projects;
  }

  /** Why the user sees no project in an account, as the edge says it. */
  projectsExplanation(account: string): Explanation | undefined {
    return this.#projects?.explanationOf(account);
  }

  /** Asks `projects` from now on. */
  setProjects(projects: ProjectsView): void {
    this.#projects = projects;
    this.publishState();
  }

  /** The edge cannot be reached: what is known is shown until it expires. */
  degrade(error?: HallpassError): void {
    // Signed out stays signed out.
    if (this.#status !== 'signed-out') this.#status = 'degraded';
    this.publishState(error ? [['error', { error }]] : []);
  }

  /** Drops everything that is known about a user. */
  reset(status: 'loading' | 'signed-out'): void {
    this.#generation++;
    this.#status = status;
    this.#concealed = undefined;
    this.records.clear();
    this.#resets.notify();
    this.publishState();
  }

  /** Shows nothing of the user until `reveal`, or until something else is known. */
  conceal(): void {
    const concealed = { records: this.records, status: this.#status };
    this.records = new AccountRecords();
    this.reset('loading');
    this.#concealed = concealed;
  }

  /** Shows what `conceal` has hidden: the same user is still signed in. */
  reveal(): void {
    const concealed = this.#concealed;
    if (!concealed) return;
    this.#concealed = undefined;
    this.records = concealed.records;
    this.#status = concealed.status;
    this.publishState();
  }

  switchTo(id: string): void {
    this.activeAccount.switchTo(id);
    this.publishState();
  }

  /** Makes what was applied visible: notifies the subscribers if anything is different, then emits `events`. */
  publishState(events: readonly ClientEvent[] = []): void {
    this.checks.invalidate();
    const previous = this.#lastPublishedAccount();
    const { me, accounts } = this.records;
    if (previous && me && !accounts.has(previous.id)) this.activeAccount.fallBackTo(me.own.id);
    this.#deriveState();
    const { active } = this.#state;
    this.#notifySubscribers();
    for (const event of [...this.#identityEvents(), ...events]) this.#events.emit(event);
    if (previous && previous.id !== active?.id) this.#events.emit(['switch', { from: previous, ...(active && { to: active }) }]);
  }

  /** Notifies the subscribers if the address names another account than the one that they were notified of. */
  publishAddress(): void {
    if (this.state !== this.#published) this.publishState();
  }

  #hasMoved(): boolean {
    return this.address !== this.#address;
  }

  #deriveState(): void {
    const { me, accounts } = this.records;
    this.#address = this.address;
    const active = accounts.get(this.activeAccount.resolve(accounts, me?.own.id) ?? '');
    const rows = [...accounts.values()];
    const known = this.#state;
    const next: ClientState = {
      status: this.#status,
      ...(me && { user: me.user }),
      ...(active && { active }),
      accounts: isShallowEqual(known.accounts, rows) ? known.accounts : rows,
      ...(active && this.#projects?.stateOf(active)),
      inboxCount: me?.inboxCount ?? 0,
    };
    if (STATE_FIELDS.some((field) => known[field] !== next[field])) this.#state = next;
  }

  #notifySubscribers(): void {
    const checks = this.#checkInputs();
    if (this.#state === this.#published && isShallowEqual(checks, this.#publishedChecks)) return;
    this.#published = this.#state;
    this.#publishedChecks = checks;
    this.#subscribers.notify();
  }

  /** Everything beyond the state that the answer of a check depends on. */
  #checkInputs(): readonly unknown[] {
    const grants = [...this.records.grants].flatMap(([account, grant]) => [
      account,
      grant.role,
      grant.permissions,
      grant.token !== undefined,
      isLive(this.#view({ account })),
    ]);
    return [this.#policy, ...grants, ...(this.#projects?.checkInputs() ?? [])];
  }

  #view({ account, project }: InProject): AccountView {
    const { me, accounts, grants } = this.records;
    const id = account ?? this.state.active?.id ?? '';
    return {
      signedOut: this.#status === 'signed-out',
      // An address that names another account is not denied: there is something to explain.
      notAMember:
        (account !== undefined && me !== undefined && !accounts.has(account)) || (project !== undefined && this.hasProjects === false),
      grant: project === undefined ? grants.get(id) : this.#projects?.grantOf(id, project),
      now: this.#clock.now(),
      policy: this.#policy,
      offline: this.#status === 'degraded' ? this.#offlineRules : undefined,
    };
  }

  /** The account that the subscribers see, if the same user is still signed in. */
  #lastPublishedAccount(): Account | undefined {
    const { user, active } = this.#published;
    return user?.id === this.records.me?.user.id ? active : undefined;
  }

  /** Tells of another user than the one before, once it is known who is signed in. */
  #identityEvents(): ClientEvent[] {
    if (this.#status === 'loading' || this.#status === 'degraded') return [];
    const { user } = this.#state;
    const [before, now] = [this.#identified, user ? { user } : {}];
    this.#identified = now;
    return before && !isDeepEqual(before, now) ? [['identity', now]] : [];
  }
}
