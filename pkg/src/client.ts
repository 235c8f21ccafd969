import { createAccounts } from './accounts.ts';
import { createClock, localNow } from './clock.ts';
import { createEdge } from './edge.ts';
import { createGate } from './gate.ts';
import { payload } from './grants.ts';
import { createHttp } from './http.ts';
import { createInvites } from './invites.ts';
import { createLoop } from './loop.ts';
import { createMembers } from './members.ts';
import { createPending } from './pending.ts';
import { createSession } from './session.ts';
import { createTokenFetch } from './token-fetch.ts';
import type { AuditPage, Client, ClientOptions } from './types.ts';

/** Makes the client of this page and starts to find out who is signed in. */
export const createClient = (options: ClientOptions): Client => {
  const clock = createClock();
  const http = createHttp(options, clock);
  const session = createSession(options, http, clock);
  const loop = createLoop(session, clock);
  const edge = createEdge(options, http, session, clock, loop);
  const deep = memo(async () => (await import('./deep.ts')).createDeep(options, edge, gate.has, localNow));
  const gate = createGate(options, edge, async () => (await deep()).advice);
  const pendingInvite = createPending(async () => (await deep()).verify);
  const { policies, emitter } = session;

  const ready = Promise.allSettled([session.look(), policies.read()]).then(() => loop.wake());

  return {
    ready,
    get state() {
      return session.state();
    },
    subscribe: emitter.subscribe,
    on: emitter.on,
    async identityChanged() {
      await session.identityChanged();
      loop.announce();
    },
    refresh: () => session.look(true),
    ...gate,
    token: async ({ account } = {}) => session.token(edge.path(account).id),
    fetch: createTokenFetch(options, session),
    policy: async () => policies.now() ?? policies.read(),
    accounts: createAccounts(edge),
    members: createMembers(edge),
    invites: createInvites(edge, (what) => {
      const kept = pendingInvite.token();
      if (kept && ('token' in what ? what.token === kept : inviteIn(kept) === what.inviteId)) pendingInvite.clear();
    }),
    audit: {
      query: async ({ account, ...query } = {}) =>
        http<AuditPage>('GET', `${edge.path(account).at}/audit`, { query }),
    },
    pendingInvite,
    signIn: async (request = {}) => options.onSignIn?.(request),
    signOut: async () => options.onSignOut?.(),
    verifyEmail: async () => options.onVerifyEmail?.(),
    close: loop.close,
  };
};

const inviteIn = (token: string): unknown => {
  try {
    return (payload(token) as { jti?: unknown }).jti;
  } catch {
    return undefined;
  }
};

/** Makes it once, and again only if it failed. */
const memo = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () =>
    (made ??= make().catch((error) => {
      made = undefined;
      throw error;
    }));
};
