import type { EdgeClock } from '../clock.ts';
import type { HallpassError } from '../errors.ts';
import { refusal } from '../messages.ts';
import { between } from '../random.ts';
import type { Messages, Project, Token } from '../types.ts';
import type { AccountStore } from './account-store.ts';
import { type Grant, grantFromToken } from './grants.ts';
import type { HttpClient } from './http-client.ts';
import { segment } from './ids.ts';
import { TOKEN_MARGIN_MS } from './limits.ts';
import type { Policies } from './policies.ts';
import type { Profile } from './profile.ts';

/** What membership tokens need of a client. */
interface Dependencies {
  readonly http: HttpClient;
  readonly store: AccountStore;
  readonly profile: Profile;
  readonly policies: Policies;
  readonly clock: EdgeClock;
  readonly messages: Messages | undefined;
}

/** The user's membership tokens: fetched when needed, shared between callers, renewed after changes. */
export class MembershipTokens {
  readonly #client: Dependencies;
  readonly #requests = new Map<string, Promise<string>>();
  /** Accounts that were changed here. */
  readonly #changed = new Set<string>();
  /** Those whose token does not show the change yet, and is being replaced. */
  readonly #renewing = new Set<string>();

  constructor(dependencies: Dependencies) {
    this.#client = dependencies;
    dependencies.store.onReset(() => {
      for (const collection of [this.#requests, this.#changed, this.#renewing]) collection.clear();
    });
  }

  /** A token for the account that is valid for a moment at least, other than `rejected`, which the edge has refused. */
  async get(account: string, rejected?: string): Promise<string> {
    const token = this.#usable(account, rejected);
    if (token !== undefined && !this.#renewing.has(account)) return token;
    const request = this.#requests.get(account);
    if (!request) return this.#request(account);
    try {
      return await request;
    } catch (error) {
      // A token that shows the latest change cannot be had: the one in hand serves.
      const fallback = this.#usable(account, rejected);
      if (fallback === undefined) throw error;
      return fallback;
    }
  }

  /** Replaces the token by one that was issued after this call, which callers of `get` wait for. */
  async renew(account: string): Promise<void> {
    this.#renewing.add(account);
    try {
      await this.#request(account);
    } catch {
      // The next caller of `get` tries again.
    }
  }

  /** The account was changed here: requests must see the change, and so must the token, where one is in use. */
  noteChange(account: string): void {
    this.#changed.add(account);
    if (this.#client.store.records.grants.get(account)?.token) void this.renew(account);
  }

  /** The epoch that a server must have seen to show what was changed here; `undefined` if nothing was. */
  minEpoch(account: string): number | undefined {
    return this.#changed.has(account) ? this.#client.store.records.accounts.get(account)?.epoch : undefined;
  }

  /** Whether a code says that the user gets no token: they are no member, suspended, past their end, or may not enter. */
  isRefusal(code: string): boolean {
    return ['not_found', 'forbidden', 'suspended', 'past_end'].includes(code);
  }

  /** The grant of a token that the edge has sent; `undefined` if it is not one for the account, or for `project` in it. */
  read(account: string, jwt: string, project?: Project): Grant | undefined {
    const { store, policies, clock } = this.#client;
    const grant = grantFromToken(jwt, {
      account,
      project: project?.id,
      projectRow: project,
      now: clock.now(),
      // Spread, so that many tabs do not ask at the same time.
      refreshAfter: between(0.65, 0.85),
      policy: store.policy,
      row: store.records.accounts.get(account),
    });
    // Until the policy that the token names is known, the role decides.
    if (grant?.token && grant.token.policyId !== store.policy?.id) policies.refresh().catch(() => {});
    return grant;
  }

  #usable(account: string, rejected: string | undefined): string | undefined {
    const { store, clock } = this.#client;
    const grant = store.records.grants.get(account);
    const jwt = grant?.token?.jwt;
    return grant && jwt !== rejected && clock.now() < grant.expiresAt - TOKEN_MARGIN_MS ? jwt : undefined;
  }

  #request(account: string): Promise<string> {
    const request = this.#fetch(account).finally(() => {
      if (this.#requests.get(account) !== request) return;
      this.#requests.delete(account);
      this.#renewing.delete(account);
    });
    this.#requests.set(account, request);
    return request;
  }

  async #fetch(account: string): Promise<string> {
    const { http, store, messages } = this.#client;
    const { generation } = store;
    try {
      const { token } = await http.json<Token>('POST', `/v1/accounts/${segment('account', account)}/token`, { isChange: false });
      if (generation !== store.generation) throw refusal('not_signed_in', {}, messages);
      const grant = this.read(account, token);
      if (!grant) throw refusal('token_invalid');
      store.applyToken(account, grant);
      return token;
    } catch (error) {
      if (generation === store.generation) this.#applyRefusal(account, (error as HallpassError).code);
      throw error;
    }
  }

  /** A refused token is news about the membership. */
  #applyRefusal(id: string, code: string): void {
    const { store, profile } = this.#client;
    const account = store.records.accounts.get(id);
    if (!account || !this.isRefusal(code)) return;
    if (code === 'not_found') store.applyRevocation(account);
    else store.applyDenial(account);
    // The account says whether and since when it has ended.
    if (code !== 'forbidden') void profile.refreshNow();
  }
}
