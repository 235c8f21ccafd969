import { type EdgeClock, localNow } from '../clock.ts';
import type { HallpassError } from '../errors.ts';
import type { Status } from '../types.ts';
import type { AccountStore } from './account-store.ts';
import {
  MAX_SHORT_RETURNS,
  MAX_SLEEP_MS,
  MAX_TOKEN_BACKOFF_MS,
  MIN_CHANGE_INTERVAL_MS,
  POLL_MS,
  POLL_OFFLINE_MS,
  REFRESH_ON_RETURN_MS,
  SHORT_ABSENCE_MS,
} from './limits.ts';
import type { LazyPart } from './lazy-part.ts';
import { ListenerSet } from './listeners.ts';
import type { MembershipTokens } from './membership-tokens.ts';
import type { Policies } from './policies.ts';
import type { Profile } from './profile.ts';
import type { ProjectsPart } from './projects-view.ts';
import { type TabChange, TabChannel } from './tab-channel.ts';
import { isHidden } from './visibility.ts';

/** How often a visible tab reads `GET /v1/me`, by status; never where there is nothing to keep up to date. */
const POLL_INTERVALS_MS: Partial<Record<Status, number>> = { ready: POLL_MS, degraded: POLL_OFFLINE_MS };

/** What the sync keeps up to date. */
interface Dependencies {
  readonly store: AccountStore;
  readonly profile: Profile;
  readonly tokens: MembershipTokens;
  readonly policies: Policies;
  readonly projects: LazyPart<ProjectsPart>;
  readonly clock: EdgeClock;
}

/**
 * Keeps a visible tab up to date while anything is subscribed: reads `GET /v1/me` each minute and when the user returns
 * to the page, reads projects when that shows a change, refreshes tokens before they expire, and follows other tabs and
 * the address.
 *
 * Timers, listeners and the channel exist only while there is a subscriber.
 */
export class BackgroundSync {
  readonly #client: Dependencies;
  readonly #returns = new ListenerSet();
  readonly #channel: TabChannel;
  #subscribers = 0;
  #closed = false;
  /** Removes every listener of the running sync; absent while it is stopped. */
  #running: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstRead: Promise<void> | undefined;
  #polledAt = -Infinity;
  /** When the user left the page; `Infinity` while they are there. */
  #leftAt = Infinity;
  /** How often the page was read again on return since the last poll. */
  #shortReturns = 0;
  #changeTimer: ReturnType<typeof setTimeout> | undefined;
  #changedAt = -Infinity;
  #tokenFailures = 0;
  #nextTokenAttemptAt = 0;

  constructor(dependencies: Dependencies) {
    this.#client = dependencies;
    this.#channel = new TabChannel((change) => this.#onOtherTab(change));
  }

  /** Reads who is signed in, the policy, and projects if it has any, once. Settles when they are known or cannot be read. */
  start(): Promise<void> {
    if (!this.#firstRead) {
      this.#polledAt = localNow();
      const { profile, policies } = this.#client;
      this.#firstRead = Promise.allSettled([profile.refresh(), policies.refresh()]).then(() => this.readProjects());
    }
    return this.#firstRead;
  }

  /** Reads the user's projects, if the policy has any, where they are not known or may have changed. Never rejects. */
  async readProjects(): Promise<void> {
    const { store, projects } = this.#client;
    if (store.hasProjects) await projects.load().then((part) => part.refresh(), () => {});
  }

