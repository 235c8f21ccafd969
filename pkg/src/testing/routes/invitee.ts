import { type Asked, callerOf, type Desk, page, type Routes, shown, tokenFor } from '../desk.ts';
import { unverifiedClaims } from '../../jwt-claims.ts';
import { No } from '../refusal.ts';
import { masked, memberOf, statusOf, time } from '../rows.ts';
import { codeOf } from '../sign.ts';
import type { Answering, State } from '../state.ts';

/** Invites, as those see them who are invited. */
export const answerRoutes = (desk: Desk): Routes => {
  const { state, signer, joinUrl } = desk;
  return {
    'GET /v1/invites': (asked) => page(state.inbox(callerOf(asked)).map(({ account, invite }) => shown(desk, account, invite)), asked),
    'POST /v1/invites/preview': (asked) => preview(desk, asked),
    'POST /v1/invites/accept': async (asked) => {
      const answering = named(state, asked.body);
      const user = callerOf(asked);
      const member = state.accept(answering, user);
      return { membership: memberOf(member, true), ...(await tokenFor(desk, answering.account, user)) };
    },
    'POST /v1/invites/decline': (asked) => {
      const { account, invite, byToken } = named(state, asked.body);
      const user = callerOf(asked);
      if (state.answering({ account, invite, byToken }, user)) throw new No('already_member');
      state.decide(invite, 'declined');
      state.record(account, user, 'invite.decline', ['invite', invite.id]);
      return shown(desk, account, invite);
    },
    'GET /i/*': async ({ part: [code = ''] }) => {
      const found = rowsOf(state).find(({ invite }) => codeOf(invite) === code);
      const good = found && statusOf(found.invite, desk.moment().now) === 'pending';
      const fragment = good ? await signer.invite(found.account, found.invite, desk.moment()) : `closed&code=${code}`;
      return new Response(null, { status: 303, headers: { location: `${joinUrl}#invite=${fragment}` } });
    },
  };
};

const rowsOf = (state: State) =>
  [...state.accounts.values()].flatMap((account) => [...account.invites.values()].map((invite) => ({ account, invite })));

/** The invite that a body names: by a token that this fake has signed, a code, or an id. */
const named = (state: State, body: Asked['body']): Answering => {
  const { token, inviteId, code } = body as Record<string, string | undefined>;
  const claims = token === undefined ? undefined : claimsOf(token);
  const found = rowsOf(state).find(({ invite }) =>
    claims ? invite.id === claims.jti && invite.generation === claims.gen
    : code !== undefined ? codeOf(invite) === code
    : invite.id === inviteId && invite.email !== undefined,
  );
  if (!found) throw new No('invite_closed');
  return { ...found, byToken: inviteId === undefined };
};

const claimsOf = (token: string): { readonly jti?: string; readonly gen?: number } => {
  try {
    return unverifiedClaims(token);
  } catch {
    return {};
  }
};

const preview = async ({ state, signer, moment }: Desk, { user, body }: Asked): Promise<object> => {
  const { account, invite } = named(state, body);
  const status = statusOf(invite, moment().now);
  const member = user !== undefined && account.members.has(user.id);
  const ref = { id: account.id, name: account.name };
  const invitee = user?.emailVerified === true && (invite.email === undefined || invite.email === user.email);
  if (status !== 'pending') {
    const used = invite.by === user?.id && user !== undefined;
    throw new No('invite_closed', {
      ...(invitee && (invite.email !== undefined || used) ? { why: status === 'accepted' ? 'used' : status } : {}),
      ...(used && member ? { you: 'member', account: ref } : {}),
    });
  }
  return {
    account: ref,
    role: invite.role,
    roleTitle: state.policy.roles.find(({ name }) => name === invite.role)?.title ?? invite.role,
    inviter: { name: invite.inviter.name },
    ...(invite.email === undefined ? {} : { hint: masked(invite.email) }),
    ...(invite.endsAt === undefined ? {} : { expiresAt: time(invite.endsAt) }),
    ...(invitee && invite.note !== undefined ? { note: invite.note } : {}),
    ...(user ? { you: member ? 'member' : invitee ? 'invitee' : 'other' } : {}),
    token: await signer.invite(account, invite, moment()),
  };
};
