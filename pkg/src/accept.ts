/**
 * Accepting an invite, as a state machine that a page draws.
 *
 * @module hallpass/accept
 */

import type { AcceptAction, AcceptFlow, AcceptInvite, AcceptState } from './accept-types.ts';
import type { HallpassError } from './errors.ts';
import type { AccountRef, Client, InviteChoice, VerifiedInvite } from './types.ts';

/** So that everything on one page shares one flow, however often it asks. */
const flows = new WeakMap<Client, AcceptFlow>();

/** The accept flow of `client`; always the same one. */
export const acceptFlow = (client: Client): AcceptFlow => {
  const known = flows.get(client);
  if (known) return known;
  const flow = createFlow(client);
  flows.set(client, flow);
  return flow;
};

/** What `inspect` finds: where the invitee stands, and by what the invite may be answered. */
interface Found {
  readonly at: AcceptState;
  readonly by?: InviteChoice;
}

/** What the tab's link turned out to be. */
type Held = Awaited<ReturnType<Client['pendingInvite']['verified']>>;

/** The most that one page of the inbox holds. */
const INBOX = 200;

const createFlow = (client: Client): AcceptFlow => {
  const { pendingInvite: pending, invites } = client;
  const listeners = new Set<() => void>();
  let state: AcceptState = { step: 'preview' };
  let by: InviteChoice | undefined;
  let action: Promise<AcceptState> | undefined;
  // One more with each look: answers to the one before are dropped.
  let turn = 0;
  // What was looked at: which link, for whom.
  let seen: string | undefined;
  let leave: (() => void) | undefined;
  // The team was opened: whoever comes back later begins anew.
  let over = false;

  const set = (next: AcceptState): AcceptState => {
    state = next;
    for (const listener of [...listeners]) listener();
    return next;
  };

  const sight = (): string => {
    const { status, user, accounts } = client.state;
    const team = 'invite' in state ? state.invite?.account.id : undefined;
    const who = user ? [user.id, user.emailVerified, accounts.some(({ id }) => id === team)] : [status];
    return JSON.stringify([pending.token() ?? pending.code() ?? pending.state, ...who]);
  };

  // A link is verified once, however often it is looked at.
  let checked: { readonly token: string | undefined; readonly held: Promise<Held> } | undefined;
  const verified = (): Promise<Held> => {
    const token = pending.token();
    if (checked && token && checked.token === token) return checked.held;
    const held = pending.verified();
    checked = { token, held };
    held.catch(() => (checked = undefined));
    return held;
  };

  const look = async (): Promise<AcceptState> => {
    const mine = ++turn;
    action = undefined;
    over = false;
    seen = sight();
    const show = (at: AcceptState): void => void (mine === turn && set(at));
    const found = await inspect(client, verified, show, () => mine === turn).catch((error: HallpassError): Found => ({ at: { step: 'failed', error } }));
    if (mine !== turn) return state;
    by = found.by;
    set(found.at);
    seen = sight();
    return state;
  };

  /** An answer is on its way: until it is known, nothing else is looked at. */
  const answering = (): boolean => state.busy === 'join' || state.busy === 'decline';

  /** Looks again if another link was opened, or somebody else is signed in, or I have joined elsewhere. */
  const follow = (): void => {
    if (!answering() && sight() !== seen) void look();
  };

  const start = (): (() => void) => {
    const capture = (): void => {
      pending.capture();
      follow();
    };
    capture();
    const unsubscribe = client.subscribe(follow);
    globalThis.addEventListener?.('hashchange', capture);
    return () => {
      unsubscribe();
      globalThis.removeEventListener?.('hashchange', capture);
    };
  };

  /** One action at a time: who asks meanwhile gets the outcome of the one under way. */
  const act = (busy: AcceptAction, work: () => Promise<AcceptState | void>): Promise<AcceptState> => {
    if (action) return action;
    const { error: _, ...before } = state;
    const mine = turn;
    set({ ...before, busy } as AcceptState);
    const run = async (): Promise<AcceptState> => {
      let next: AcceptState | void;
      try {
        next = await work();
      } catch (cause) {
        const error = cause as HallpassError;
        const found = await after(client, error, 'invite' in before ? before.invite : undefined).catch(() => undefined);
        if (found) by = found.by;
        next = found?.at ?? ({ ...before, error } as AcceptState);
      }
      if (mine !== turn) return state;
      action = undefined;
      set(next ?? (before as AcceptState));
      // What an answer changed is known; what signing in changed is not.
      if (next) seen = sight();
      else follow();
      return state;
    };
    return (action = run());
  };

  const answer = (busy: 'join' | 'decline', work: (what: InviteChoice, invite: AcceptInvite) => Promise<AcceptState>) => {
    const { step } = state;
    const what = by;
    if (step !== 'ready' || !what) return action ?? Promise.resolve(state);
    const { invite } = state;
    return act(busy, () => work(what, invite));
  };

  const hint = (): { hint?: string } => {
    const told = (state as { hint?: string }).hint ?? ('invite' in state ? state.invite?.hint : undefined);
    return told === undefined ? {} : { hint: told };
  };

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      // Wrapped, so that a function that listens twice is let go once each.
      const entry = () => listener();
      listeners.add(entry);
      leave ??= start();
      return () => {
        listeners.delete(entry);
        if (listeners.size > 0) return;
        leave = leave?.() as undefined;
        if (over) seen = undefined;
      };
    },
    join: () => answer('join', async (what, invite) => ({ step: 'joined', invite, account: (await invites.accept(what)).account })),
    decline: () =>
      answer('decline', async (what, invite) => {
        await invites.decline(what);
        return { step: 'declined', invite };
      }),
    signIn: () => act('signIn', () => client.signIn(hint())),
    switchAccount: () =>
      act('switchAccount', async () => {
        const wanted = hint();
        await client.signOut();
        await client.signIn(wanted);
      }),
    verifyEmail: () => act('verifyEmail', () => client.verifyEmail()),
    openTeam() {
      if (state.step !== 'joined' && state.step !== 'already_member') return Promise.resolve(state);
      const { id } = state.account;
      return act('openTeam', async () => {
        // A membership that began elsewhere may not be known here yet.
        if (!client.state.accounts.some((account) => account.id === id)) await client.refresh();
        client.accounts.switchTo(id);
        pending.clear();
        over = true;
        const { busy: _, ...rest } = state;
        return rest as AcceptState;
      });
    },
    async retry() {
      if (action && answering()) return action;
      // The provider may know by now that the address is verified.
      if (state.step === 'needs_email_proof') await act('retry', () => client.identityChanged());
      return look();
    },
  };
};

