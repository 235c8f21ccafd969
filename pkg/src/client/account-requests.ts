import type { EdgeClock } from '../clock.ts';
import type { HallpassError } from '../errors.ts';
import { refusal } from '../messages.ts';
import type { In, Messages } from '../types.ts';
import type { AccountStore } from './account-store.ts';
import type { BackgroundSync } from './background-sync.ts';
import type { ClientEvent } from './events.ts';
import type { HttpClient } from './http-client.ts';
import { segment } from './ids.ts';
import type { MembershipTokens } from './membership-tokens.ts';
import type { Profile } from './profile.ts';

/** What follows an account's id in a path. */
export type AccountPath = '' | `/${string}`;

/** A request that changes an account. */
export interface Change<T> {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: AccountPath;
  readonly body?: object;
  /** The idempotency key, of a change that may be repeated later. */
  readonly idempotencyKey?: string;
  /** Applies the response to the store's records; returns the events that follow. */
  readonly apply?: (response: T, account: string) => ClientEvent[];
}

interface Dependencies {
  readonly http: HttpClient;
  readonly store: AccountStore;
  readonly profile: Profile;
  readonly tokens: MembershipTokens;
  readonly sync: BackgroundSync;
  readonly clock: EdgeClock;
  readonly messages: Messages | undefined;
}

/** Requests about one account: the one that the caller names, else the active one at the time of the call. */
export class AccountRequests {
  readonly #client: Dependencies;
  /** The noted account, while requests in it are begun. */
  #noted: Promise<string | undefined> | undefined;

  constructor(dependencies: Dependencies) {
    this.#client = dependencies;
  }

  /** Settles when it is known who is signed in, or that this cannot be known. */
  async whenKnown(): Promise<void> {
    if (!this.#isKnown()) await this.#client.sync.start();
  }

  /** The active account at the time of the call, even if it is not known yet who is signed in. */
  async activeAccount(): Promise<string | undefined> {
    if (this.#noted) return this.#noted;
    const { store } = this.#client;
    if (this.#isKnown()) return store.state.active?.id;
    const named = store.activeAccount.named();
    await this.whenKnown();
    const { accounts, me } = store.records;
    return store.activeAccount.resolve(accounts, me?.own.id, named);
  }

  /**
   * Notes the active account. What is passed to the returned function begins its requests later, but in that account: it has to
   * begin them before it waits for anything.
   */
  noteAccount(): <T>(begin: () => T) => T {
    const active = this.activeAccount();
    // The requests reject with its error. Without them, when their code cannot be loaded, it is no unhandled rejection.
    active.catch(() => {});
    return (begin) => {
      this.#noted = active;
      try {
        return begin();
      } finally {
        this.#noted = undefined;
      }
    };
  }

  /** The id of the account that `where` names, else of the active one. Rejects with `not_found` if there is none. */
  async accountFor(where: In = {}): Promise<string> {
    const account = where.account ?? (await this.activeAccount());
    if (account === undefined) throw refusal('not_found', {}, this.#client.messages);
    return segment('account', account);
  }

  async read<T>(where: In | undefined, path: AccountPath, query?: object): Promise<T> {
    const account = await this.accountFor(where);
    return this.#checked(account, this.#client.http.json<T>('GET', `/v1/accounts/${account}${path}`, { query }));
  }

  async readText(where: In | undefined, path: AccountPath, query?: object): Promise<string> {
    const account = await this.accountFor(where);
    return this.#checked(account, this.#client.http.text('GET', `/v1/accounts/${account}${path}`, { query }));
  }

  async change<T>(where: In | undefined, { method, path, body, idempotencyKey, apply }: Change<T>): Promise<T> {
    const account = await this.accountFor(where);
    const response = await this.#checked(account, this.#client.http.json<T>(method, `/v1/accounts/${account}${path}`, { body, idempotencyKey }));
    this.finishChange(apply?.(response, account) ?? [], account);
    return response;
  }

  /** What a change would do. It changes nothing, so it is repeated without an idempotency key. */
  async dryRun<T>(where: In | undefined, path: AccountPath, body: object): Promise<T> {
    const account = await this.accountFor(where);
    const options = { body, query: { dryRun: true }, isChange: false };
    return this.#checked(account, this.#client.http.json<T>('POST', `/v1/accounts/${account}${path}`, options));
  }

  /**
   * After a change, of `account` or of something else: publishes the state once, with `events` and `changed`, then
   * refreshes what shows the change: the token, the user's accounts, and other tabs.
   */
  finishChange(events: readonly ClientEvent[], account?: string): void {
    const { sync, tokens, store, profile } = this.#client;
    sync.notifyTabs();
    if (account !== undefined) tokens.noteChange(account);
    store.publishState([...events, ['changed', account === undefined ? {} : { account }]]);
    void profile.refreshNow();
  }

  /** The response to a request of the user who is signed in now. Rejects if another one is when it arrives. */
  async forSameUser<T>(request: Promise<T>): Promise<T> {
    const { store, profile, messages } = this.#client;
    const { generation } = store;
    const user = store.records.me?.user.id;
    const response = await request;
    if (generation === store.generation) return response;
    // Another user may be signed in, or the same one again.
    if (store.state.status === 'loading') await profile.refresh();
    if (user !== store.records.me?.user.id) throw refusal('not_signed_in', {}, messages);
    return response;
  }

  #isKnown(): boolean {
    const { status, user } = this.#client.store.state;
    return status !== 'loading' || user !== undefined;
  }

  /** Refuses a response that names another account, and follows up on one that says that the user is not a member. */
  async #checked<T>(account: string, request: Promise<T>): Promise<T> {
    const { store, tokens, messages } = this.#client;
    try {
      const response = await this.forSameUser(request);
      if (namesOtherAccount(response, account)) throw refusal('account_mismatch', {}, messages);
      return response;
    } catch (error) {
      const { code } = error as HallpassError;
      if (tokens.isRefusal(code) && store.records.accounts.has(account)) void tokens.renew(account);
      throw error;
    }
  }
}

/** Whether a response names another account anywhere, but for the audit details that apps write. */
const namesOtherAccount = (value: unknown, account: string): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) =>
      ((key === 'account' || key === 'id') && typeof inner === 'string' && inner.startsWith('acc_') && inner !== account) ||
      (key !== 'details' && namesOtherAccount(inner, account)),
  );
};