  /** Keeps the tab up to date until the function that is returned is called, and for every other subscriber. */
  subscribe(): () => void {
    this.#subscribers++;
    if (this.#subscribers === 1 && !this.#closed) this.#run();
    let subscribed = true;
    return () => {
      if (!subscribed) return;
      subscribed = false;
      this.#subscribers--;
      if (this.#subscribers === 0) this.#stop();
    };
  }

  /** Calls `listener` when the user returns to the page, while the sync is running. */
  onReturn(listener: () => void): () => void {
    return this.#returns.add(listener);
  }

  /** Tells the other tabs what has happened here. After a sign-out or sign-in, hidden tabs look at once as well. */
  notifyTabs(change?: TabChange): void {
    if (!this.#closed) this.#channel.send(change);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #run(): void {
    this.#running = new AbortController();
    const { signal } = this.#running;
    const { store } = this.#client;
    // None of these exists on a server.
    const { document, window, navigation } = globalThis as Partial<typeof globalThis> & { readonly navigation?: EventTarget };
    const listen = (target: EventTarget | undefined, types: readonly string[], listener: (event: Event) => void): void => {
      for (const type of types) target?.addEventListener(type, listener, { signal });
    };
    listen(document, ['visibilitychange'], () => (isHidden() ? this.#onLeave() : this.#onReturn()));
    listen(window, ['blur'], () => this.#onLeave());
    listen(window, ['focus'], () => this.#onReturn());
    listen(window, ['online'], () => this.#refreshPage());
    listen(window, ['pageshow'], (event) => ((event as PageTransitionEvent).persisted ? this.#onWake() : this.#onReturn()));
    listen(document, ['resume'], () => this.#onWake());
    listen(window, ['popstate', 'hashchange'], () => store.publishAddress());
    if (navigation) listen(navigation, ['currententrychange'], () => store.publishAddress());
    else if (document && store.address !== undefined) this.#watchDocument(document, signal);
    listen(window, ['offline'], () => store.degrade());
    this.#channel.open();
    // A first response, another active account, or a row that outdates its token: a token may be due immediately.
    signal.addEventListener('abort', store.subscribe(() => queueMicrotask(() => this.#tick())));
    if (this.#firstRead) this.#pollIfOlderThan(REFRESH_ON_RETURN_MS);
    else void this.start();
    queueMicrotask(() => this.#tick());
  }

  /**
   * Where the browser does not report that a router has written the address, what the router renders does: in the same
   * frame, and without touching the page's `history`.
   */
  #watchDocument(document: Document, signal: AbortSignal): void {
    const { MutationObserver } = globalThis as Partial<typeof globalThis>;
    if (!MutationObserver) return;
    const observer = new MutationObserver(() => this.#client.store.publishAddress());
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    signal.addEventListener('abort', () => observer.disconnect());
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#changeTimer);
    this.#channel.close();
  }

  /** Does what is due, and sets the timer for what is due next. */
  #tick(): void {
    clearTimeout(this.#timer);
    const { store, clock } = this.#client;
    const interval = POLL_INTERVALS_MS[store.state.status];
    if (!this.#running || isHidden() || interval === undefined) return;
    if (this.#pollIfOlderThan(interval)) this.#shortReturns = 0;
    void this.readProjects();
    const account = store.state.active?.id;
    const untilRefresh = (store.records.grants.get(account ?? '')?.token?.refreshAt ?? 0) - clock.now();
    if (account !== undefined && untilRefresh <= 0 && this.#nextTokenAttemptAt <= localNow()) void this.#refreshToken(account);
    // A grant that has expired, or an address that has changed unnoticed, is a change as well.
    store.publishState();
    const untilPoll = this.#polledAt + interval - localNow();
    this.#timer = setTimeout(() => this.#tick(), Math.min(MAX_SLEEP_MS, untilPoll, untilRefresh > 0 ? untilRefresh : MAX_SLEEP_MS));
    // Does not keep a process on a server alive.
    (this.#timer as { unref?(): void }).unref?.();
  }

  /** Reads `GET /v1/me` if the last read is older than `ageMs`, by a clock that may have been set back. Returns whether it does. */
  #pollIfOlderThan(ageMs: number): boolean {
    if (Math.abs(localNow() - this.#polledAt) < ageMs) return false;
    this.#polledAt = localNow();
    void this.#client.profile.refresh();
    return true;
  }

  async #refreshToken(account: string): Promise<void> {
    const { store, tokens } = this.#client;
    // One attempt at a time.
    this.#nextTokenAttemptAt = Infinity;
    try {
      await tokens.get(account, store.records.grants.get(account)?.token?.jwt);
      this.#tokenFailures = this.#nextTokenAttemptAt = 0;
    } catch (cause) {
      const error = cause as HallpassError;
      this.#nextTokenAttemptAt = localNow() + Math.min(MAX_TOKEN_BACKOFF_MS, 1_000 * 2 ** this.#tokenFailures++);
      if (error.code === 'unavailable') store.degrade(error);
    }
    this.#tick();
  }

  #onLeave(): void {
    this.#leftAt = Math.min(this.#leftAt, localNow());
  }

  /** A page that is focused again and again, as when a frame in it is used, does not read each time. */
  #onReturn(): void {
    if (isHidden()) return;
    void this.#client.profile.checkUser({ while: 'shown' });
    const now = localNow();
    const wasAway = now - this.#leftAt >= SHORT_ABSENCE_MS;
    this.#leftAt = Infinity;
    if (wasAway || this.#shortReturns < MAX_SHORT_RETURNS) this.#refreshPage();
    else this.#tick();
  }

  /** The page was frozen, or is one that the browser had kept: someone else may be signed in by now. */
  #onWake(): void {
    void this.#client.profile.checkUser({ while: 'hidden' });
    if (!isHidden()) this.#refreshPage();
  }

  /** Reads what is older than a moment. */
  #refreshPage(): void {
    if (isHidden()) return;
    if (this.#pollIfOlderThan(REFRESH_ON_RETURN_MS)) this.#shortReturns++;
    this.#returns.notify();
    this.#tick();
  }

  /** What another tab sends is never trusted beyond "read again". */
  #onOtherTab(change: TabChange): void {
    if (change === 'out' || change === 'in') {
      void this.#client.profile.checkUser({ while: 'shown' });
      this.#followChange({ alsoHidden: true });
      return;
    }
    // Many changes at once, as of an import, are followed together.
    clearTimeout(this.#changeTimer);
    const wait = MIN_CHANGE_INTERVAL_MS - Math.abs(localNow() - this.#changedAt);
    if (wait <= 0) return this.#followChange();
    this.#changeTimer = setTimeout(() => this.#followChange(), wait);
    (this.#changeTimer as { unref?(): void }).unref?.();
  }

  #followChange({ alsoHidden = false } = {}): void {
    this.#changedAt = localNow();
    this.#client.store.publishState([['changed', {}]]);
    if (alsoHidden || !isHidden()) void this.#client.profile.refreshNow();
  }
}
