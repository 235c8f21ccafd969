import { createClock, localNow } from './clock.ts';
import type { Deep } from './deep.ts';
import { createGate } from './gate.ts';
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
  const clock = createClock();
  const http = createHttp(options, clock);
  const session = createSession(options, http, clock);
  const { policies, emitter } = session;
  const { announce, wake, close } = createLoop(session, clock);
  const gate = createGate(options, session, clock, async () => (await deep()).advice);
  const pending = createPending(async () => (await deep()).verify);

  let loading: Promise<Deep> | undefined;
  const deep = (): Promise<Deep> =>
    (loading ??= import('./deep.ts').then(
      ({ createDeep }) =>
        createDeep({
          options, http, session, clock, refusal, segment, localNow, announce, pending, has: gate.has, idIn,
          wasm: options.wasm ?? wasm,
        }),
      (cause) => {
        loading = undefined;
        throw refusal('unavailable', {}, options.messages, cause);
      },
    ));

  /** Operations that load with their first use. */
  const later = <G extends 'accounts' | 'members' | 'invites' | 'audit'>(group: G, names: string): Deep[G] =>
    Object.fromEntries(
      names.split(' ').map((name) => [
        name,
        async (...values: unknown[]) =>
          (((await deep())[group] as unknown) as Record<string, (...values: unknown[]) => unknown>)[name]?.(...values),
      ]),
    ) as unknown as Deep[G];

  return {
    ready: Promise.allSettled([session.look(), policies.read()]).then(wake),
    get state() {
      return session.state();
    },
    initial: options.initial,
    subscribe: emitter.subscribe,
    on: emitter.on,
    async identityChanged() {
      await session.identityChanged();
      announce();
    },
    refresh: () => session.look(true),
    ...gate,
    async token({ account = session.active() } = {}) {
      if (account === undefined) throw refusal('not_found', {}, options.messages);
      return session.token(account);
    },
    fetch: createTokenFetch(options, session),
    policy: async () => policies.now() ?? policies.read(),
    accounts: {
      ...later('accounts', 'list read create update convert revert'),
      switchTo(id) {
        const account = session.book.rows.get(id);
        if (!account) throw refusal('not_found', {}, options.messages);
        session.tab.choose(id);
        session.commit();
        return account;
      },
    },
    members: later('members', 'list setRole remove leave'),
    invites: later('invites', 'create list read link resend revoke inbox preview accept decline'),
    audit: later('audit', 'query'),
    pendingInvite: pending,
    signIn: async (request = {}) => options.onSignIn?.(request),
    signOut: async () => options.onSignOut?.(),
    verifyEmail: async () => options.onVerifyEmail?.(),
    close,
  };
};

const idIn = (token: string): unknown => {
  try {
    return (payload(token) as { jti?: unknown }).jti;
  } catch {
    return undefined;
  }
};