/** Finds out where the invitee stands; `show` is told what is known on the way. Stops when it is not `wanted` any more. */
const inspect = async (
  client: Client,
  verified: () => Promise<Held>,
  show: (at: AcceptState) => void,
  wanted: () => boolean,
): Promise<Found> => {
  const { pendingInvite: pending } = client;
  const code = pending.code();
  const held = await verified();
  const invite = typeof held === 'object' ? factsOf(held) : undefined;
  if (invite) show({ step: 'preview', invite });
  await client.ready;
  const { status, user } = client.state;
  const known = invite ? { invite } : {};
  if (held === 'closed' && (code === undefined || pending.token() !== undefined)) return { at: { step: 'closed' } };
  if (status === 'loading' || !wanted()) return { at: { step: 'preview', ...known } };
  if (status === 'signed-out') return { at: held ? { step: 'needs_sign_in', ...known } : { step: 'none' } };
  // Tells in its own words why it is not known who I am.
  if (!user) await client.accounts.list();
  if (code !== undefined) return preview(client, { code });
  if (!invite) return inbox(client);
  if ((held as VerifiedInvite).expired) return inbox(client, invite.id);
  return preview(client, { token: pending.token() ?? '' }, invite);
};

/** Asks the edge who I am to the invite. */
const preview = async (client: Client, what: { code: string } | { token: string }, invite?: AcceptInvite): Promise<Found> => {
  try {
    const { token, you, account, ...told } = await client.invites.preview(what);
    const { email = '', emailVerified } = client.state.user ?? {};
    const facts: AcceptInvite = { ...invite, ...told, account };
    if (you === 'member') return { at: { step: 'already_member', account } };
    if (!emailVerified) return { at: { step: 'needs_email_proof', invite: facts, email } };
    if (you === 'other') return { at: wrongAccount(facts, email, told.hint) };
    return { at: { step: 'ready', invite: facts, from: 'link' }, by: { token } };
  } catch (error) {
    const found = await after(client, error as HallpassError, invite);
    if (found) return found;
    throw error;
  }
};

/** Where a refusal leaves the invitee; nothing if it says nothing about that. */
const after = async (client: Client, error: HallpassError, invite?: AcceptInvite): Promise<Found | undefined> => {
  const { code, why, hint, you, account = invite?.account, requestId } = error;
  const email = client.state.user?.email ?? '';
  const at = (): AcceptState | undefined => {
    if (account && (code === 'already_member' || (code === 'invite_closed' && you === 'member'))) {
      return { step: 'already_member', account };
    }
    if (code === 'invite_closed') return { step: 'closed', ...(why ? { why } : {}), ...(requestId ? { requestId } : {}) };
    if (code === 'email_unverified') return { step: 'needs_email_proof', ...(invite ? { invite } : {}), email };
    if (code === 'wrong_account' && invite) return wrongAccount(invite, email, hint);
    return undefined;
  };
  // The token of this page has ended, not the invite.
  if (code === 'token_expired' && invite?.id) return inbox(client, invite.id);
  const found = at();
  return found && { at: found };
};

const wrongAccount = (invite: AcceptInvite, email: string, hint = invite.hint): AcceptState => ({
  step: 'wrong_account',
  invite,
  email,
  ...(hint === undefined ? {} : { hint }),
});

/** The invite `id`, or the newest, among those that wait for my address. */
const inbox = async (client: Client, id?: string): Promise<Found> => {
  const [{ items }, { roles }] = await Promise.all([client.invites.inbox({ limit: INBOX }), client.policy()]);
  const found = items.find((one) => id === undefined || one.id === id);
  if (found) {
    const { account, accountName, role, inviter } = found;
    const roleTitle = roles.find(({ name }) => name === role)?.title;
    const about: AcceptInvite = {
      ...found,
      account: { id: account, name: accountName } satisfies AccountRef,
      inviter: { name: inviter.name },
      ...(roleTitle === undefined ? {} : { roleTitle }),
    };
    return { at: { step: 'ready', invite: about, from: 'inbox' }, by: { inviteId: found.id } };
  }
  if (id !== undefined) return { at: { step: 'closed', why: 'out_of_date' } };
  const { email = '', emailVerified } = client.state.user ?? {};
  return { at: emailVerified === false ? { step: 'needs_email_proof', email } : { step: 'none' } };
};

/** What the verified claims show. The token's end is not the invite's. */
const factsOf = ({ expiresAt: _end, expired: _past, ...facts }: VerifiedInvite): AcceptInvite => facts;
