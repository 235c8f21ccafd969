import { createClock, instant } from './clock.ts';
import type { Deep } from './deep.ts';
import type { Edge } from './edge.ts';
import { payload } from './grants.ts';
import { createHttp } from './http.ts';
import { segment } from './ids.ts';
import { createLoop } from './loop.ts';
import { refusal } from './messages.ts';
import { createPending } from './pending.ts';
import { createSession } from './session.ts';
import { createTokenFetch } from './token-fetch.ts';
import type { Client, ClientOptions } from './types.ts';
import type { WasmSource } from './wasm-source.ts';

/** Makes the client of this page and starts to find out who is signed in. `wasm` is where its WebAssembly usually is. */
export const createClient = (options: ClientOptions, wasm?: WasmSource): Client => {
  const { initial, messages } = options;
  // The edge's time is at least that of what it has rendered.
  const clock = createClock(instant(initial?.serverTime) || 0);
  const http = createHttp(options, clock);
  const session = createSession(options, http, clock);
  const { policies, emitter, checks } = session;
  const { announce, wake, close } = createLoop(session, clock);
  const refuse: Edge['refuse'] = (code, cause) => refusal(code, {}, messages, cause);
  const edge: Edge = { options, http, session, clock, announce, segment, payload, refuse };
  let loading: Promise<Deep> | undefined;
  /** Loads the deep part at its first use. Whatever keeps it from answering is no answer. */
  const deep = async <T>(use: (deep: Deep) => T): Promise<Awaited<T>> => {
    try {
      loading ??= import('./deep.ts').then(({ createDeep }) => createDeep(edge, pending, options.wasm ?? wasm));
      return await use(await loading);
    } catch (error) {
      if ((error as { code?: unknown }).code !== undefined) throw error;
      loading = undefined;
      throw refuse('unavailable', error);
    }
  };
  const pending = createPending((token) => deep(({ verify }) => verify(token)));

  /** Operations that load with their first use. */
  const later = <G extends 'accounts' | 'members' | 'invites' | 'audit'>(group: G, names: string): Deep[G] =>
    Object.fromEntries(
      names.split(' ').map((name) => [
        name,
        (...values: unknown[]) => deep((all) => (all[group] as unknown as Record<string, (...values: unknown[]) => unknown>)[name]?.(...values)),
      ]),
    ) as unknown as Deep[G];

  const signedOut = (): boolean => session.state().status === 'signed-out';

  const client: Omit<Client, 'state'> = {
    ready: Promise.allSettled([session.look(), policies.read()]).then(wake),
    initial,
    subscribe: emitter.subscribe,
    on: emitter.on,
    async identityChanged() {
      await session.identityChanged();
      announce(signedOut() ? 'out' : 'look');
    },
    refresh: () => session.look(true),
    can: checks.can,
    has: checks.has,
    evaluate: checks.evaluate,
    protect(query) {
      if (!checks.has(query)) throw refuse(signedOut() ? 'not_signed_in' : 'forbidden');
    },
    explain: async (query) => (checks.has(query) ? undefined : deep(({ advice }) => advice.explain(query))),
    diagnose: (query) => deep(({ advice }) => advice.diagnose(query)),
    async token({ account = session.active() } = {}) {
      if (account === undefined) throw refuse('not_found');
      return session.token(account);
    },
    fetch: createTokenFetch(options, session),
    policy: async () => policies.now() ?? policies.read(),
    accounts: {
      ...later('accounts', 'list read create update convert revert'),
      switchTo(id) {
        const account = session.book.rows.get(id);
        if (!account) throw refuse('not_found');
        session.tab.choose(id);
        session.commit();
        return account;
      },
    },
    members: later('members', 'list setRole remove leave'),
    invites: later('invites', 'create list read link resend revoke inbox preview accept decline'),
    audit: later('audit', 'query export verify'),
    pendingInvite: pending,
    signIn: async (request = {}) => options.onSignIn?.(request),
    async signOut() {
      await options.onSignOut?.();
      announce('out');
    },
    verifyEmail: async () => options.onVerifyEmail?.(),
    close,
  };
  return Object.defineProperty(client, 'state', { enumerable: true, get: session.state }) as Client;
};
