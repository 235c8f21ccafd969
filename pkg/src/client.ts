import { createClock, instant } from './clock.ts';
import { createDeep } from './deep.ts';
import { createEdge } from './edge.ts';
import { createHttp } from './http.ts';
import { createLoop } from './loop.ts';
import { refusal } from './messages.ts';
import { createOperations } from './operations.ts';
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
  const edge = createEdge(options, http, session, announce);
  const { sayWhy, readLink, followLog } = createDeep(options, http, session, clock, edge, options.wasm ?? wasm);
  const pending = createPending(readLink);
  const { accounts, members, invites, audit } = createOperations(options, http, session, edge, pending);
  const signedOut = (): boolean => session.stateNow().status === 'signed-out';

  const client: Omit<Client, 'state'> = {
    ready: Promise.allSettled([session.recheck(), policies.readPolicy()]).then(wake),
    initial,
    subscribe: emitter.subscribe,
    on: emitter.on,
    async identityChanged() {
      await session.startOver();
      announce(signedOut() && 'out');
    },
    refresh: () => session.recheck(true),
    can: checks.can,
    has: checks.has,
    evaluate: checks.evaluate,
    protect(query) {
      if (!checks.has(query)) throw refusal(signedOut() ? 'not_signed_in' : 'forbidden', {}, messages);
    },
    explain: async (query) => (checks.has(query) ? undefined : sayWhy(query, true)),
    diagnose: (query = {}) => sayWhy(query, false),
    token: async (where) => session.token(edge.accountIn(where)),
    fetch: createTokenFetch(options, session),
    policy: policies.knownPolicy,
    accounts: {
      ...accounts,
      switchTo(id) {
        const account = session.book.mine.get(id);
        if (!account) throw refusal('not_found', {}, messages);
        session.tab.workIn(id);
        session.settle();
        return account;
      },
    },
    members,
    invites,
    audit: { ...audit, verify: followLog },
    pendingInvite: pending,
    signIn: async (request = {}) => options.onSignIn?.(request),
    async signOut() {
      await options.onSignOut?.();
      announce('out');
    },
    verifyEmail: async () => options.onVerifyEmail?.(),
    close,
  };
  // Not a getter among the rest: V8 then keeps all of them in a table, and each look at `can` takes twice as long.
  return Object.defineProperty(client, 'state', { enumerable: true, get: session.stateNow }) as Client;
};
