import { createAccounts } from './accounts.ts';
import { createAdvice } from './advice.ts';
import { createClock, instant } from './clock.ts';
import { createCore } from './core.ts';
import { accountIn, ask, type Edge, watched } from './edge.ts';
import { createHttp } from './http.ts';
import { createInvites } from './invites.ts';
import { createLoop } from './loop.ts';
import { createMembers } from './members.ts';
import { refusal } from './messages.ts';
import { createPending } from './pending.ts';
import { createSession } from './session.ts';
import { createTokenFetch } from './token-fetch.ts';
import type { Client, ClientOptions } from './types.ts';
import { createVerify } from './verify.ts';
import type { WasmSource } from './wasm-source.ts';

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
  const refuse: Edge['refuse'] = (code) => refusal(code, {}, messages);
  const edge: Edge = { options, http, session, clock, announce, refuse };
  const core = createCore(options.wasm ?? wasm);
  const pending = createPending(createVerify(edge, core));
  const advice = createAdvice(edge, core);
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
    explain: advice.explain,
    diagnose: advice.diagnose,
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
