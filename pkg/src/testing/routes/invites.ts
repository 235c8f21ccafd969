import {
  assertPending,
  created,
  type FakeEdgeContext,
  type FakeRequest,
  inviteContext,
  inviteView,
  inviteWithLink,
  linkOf,
  type MemberContext,
  memberContext,
  paginate,
  type Routes,
} from '../context.ts';
import { RefusalError } from '../refusal.ts';
import { statusOf } from '../rows.ts';
import { refOf } from '../state.ts';

/** The invites of an account as its members see them. */
export const inviteRoutes = (context: FakeEdgeContext): Routes => {
  const { state } = context;
  return {
    'GET /v1/accounts/*/invites': (request) => {
      const { account } = memberContext(context, request);
      const status = request.query.get('status');
      const rows = [...account.invites.values()].reverse().map((invite) => inviteView(context, account, invite));
      return paginate(rows.filter((row) => status === null || row.status === status), request);
    },
    'POST /v1/accounts/*/invites': (request) => createInvite(context, request, memberContext(context, request)),
    'GET /v1/accounts/*/invites/*': (request) => {
      const { account, invite } = inviteContext(context, request);
      return inviteView(context, account, invite);
    },
    'DELETE /v1/accounts/*/invites/*': (request) => {
      const { account, invite, user } = inviteContext(context, request);
      state.decide(assertPending(context, invite), 'revoked');
      state.record(account, user, 'invite.revoke', ['invite', invite.id]);
      return inviteView(context, account, invite);
    },
    'GET /v1/accounts/*/invites/*/link': (request) => ({ link: linkOf(context, assertPending(context, inviteContext(context, request).invite)) }),
    'POST /v1/accounts/*/invites/*/resend': (request) => {
      const { account, invite, user } = inviteContext(context, request);
      const { rotate, expiresIn } = request.body;
      assertPending(context, invite);
      if (rotate === true) invite.generation++;
      if (expiresIn !== undefined) invite.expiresAtMs = context.tokenContext().now + Number(expiresIn) * 1000;
      invite.inviter = refOf(user);
      state.record(account, user, 'invite.resend', ['invite', invite.id]);
      return inviteWithLink(context, account, invite);
    },
  };
};

const createInvite = (context: FakeEdgeContext, request: FakeRequest, { account, user }: MemberContext): Response => {
  const { state, tokenContext } = context;
  const { email, role, expiresIn, note } = request.body as Record<string, string>;
  const existing = [...account.invites.values()].find(
    (row) => email !== undefined && row.email === email && statusOf(row, tokenContext().now) === 'pending',
  );
  if (existing) throw new RefusalError('already_invited', { inviteId: existing.id });
  if ([...account.members.values()].some((row) => row.user.email === email)) throw new RefusalError('already_member');
  const invite = state.addInvite(account, refOf(user), {
    role: role ?? '',
    ...(email === undefined ? {} : { email }),
    ...(expiresIn === undefined ? {} : { expiresIn: Number(expiresIn) }),
    ...(note === undefined ? {} : { note }),
  });
  state.record(account, user, 'invite.create', ['invite', invite.id], { role: invite.role });
  return created(inviteWithLink(context, account, invite));
};
