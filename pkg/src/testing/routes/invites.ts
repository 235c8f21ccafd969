import { type Asked, created, type Desk, type Inside, inside, inviteIn, linked, linkOf, page, pending, type Routes, shown } from '../desk.ts';
import { No } from '../refusal.ts';
import { statusOf } from '../rows.ts';
import { refOf } from '../state.ts';

/** The invites of an account, for those in it. */
export const inviteRoutes = (desk: Desk): Routes => {
  const { state } = desk;
  return {
    'GET /v1/accounts/*/invites': (asked) => {
      const { account } = inside(desk, asked);
      const status = asked.query.get('status');
      const rows = [...account.invites.values()].reverse().map((invite) => shown(desk, account, invite));
      return page(rows.filter((row) => status === null || row.status === status), asked);
    },
    'POST /v1/accounts/*/invites': (asked) => invite(desk, asked, inside(desk, asked)),
    'GET /v1/accounts/*/invites/*': (asked) => {
      const { account, invite } = inviteIn(desk, asked);
      return shown(desk, account, invite);
    },
    'DELETE /v1/accounts/*/invites/*': (asked) => {
      const { account, invite, user } = inviteIn(desk, asked);
      state.decide(pending(desk, invite), 'revoked');
      state.record(account, user, 'invite.revoke', ['invite', invite.id]);
      return shown(desk, account, invite);
    },
    'GET /v1/accounts/*/invites/*/link': (asked) => ({ link: linkOf(desk, pending(desk, inviteIn(desk, asked).invite)) }),
    'POST /v1/accounts/*/invites/*/resend': (asked) => {
      const { account, invite, user } = inviteIn(desk, asked);
      const { rotate, expiresIn } = asked.body;
      pending(desk, invite);
      if (rotate === true) invite.generation++;
      if (expiresIn !== undefined) invite.endsAt = desk.moment().now + Number(expiresIn) * 1000;
      invite.inviter = refOf(user);
      state.record(account, user, 'invite.resend', ['invite', invite.id]);
      return linked(desk, account, invite);
    },
  };
};

const invite = (desk: Desk, asked: Asked, { account, user }: Inside): Response => {
  const { state, moment } = desk;
  const { email, role, expiresIn, note } = asked.body as Record<string, string>;
  const same = [...account.invites.values()].find((row) => email !== undefined && row.email === email && statusOf(row, moment().now) === 'pending');
  if (same) throw new No('already_invited', { inviteId: same.id });
  if ([...account.members.values()].some((row) => row.user.email === email)) throw new No('already_member');
  const made = state.addInvite(account, refOf(user), {
    role: role ?? '',
    ...(email === undefined ? {} : { email }),
    ...(expiresIn === undefined ? {} : { expiresIn: Number(expiresIn) }),
    ...(note === undefined ? {} : { note }),
  });
  state.record(account, user, 'invite.create', ['invite', made.id], { role: made.role });
  return created(linked(desk, account, made));
};
