import { createClock, type EdgeClock, instant } from '../clock.ts';
import type { ClientOptions, Messages } from '../types.ts';
import { AccountRequests } from './account-requests.ts';
import { AccountStore } from './account-store.ts';
import { BackgroundSync } from './background-sync.ts';
import { HttpClient } from './http-client.ts';
import { MembershipTokens } from './membership-tokens.ts';
import { Policies } from './policies.ts';
import { Profile } from './profile.ts';

/** The parts of one client. */
export interface Services {
  readonly http: HttpClient;
  readonly store: AccountStore;
  readonly profile: Profile;
  readonly policies: Policies;
  readonly tokens: MembershipTokens;
  readonly sync: BackgroundSync;
  readonly requests: AccountRequests;
  readonly clock: EdgeClock;
  readonly messages: Messages | undefined;
}

/** Creates the parts of a client. Each uses those above it. */
export const createServices = (options: ClientOptions): Services => {
  const { initial, messages } = options;
  // The edge's clock is at least at the time at which it rendered the snapshot.
  const clock = createClock(instant(initial?.serverTime) || 0);
  const http = new HttpClient(options, clock);
  const store = new AccountStore(options, clock);
  const profile = new Profile(http, store);
  const policies = new Policies(http, store);
  const tokens = new MembershipTokens({ http, store, profile, policies, clock, messages });
  const sync = new BackgroundSync({ store, profile, tokens, policies, clock });
  const requests = new AccountRequests({ http, store, profile, tokens, sync, clock, messages });
  return { http, store, profile, policies, tokens, sync, requests, clock, messages };
};
