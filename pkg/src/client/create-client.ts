import { refusal } from '../messages.ts';
import type { Client, ClientOptions } from '../types.ts';
import type { WasmSource } from '../wasm-source.ts';
import { createFetch } from './client-fetch.ts';
import { setInternals } from './internals.ts';
import { LazyPart } from './lazy-part.ts';
import { createAccounts } from './operations/accounts.ts';
import { createAudit } from './operations/audit.ts';
import { createInvites } from './operations/invites.ts';
import { createMembers } from './operations/members.ts';
import { createReviews } from './operations/reviews.ts';
import { createProjects } from './operations/projects.ts';
import { createPendingInvite } from './pending-invite.ts';
import { createServices } from './services.ts';

/**
 * Creates the client of a page. It sends and starts nothing until it is used. `wasm` is where the entry's WebAssembly is.
 */
export const createClient = (options: ClientOptions, wasm?: WasmSource): Client => {
  const services = createServices(options, async (own) => (await import('./projects/projects-part.ts')).createProjectsPart(options, own));
  const { store, profile, policies, tokens, projects, sync, requests, messages } = services;
  const lostAccounts = new Set<string>();
  store.on('revoked', ({ account }) => lostAccounts.add(account.id));
  const rules = new LazyPart(async () => {
    const { WasmClient } = await import('./wasm-client.ts');
    return new WasmClient(options, services, options.wasm ?? wasm, lostAccounts, invites.preview);
  }, messages);
  const pendingInvite = createPendingInvite(rules.method('readInvite'));
  const invites = createInvites(services, pendingInvite);
  const { checks } = store;

  /** Keeps the client up to date as long as the listener that `remove` removes. */
  const whileListening = (remove: () => void): (() => void) => {
    const unsubscribe = sync.subscribe();
    return () => {
      remove();
      unsubscribe();
    };
  };
  const isSignedOut = (): boolean => store.state.status === 'signed-out';

  const methods: Omit<Client, 'state' | 'ready'> = {
    initial: options.initial,
    subscribe: (listener) => whileListening(store.subscribe(listener)),
    on: (type, listener) => whileListening(store.on(type, listener)),
    async identityChanged() {
      await profile.identityChanged();
      sync.notifyTabs(isSignedOut() ? 'out' : 'in');
    },
    async refresh() {
      await profile.refreshNow();
      await sync.readProjects();
    },

    can: checks.can,
    has: checks.has,
    evaluate: checks.evaluate,
    protect(query) {
      if (!checks.has(query)) throw refusal(isSignedOut() ? 'not_signed_in' : 'forbidden', {}, messages);
    },
    async explain(query) {
      await requests.whenKnown();
      return checks.has(query) ? undefined : (await rules.load()).explain(query);
    },
    async diagnose(query = {}) {
      await requests.whenKnown();
      return (await rules.load()).diagnose(query);
    },

    async token(where) {
      const account = await requests.accountFor(where);
      return where?.project === undefined ? tokens.get(account) : (await projects.load()).token(account, where.project);
    },
    fetch: createFetch(options, services),
    policy: () => policies.get(),
    suggestRoles: rules.method('suggestRoles'),

    accounts: createAccounts(services),
    projects: createProjects(services),
    members: createMembers(services),
    invites,
    reviews: createReviews(services),
    audit: createAudit(services, rules.method('verifyAudit')),
    pendingInvite,

    signIn: async (request = {}) => options.onSignIn?.(request),
    async signOut() {
      await options.onSignOut?.();
      sync.notifyTabs('out');
    },
    verifyEmail: async () => options.onVerifyEmail?.(),
    close: () => sync.close(),
  };

  // Defined apart: getters in the object literal make V8 keep all its properties in a table, and `can` twice as slow
  // (`cargo xtask bench checks`).
  const client = Object.defineProperties(methods, {
    state: { enumerable: true, get: () => store.state },
    ready: { enumerable: true, get: () => sync.start() },
  }) as Client;
  setInternals(client, {
    onChanged: (listener) => store.on('changed', listener),
    onReturn: (listener) => sync.onReturn(listener),
    publishAddress: () => store.publishAddress(),
  });
  return client;
};
