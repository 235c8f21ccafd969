import { createAccounts } from './accounts.ts';
import { createClock, instant } from './clock.ts';
import { accountIn, ask, type Edge, inviteAt, watched } from './edge.ts';
import { createHttp } from './http.ts';
import { createInvites } from './invites.ts';
import { createLoop } from './loop.ts';
import { createMembers } from './members.ts';
import { refusal } from './messages.ts';
import { createPending } from './pending.ts';
import { createSession } from './session.ts';
import { createTokenFetch } from './token-fetch.ts';
import type { Client, ClientOptions } from './types.ts';
import type { WasmSource } from './wasm-source.ts';
import type { Why } from './why.ts';

/** Makes the client of this page and starts to find out who is signed in. `wasm` is where its WebAssembly usually is. */
export const createClient = (options: ClientOptions, wasm?: WasmSource): Client => {
  const { initial, messages } = options;
  // The edge's time is at least that of what it has rendered.
  const clock = createClock(instant(initial?.serverTime) || 0);
  const plain = createHttp(options, clock);
  const session = createSession(options, plain, clock);
  const { policies, emitter, checks } = session;
  const { announce, wake, close } = createLoop(session, clock);
  const http = watched(plain, session);
  const refuse: Edge['refuse'] = (code, cause) => refusal(code, {}, messages, cause);
  const edge: Edge = { options, http, session, clock, announce, refuse };
  let loading: Promise<Why> | undefined;
  /** Loads what asks the core. Whatever keeps it from answering is no answer. */
  const why = async <T>(use: (why: Why) => Promise<T>): Promise<T> => {
    try {
      loading ??= import('./why.ts').then(({ createWhy }) =>
        createWhy(
          {
            ...edge,
            ask: (method, id, rest, call) => ask(edge, method, id, rest, call),
            accountIn: (id) => accountIn(edge, id),
            inviteAt,
          },
          options.wasm ?? wasm,
        ),
      );
      return await use(await loading);
    } catch (error) {
      if ((error as { code?: unknown }).code !== undefined) throw error;
      loading = undefined;
      throw refuse('unavailable', error);
    }
  };
  const pending = createPending((token) => why(({ verify }) => verify(token)));
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
    explain: async (query) => (checks.has(query) ? undefined : why(({ explain }) => explain(query))),
    diagnose: (query) => why(({ diagnose }) => diagnose(query)),
    token: async ({ account } = {}) => session.token(accountIn(edge, account)),
    fetch: createTokenFetch(options, session),
    policy: async () => policies.now() ?? policies.read(),
    accounts: createAccounts(edge),
    members: createMembers(edge),
    invites: createInvites(edge, pending),
    audit: {
      query: async ({ account, ...query } = {}) => ask(edge, 'GET', account, '/audit', { query }),
    },
    pendingInvite: pending,
    signIn: async (request = {}) => options.onSignIn?.(request),
    signOut: async () => options.onSignOut?.(),
    verifyEmail: async () => options.onVerifyEmail?.(),
    close,
  };
  return Object.defineProperty(client, 'state', { enumerable: true, get: session.state }) as Client;
};
