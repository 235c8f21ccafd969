import { refusal } from '../messages.ts';
import type { Client, ClientOptions, ClientState } from '../types.ts';
import type { InviteFiles, WasmSource } from '../wasm-source.ts';
import { createFetch } from './client-fetch.ts';
import { type InviteVerifier, setInternals } from './internals.ts';
import { LazyPart } from './lazy-part.ts';
import { createAccounts } from './operations/accounts.ts';
import { createAudit } from './operations/audit.ts';
import { createInvites } from './operations/invites.ts';
import { createMembers } from './operations/members.ts';
import { createProjects } from './operations/projects.ts';
import { createPendingInvite } from './pending-invite.ts';
import { createServices } from './services.ts';

/** What the getters of a client read: under a symbol, so that they work through a proxy of the client, too. */
const CURRENT = Symbol('current');

interface Current {
  readonly [CURRENT]: { readonly state: () => ClientState; readonly ready: () => Promise<void> };
}

// The same functions for every client, and not in the object literal: otherwise V8 keeps the properties of a client, or of
// every one but the first, in a table, and `can` is twice as slow (`cargo xtask bench checks`).
const GETTERS = {
  state: {
    enumerable: true,
    get(this: Current): ClientState {
      return this[CURRENT].state();
    },
  },
  ready: {
    enumerable: true,
    get(this: Current): Promise<void> {
      return this[CURRENT].ready();
    },
  },
};

/**
 * Creates the client of a page. It sends and starts nothing until it is used. `wasm` is where the entry's WebAssembly is;
 * `inviteFiles` begins to download the part that verifies invites, where that is a separate file; its glue only if the page lacks it.
 */
export const createClient = (options: ClientOptions, wasm?: WasmSource, inviteFiles?: (glue?: unknown) => InviteFiles): Client => {
  const services = createServices(options, async (own) => (await import('./projects/projects-part.ts')).createProjectsPart(options, own));
  const { http, store, profile, policies, tokens, projects, sync, requests, messages } = services;
  const lostAccounts = new Set<string>();
  store.on('revoked', ({ account }) => lostAccounts.add(account.id));
  let verifier: InviteVerifier | undefined;
  const rules = new LazyPart(async () => {
    const { WasmClient } = verifier ?? (await import('./wasm-client.ts'));
    return new WasmClient(options, services, options.wasm ?? wasm, lostAccounts, invites.preview);
  }, messages);
  let inviteDownload: InviteFiles | undefined;
  /** Begins to download what verifies an invite, once; not where the app has its own WebAssembly, or the page all of it. */
  const downloadInviteFiles = (): InviteFiles | undefined => {
    if (!rules.loaded && !options.wasm) inviteDownload ??= inviteFiles?.(verifier?.glue);
    // Failures are handled where these are awaited.
    void Promise.allSettled([inviteDownload, inviteDownload && rules.load()]);
    return inviteDownload;
  };
  const readInvite = rules.method('readInvite');
  const pendingInvite = createPendingInvite((token) => {
    const files = downloadInviteFiles();
    // A join page waits for keys, WebAssembly and code: none of them waits for another.
    const keys = http.keys();
    keys.catch(() => {});
    return readInvite(token, keys, files);
  }, downloadInviteFiles);
  const invites = createInvites(services, pendingInvite);
  const later = new LazyPart(
    async () => (await import('./operations/later-requests.ts')).createLaterRequests(options, services),
    messages,
    () => requests.noteAccount(),
  );
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

  const methods: Omit<Client, keyof typeof GETTERS> & Current = {
    [CURRENT]: { state: () => store.state, ready: () => sync.start() },
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
    reviews: later.methods('list', 'open', 'read', 'export', 'decide', 'close', 'summary'),
    transfer: later.methods('offer', 'withdraw', 'accept', 'decline'),
    audit: createAudit(services, rules.method('verifyAudit')),
    pendingInvite,

    signIn: async (request = {}) => options.onSignIn?.(request),
    async signOut() {
      await options.onSignOut?.();
      sync.notifyTabs('out');
    },
    verifyEmail: async () => options.onVerifyEmail?.(),
    deleteProfile: later.method('deleteProfile'),
    exportData: later.method('exportData'),
    close: () => sync.close(),
  };

  const client = Object.defineProperties(methods, GETTERS) as typeof methods & Pick<Client, keyof typeof GETTERS>;
  setInternals(client, {
    onChanged: (listener) => store.on('changed', listener),
    onReturn: (listener) => sync.onReturn(listener),
    publishAddress: () => store.publishAddress(),
    useVerifier: (given) => void (verifier = given),
  });
  return client;
};
