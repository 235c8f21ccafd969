import { unverifiedClaims } from '../../jwt-claims.ts';
import { callerOf, type FakeEdgeContext, type FakeRequest, inviteView, memberView, paginate, type Routes, tokenFor } from '../context.ts';
import { platform } from '../platform.ts';
import { RefusalError } from '../refusal.ts';
import { permissionsOf } from '../held.ts';
import { type AccountRow, type Assignment, hintOf, type InviteRow, isFor, statusOf, toTimestamp } from '../rows.ts';
import { assignmentOf } from '../views.ts';
import { codeOf } from '../sign.ts';
import type { Policy } from '../../wire.ts';
import { type InviteAnswer, type State, WHY } from '../state.ts';

/** Invites as their invitees see and answer them. */
export const inviteeRoutes = (context: FakeEdgeContext): Routes => {
  const { state, signer, joinUrl } = context;
  return {
    'GET /v1/invites': (request) => {
      const rows = state.inbox(callerOf(request));
      return paginate(rows.map(({ account, invite }) => inviteView(context, account, invite)), request);
    },
    'POST /v1/invites/preview': (request) => preview(context, request),
    'POST /v1/invites/accept': async (request) => {
      const answer = answerIn(state, request.body);
      const user = callerOf(request);
      // The user has seen another role than the one that they would get.
      if (answer.role !== undefined && answer.role !== answer.invite.role) throw new RefusalError('conflict');
      const member = state.accept(answer, user);
      const { revokedInvites = [], skippedProjects = [] } = member;
      return { membership: memberView(context, member, member), ...(await tokenFor(context, answer.account, user)), revokedInvites, skippedProjects };
    },
    'POST /v1/invites/decline': (request) => {
      const answer = answerIn(state, request.body);
      const { account, invite } = answer;
      const user = callerOf(request);
      if (state.earlierAccept(answer, user)) throw new RefusalError('invite_closed', { why: 'used' });
      if (invite.email === undefined && account.members.has(user.id)) throw new RefusalError('already_member');
      if ((invite.maxUses ?? 1) === 1) {
        state.decide(invite, 'declined');
        state.record(account, user, 'invite.decline', ['invite', invite.id]);
      }
      const { maxUses: _, uses: __, ...seen } = inviteView(context, account, invite);
      return seen;
    },
    'GET /i/*': async ({ params: [code = ''] }) => {
      const found = allInvites(state).find(({ invite }) => codeOf(invite) === code);
      const isPending = found && statusOf(found.invite, context.tokenContext().now) === 'pending';
      const fragment = isPending ? await signer.invite(found.account, found.invite, context.tokenContext()) : `closed&code=${code}`;
      return new platform.Response(null, { status: 303, headers: { location: `${joinUrl}#invite=${fragment}` } });
    },
  };
};

const allInvites = (state: State) =>
  [...state.accounts.values()].flatMap((account) => [...account.invites.values()].map((invite) => ({ account, invite })));

/** The invite that a body names by a token that this fake has signed, a code, or an id. */
const answerIn = (state: State, body: FakeRequest['body']): InviteAnswer => {
  const { token, inviteId, code } = body as Record<string, string | undefined>;
  const claims = token === undefined ? undefined : claimsOf(token);
  const found = allInvites(state).find(({ invite }) =>
    claims ? invite.id === claims.jti && invite.generation === claims.gen
    : code !== undefined ? codeOf(invite) === code
    : invite.id === inviteId && invite.email !== undefined,
  );
  if (!found) throw new RefusalError('invite_closed');
  return { ...found, byToken: inviteId === undefined, ...(claims ? { role: claims.role } : {}) };
};

const claimsOf = (token: string): { readonly jti?: string; readonly gen?: number; readonly role?: string } => {
  try {
    return unverifiedClaims(token);
  } catch {
    return {};
  }
};

const preview = async ({ state, signer, tokenContext }: FakeEdgeContext, { user, body }: FakeRequest): Promise<object> => {
  const { account, invite } = answerIn(state, body);
  const status = statusOf(invite, tokenContext().now);
  const member = user !== undefined && account.members.has(user.id);
  const ref = { id: account.id, name: account.name };
  const invitee = user?.emailVerified === true && isFor(invite, user.email);
  if (user !== undefined && invite.usedBy.includes(user.id)) {
    throw new RefusalError('invite_closed', { why: 'used', ...(member ? { you: 'member', account: ref } : {}) });
  }
  if (status !== 'pending') throw new RefusalError('invite_closed', invitee && invite.email !== undefined ? { why: WHY[status] } : {});
  return {
    account: ref,
    ...assignmentOf(invite),
    roleTitle: roleTitle(state.policy, invite.role),
    permissionTitles: permissionTitles(state.policy, invite),
    ...projectsOf(account, invite, state.policy),
    ...(invite.membershipExpiresIn === undefined ? {} : { membershipExpiresIn: invite.membershipExpiresIn }),
    inviter: { name: invite.inviter.name },
    ...hintOf(invite),
    ...(invite.domains ? { domains: invite.domains } : {}),
    ...(invite.expiresAtMs === undefined ? {} : { expiresAt: toTimestamp(invite.expiresAtMs) }),
    ...(invitee && invite.note !== undefined ? { note: invite.note } : {}),
    ...(user ? { you: member ? 'member' : invitee ? 'invitee' : 'other' } : {}),
    token: await signer.invite(account, invite, tokenContext()),
  };
};

const roleTitle = (policy: Policy, role: string): string => (role === 'custom' ? 'Custom' : (policy.roles.find(({ name }) => name === role)?.title ?? role));

/** What an assignment allows, in words. */
const permissionTitles = (policy: Policy, assignment: Assignment): string[] => {
  const names = permissionsOf(policy, assignment);
  return policy.permissions.filter(({ name }) => names.includes(name)).map(({ title }) => title);
};

/** The projects that an invite grants, with their names. */
const projectsOf = (account: AccountRow, { projects }: InviteRow, policy: Policy): object => {
  if (projects === undefined) return {};
  return {
    projects: projects.map((grant) => ({
      project: grant.project,
      name: account.projects.get(grant.project)?.name,
      ...assignmentOf(grant),
      roleTitle: roleTitle(policy, grant.role),
      permissionTitles: permissionTitles(policy, grant),
    })),
  };
};
