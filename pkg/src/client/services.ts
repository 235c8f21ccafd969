import { createClock, type EdgeClock, instant } from '../clock.ts';
import { unverifiedClaims } from '../jwt-claims.ts';
import type { ClientOptions, Messages } from '../types.ts';
import { AccountRequests } from './account-requests.ts';
import { AccountStore } from './account-store.ts';
import { BackgroundSync } from './background-sync.ts';
import { HttpClient } from './http-client.ts';
import { LazyPart } from './lazy-part.ts';
import { MembershipTokens } from './membership-tokens.ts';
import { Policies } from './policies.ts';
import { Profile } from './profile.ts';
import type { ProjectsPart } from './projects-view.ts';
import { load, save } from './storage.ts';
import { absoluteUrl } from './url.ts';
import { isHidden } from './visibility.ts';

/** The parts of one client. */
export interface Services {
  readonly http: HttpClient;
  readonly store: AccountStore;
  readonly profile: Profile;
  readonly policies: Policies;
  readonly tokens: MembershipTokens;
  readonly projects: LazyPart<ProjectsPart>;
  readonly sync: BackgroundSync;
  readonly requests: AccountRequests;
  readonly clock: EdgeClock;
  readonly messages: Messages | undefined;
  // What a part of the client that is loaded later gets from here need not be in a file of its own, which pages would load at start.
  readonly storage: { readonly load: typeof load; readonly save: typeof save };
  readonly isHidden: typeof isHidden;
  readonly absoluteUrl: typeof absoluteUrl;
  readonly unverifiedClaims: typeof unverifiedClaims;
}

/** Creates the parts of a client. Each uses those above it; the one that `loadProjects` loads later uses all of them. */
export const createServices = (options: ClientOptions, loadProjects: (services: Services) => Promise<ProjectsPart>): Services => {
  const { initial, messages } = options;
  // The edge's clock is at least at the time at which it rendered the snapshot.
  const clock = createClock(instant(initial?.serverTime) || 0);
  const http = new HttpClient(options, clock);
  const store = new AccountStore(options, clock);
  const profile = new Profile(http, store);
  const policies = new Policies(http, store);
  const tokens = new MembershipTokens({ http, store, profile, policies, clock, messages });
  const projects = new LazyPart(
    () => loadProjects(services),
    messages,
    () => requests.noteAccount(),
  );
  const sync = new BackgroundSync({ store, profile, tokens, policies, projects, clock });
  const requests = new AccountRequests({ http, store, profile, tokens, sync, clock, messages });
  const services: Services = {
    http,
    store,
    profile,
    policies,
    tokens,
    projects,
    sync,
    requests,
    clock,
    messages,
    storage: { load, save },
    isHidden,
    absoluteUrl,
    unverifiedClaims,
  };
  return services;
};
