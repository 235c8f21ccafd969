import type { EdgeClock } from '../clock.ts';
import type { Messages } from '../types.ts';
import type { AccountRequests } from './account-requests.ts';
import type { AccountStore } from './account-store.ts';
import type { HttpClient } from './http-client.ts';
import type { MembershipTokens } from './membership-tokens.ts';
import type { Policies } from './policies.ts';
import type { Profile } from './profile.ts';

/** The parts of one client that operations use. */
export interface Services {
  readonly http: HttpClient;
  readonly store: AccountStore;
  readonly profile: Profile;
  readonly policies: Policies;
  readonly tokens: MembershipTokens;
  readonly requests: AccountRequests;
  readonly clock: EdgeClock;
  readonly messages: Messages | undefined;
}
