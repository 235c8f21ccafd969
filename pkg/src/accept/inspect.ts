/** Finds out where the invitee is with an invite. */

import type { AcceptInvite, AcceptState } from '../accept-types.ts';
import type { HallpassError } from '../errors.ts';
import { isIncomplete } from '../invite-code.ts';
import type { Client, InviteChoice, VerifiedInvite } from '../types.ts';

/** The largest page of the inbox. */
const MAX_INBOX_ITEMS = 200;

/** The step that the invitee is at, and how the invite can be answered. */
export interface Inspection {
  readonly state: AcceptState;
  readonly choice?: InviteChoice;
}

/** What the link that this tab was opened with has turned out to be. */
export type LinkClaims = Awaited<ReturnType<Client['pendingInvite']['verified']>>;

/** One inspection under way. */
export interface InspectionContext {
  readonly client: Client;
  verifyLink(): Promise<LinkClaims>;
  /** Shows what is known so far. */
  show(state: AcceptState): void;
  /** Whether nothing has made this inspection obsolete. */
  isCurrent(): boolean;
}

/** Inspects the link of this tab, else the newest invite in the inbox. */
export const inspectInvite = async ({ client, verifyLink, show, isCurrent }: InspectionContext): Promise<Inspection> => {
  const { pendingInvite } = client;
  const code = pendingInvite.code();
  if (code !== undefined && isIncomplete(code)) return { state: { step: 'closed', why: 'incomplete' } };
  const claims = await verifyLink();
  const verified = typeof claims === 'object' ? claims : undefined;
  const invite = verified && inviteOf(verified);
  const known = invite ? { invite } : {};
  if (invite) show({ step: 'preview', invite });
  await client.ready;
  const { status, user } = client.state;
  if (claims === 'closed' && (code === undefined || pendingInvite.token() !== undefined)) return { state: { step: 'closed' } };
  if (status === 'loading' || !isCurrent()) return { state: { step: 'preview', ...known } };
  if (status === 'signed-out') return { state: claims ? { step: 'needs_sign_in', ...known } : { step: 'none' } };
  // Rejects with the reason why it is not known who is signed in.
  if (!user) await client.accounts.list();
  if (code !== undefined) return preview(client, { code });
  if (!invite) return inspectInbox(client);
  if (verified.expired) return inspectInbox(client, invite.id);
  return preview(client, { token: pendingInvite.token() ?? '' }, invite);
};

/** The step that an error leads to; `undefined` if it is not about the invite. */
export const inspectError = async (client: Client, error: HallpassError, invite?: AcceptInvite): Promise<Inspection | undefined> => {
  // The token of this page has expired, not the invite.
  if (error.code === 'token_expired' && invite?.id) return inspectInbox(client, invite.id);
  const state = stateAfter(error, client.state.user?.email ?? '', invite);
  return state && { state };
};

const stateAfter = (error: HallpassError, email: string, invite: AcceptInvite | undefined): AcceptState | undefined => {
  const { code, why, hint, you, account = invite?.account, requestId } = error;
  if (account && (code === 'already_member' || (code === 'invite_closed' && you === 'member'))) {
    return { step: 'already_member', account };
  }
  if (code === 'invite_closed') return { step: 'closed', ...(why && { why }), ...(requestId && { requestId }) };
  if (code === 'email_unverified') return { step: 'needs_email_proof', ...(invite && { invite }), email };
  if (code === 'wrong_account' && invite) return wrongAccount(invite, email, hint);
  return undefined;
};

/** Asks the edge what the signed-in user is to the invite. */
const preview = async (client: Client, link: { code: string } | { token: string }, verified?: AcceptInvite): Promise<Inspection> => {
  try {
    const { token, you, account, ...details } = await client.invites.preview(link);
    const { email = '', emailVerified } = client.state.user ?? {};
    const invite: AcceptInvite = { ...verified, ...details, account };
    if (you === 'member') return { state: { step: 'already_member', account } };
    if (!emailVerified) return { state: { step: 'needs_email_proof', invite, email } };
    if (you === 'other') return { state: wrongAccount(invite, email, details.hint) };
    return { state: { step: 'ready', invite, from: 'link' }, choice: { token } };
  } catch (error) {
    const inspection = await inspectError(client, error as HallpassError, verified);
    if (!inspection) throw error;
    return inspection;
  }
};

/** Looks for the invite `id`, or for the newest, among those to the user's address. */
const inspectInbox = async (client: Client, id?: string): Promise<Inspection> => {
  const [{ items }, policy] = await Promise.all([client.invites.inbox({ limit: MAX_INBOX_ITEMS }), client.policy()]);
  const found = items.find((item) => id === undefined || item.id === id);
  if (found) {
    // Its projects have no names here.
    const { account, accountName, role, inviter, projects: _projects, ...details } = found;
    const known = policy.roles.find(({ name }) => name === role);
    const roleTitle = known?.title;
    const allowed = found.permissions ?? known?.permissions ?? [];
    const invite: AcceptInvite = {
      ...details,
      role,
      permissionTitles: policy.permissions.filter(({ name }) => allowed.includes(name)).map(({ title }) => title),
      account: { id: account, name: accountName },
      inviter: { name: inviter.name },
      ...(roleTitle !== undefined && { roleTitle }),
    };
    return { state: { step: 'ready', invite, from: 'inbox' }, choice: { inviteId: found.id } };
  }
  if (id !== undefined) return { state: { step: 'closed', why: 'out_of_date' } };
  const { email = '', emailVerified } = client.state.user ?? {};
  return { state: emailVerified === false ? { step: 'needs_email_proof', email } : { step: 'none' } };
};

const wrongAccount = (invite: AcceptInvite, email: string, hint = invite.hint): AcceptState => ({
  step: 'wrong_account',
  invite,
  email,
  ...(hint !== undefined && { hint }),
});

/** What the verified claims show. `expiresAt` is that of the token, not of the invite. */
const inviteOf = ({ expiresAt: _expiresAt, expired: _expired, ...invite }: VerifiedInvite): AcceptInvite => invite;
