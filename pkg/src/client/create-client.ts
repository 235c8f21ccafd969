import { createClock, instant } from '../clock.ts';
import { createDeep } from './wasm-client.ts';
import { createEdge } from './account-requests.ts';
import { createHttp } from './http-client.ts';
import { setInternals } from './internals.ts';
import { createLoop } from './background-sync.ts';
import { refusal } from '../messages.ts';
import { createOperations } from './operations.ts';
import { createPending } from './pending-invite.ts';
import { createSession } from './account-store.ts';
import { createTokenFetch } from './token-fetch.ts';
import type { Client, ClientOptions } from '../types.ts';
import type { WasmSource } from '../wasm-source.ts';

/** Makes the client of this page. It asks nothing and starts nothing until it is used. `wasm` is where its WebAssembly usually is. */
export const createClient = (options: ClientOptions, wasm?: WasmSource): Client => {
  const { initial, messages } = options;
  // The edge's time is at least that of what it has rendered.
  const clock = createClock(instant(initial?.serverTime) || 0);
  const http = createHttp(options, clock);
  const session = createSession(options, http, clock);
  const { policies, emitter, checks } = session;
  const { begin, keepUp, onReturn, announce, close } = createLoop(session, clock);
  /** A listener that keeps this tab up to date until it is taken away. */
  const listen = (stop: () => void): (() => void) => {
    const release = keepUp();
    return () => {
      stop();
      release();
    };
  };
  const edge = createEdge(options, http, session, announce, begin);
  const { sayWhy, readLink, followLog } = createDeep(options, http, session, clock, edge, options.wasm ?? wasm);
  const pending = createPending(readLink);
  const { accounts, members, invites, audit } = createOperations(options, http, session, edge, pending);
  const signedOut = (): boolean => session.stateNow().status === 'signed-out';

  const methods: Omit<Client, 'state' | 'ready'> = {
    initial,
    subscribe: (listener) => listen(emitter.subscribe(listener)),
    on: (event, listener) => listen(emitter.on(event, listener)),
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
    async explain(query) {
      await edge.known();
      return checks.has(query) ? undefined : sayWhy(query, true);
    },
    async diagnose(query = {}) {
      await edge.known();
      return sayWhy(query, false);
    },
    token: async (where) => session.token(await edge.accountFor(where)),
    fetch: createTokenFetch(options, session, edge),
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
  // Not getters among the rest: V8 then keeps all of them in a table, and each look at `can` takes twice as long.
  const client = Object.defineProperties(methods, {
    state: { enumerable: true, get: session.stateNow },
    ready: { enumerable: true, get: begin },
  }) as Client;
  setInternals(client, {
    onChanged: (listener) => emitter.on('changed', listener),
    onReturn,
    followAddress() {
      if (session.untold()) session.settle();
    },
  });
  return client;
};
