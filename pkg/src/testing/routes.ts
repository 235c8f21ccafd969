import { codeOf, type Moment, type Signer } from './sign.ts';
import { canonical, digest } from './encode.ts';
import { No } from './refusal.ts';
import { accountOf, type AccountRow, inviteOf, type InviteRow, masked, memberOf, permissionsOf, statusOf, time, type UserRow } from './rows.ts';
import { type Answering, refOf, type State } from './state.ts';
import { REQUIRED } from '../generated.ts';

/** One request, read. */
export interface Asked {
  /** Who asks; absent when nobody is signed in. */
  readonly user: UserRow | undefined;
  /** What stood for the parameters of the path, in order. */
  readonly part: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A reply: a value is 200 and JSON. */
export type Replied = Response | object | Promise<Response | object>;
type Route = (asked: Asked) => Replied;

/** What routes need of the fake. */
export interface Desk {
  readonly state: State;
  readonly signer: Signer;
  readonly origin: string;
  readonly joinUrl: string;
  moment(): Moment;
}

/** Every route by its method and path; `*` stands for an id or a code. */
export const createRoutes = (desk: Desk): Readonly<Record<string, Route>> => {
  const { state, signer } = desk;
  const now = (): number => desk.moment().now;

  const mine = ({ user }: Asked): UserRow => {
    if (!user) throw new No('not_signed_in');
    if (!user.own) throw new No('no_account');
    return user;
  };
  const inside = (asked: Asked) => ({ user: mine(asked), ...state.inside(asked.part[0] ?? '', mine(asked)) });
  const inviteIn = (asked: Asked) => {
    const found = inside(asked);
    const invite = found.account.invites.get(asked.part[1] ?? '');
    if (!invite) throw new No('not_found');
    return { ...found, invite };
  };
  const shown = (account: AccountRow, invite: InviteRow) => inviteOf(account, invite, now());
  const linked = (account: AccountRow, invite: InviteRow) => ({ invite: shown(account, invite), link: linkOf(desk, invite) });
  const token = async (account: AccountRow, user: UserRow) => {
    const { member } = state.inside(account.id, user);
    member.lastSeenOn = state.at().slice(0, 10);
    return { ...(await signer.membership(account, member, desk.moment())), account: accountOf(account, member, state.policy) };
  };
  const sees = (role: string): boolean =>
    permissionsOf(state.policy, role).some((name) => name === REQUIRED.membersInvite || name === REQUIRED.membersManage);

  return {
    'GET /v1/me': ({ user }) => {
      if (!user) throw new No('not_signed_in');
      return state.me(user);
    },
    'PUT /v1/me': ({ user }) => {
      if (!user) throw new No('not_signed_in');
      state.own(user);
      return state.me(user);
    },
    'POST /v1/accounts': (asked) => {
      const user = mine(asked);
      const account = state.addAccount(user, { kind: 'team', name: String(asked.body['name']) });
      return created(accountOf(account, state.inside(account.id, user).member, state.policy));
    },
    'GET /v1/accounts/*': (asked) => accountOf(inside(asked).account, inside(asked).member, state.policy),
    'PATCH /v1/accounts/*': (asked) => {
      const { account, member, user } = inside(asked);
      const { name, spendLimitCentsPerHour } = asked.body;
      if (name !== undefined) account.name = String(name);
      if (spendLimitCentsPerHour !== undefined) account.spendLimitCentsPerHour = Number(spendLimitCentsPerHour);
      state.record(account, user, 'account.update', ['account', account.id]);
      return accountOf(account, member, state.policy);
    },
    'POST /v1/accounts/*/convert': (asked) => {
      const { account, member, user } = inside(asked);
      if (account.kind === 'team') throw new No('already_a_team');
      if (asked.query.get('dryRun') === 'true') return { plan: { membersRemoved: 0, invitesRevoked: 0, becomes: 'team' } };
      account.kind = 'team';
      account.name = String(asked.body['name']);
      account.epoch++;
      state.record(account, user, 'account.convert', ['account', account.id]);
      return accountOf(account, member, state.policy);
    },
    'POST /v1/accounts/*/revert': (asked) => revert(state, now(), asked, inside(asked)),
    'POST /v1/accounts/*/token': (asked) => token(inside(asked).account, inside(asked).user),
    'POST /v1/tokens': async (asked) => {
      const user = mine(asked);
      const rows = (asked.body['accounts'] as string[]).flatMap((id) => state.accounts.get(id) ?? []);
      return { items: await Promise.all(rows.filter(({ members }) => members.has(user.id)).map((row) => token(row, user))) };
    },
    'GET /v1/accounts/*/members': (asked) => {
      const { account, member, user } = inside(asked);
      const [role, q] = [asked.query.get('role'), asked.query.get('q')?.toLowerCase() ?? ''];
      const rows = [...account.members.values()].filter(
        (row) => (role === null || row.role === role) && row.user.name.toLowerCase().includes(q),
      );
      return page(rows.map((row) => memberOf(row, sees(member.role) || row.user.id === user.id)), asked);
    },
    'PATCH /v1/accounts/*/members/*': (asked) => {
      const { account, user } = inside(asked);
      const row = account.members.get(asked.part[1] ?? '');
      if (!row) throw new No('not_found');
      const roleBefore = row.role;
      row.role = String(asked.body['role']);
      account.epoch++;
      state.record(account, user, 'member.role', ['member', row.user.id], { role: row.role, roleBefore });
      return memberOf(row, true);
    },
    'DELETE /v1/accounts/*/members/*': (asked) => {
      const { account, user } = inside(asked);
      const gone = asked.part[1] ?? '';
      if (!account.members.delete(gone)) throw new No('not_found');
      account.epoch++;
      state.record(account, user, gone === user.id ? 'member.leave' : 'member.remove', ['member', gone]);
      return new Response(null, { status: 204 });
    },
    'GET /v1/accounts/*/invites': (asked) => {
      const { account } = inside(asked);
      const status = asked.query.get('status');
      const rows = [...account.invites.values()].reverse().map((invite) => shown(account, invite));
      return page(rows.filter((row) => status === null || row.status === status), asked);
    },
    'POST /v1/accounts/*/invites': (asked) => {
      const { account, user } = inside(asked);
      const { email, role, expiresIn, note } = asked.body as Record<string, string>;
      const same = [...account.invites.values()].find((row) => email !== undefined && row.email === email && statusOf(row, now()) === 'pending');
      if (same) throw new No('already_invited', { inviteId: same.id });
      if ([...account.members.values()].some((row) => row.user.email === email)) throw new No('already_member');
      const invite = state.addInvite(account, refOf(user), {
        role: role ?? '',
        ...(email === undefined ? {} : { email }),
        ...(expiresIn === undefined ? {} : { expiresIn: Number(expiresIn) }),
        ...(note === undefined ? {} : { note }),
      });
      state.record(account, user, 'invite.create', ['invite', invite.id], { role: invite.role });
      return created(linked(account, invite));
    },
    'GET /v1/accounts/*/invites/*': (asked) => shown(inviteIn(asked).account, inviteIn(asked).invite),
    'DELETE /v1/accounts/*/invites/*': (asked) => {
      const { account, invite, user } = inviteIn(asked);
      pending(invite, now());
      state.decide(invite, 'revoked');
      state.record(account, user, 'invite.revoke', ['invite', invite.id]);
      return shown(account, invite);
    },
    'GET /v1/accounts/*/invites/*/link': (asked) => ({ link: linkOf(desk, pending(inviteIn(asked).invite, now())) }),
    'POST /v1/accounts/*/invites/*/resend': (asked) => {
      const { account, invite, user } = inviteIn(asked);
      const { rotate, expiresIn } = asked.body;
      pending(invite, now());
      if (rotate === true) invite.generation++;
      if (expiresIn !== undefined) invite.endsAt = now() + Number(expiresIn) * 1000;
      invite.inviter = refOf(user);
      state.record(account, user, 'invite.resend', ['invite', invite.id]);
      return linked(account, invite);
    },
    'GET /v1/accounts/*/audit': (asked) => audit(desk, inside(asked).account, asked),
    'GET /v1/invites': (asked) => page(state.inbox(mine(asked)).map(({ account, invite }) => shown(account, invite)), asked),
    'POST /v1/invites/preview': (asked) => preview(desk, asked),
    'POST /v1/invites/accept': async (asked) => {
      const answering = named(state, asked.body);
      const user = mine(asked);
      const { account } = answering;
      const member = state.accept(answering, user);
      return { membership: memberOf(member, true), ...(await token(account, user)) };
    },
    'POST /v1/invites/decline': (asked) => {
      const answering = named(state, asked.body);
      const user = mine(asked);
      if (state.answering(answering, user)) throw new No('already_member');
      state.decide(answering.invite, 'declined');
      state.record(answering.account, user, 'invite.decline', ['invite', answering.invite.id]);
      return shown(answering.account, answering.invite);
    },
    'GET /v1/policy': () => desk.moment().policy,
    'GET /v1/policy/*': ({ part }) => {
      if (part[0] !== desk.moment().policy.id) throw new No('not_found');
      return desk.moment().policy;
    },
    'GET /.well-known/jwks.json': () => signer.keys(),
    'GET /healthz': () => ({ ok: true }),
    'GET /i/*': async ({ part }) => {
      const found = rowsOf(state).find(({ invite }) => codeOf(invite) === part[0]);
      const good = found && statusOf(found.invite, now()) === 'pending';
      const fragment = good ? await signer.invite(found.account, found.invite, desk.moment()) : `closed&code=${part[0] ?? ''}`;
      return new Response(null, { status: 303, headers: { location: `${desk.joinUrl}#invite=${fragment}` } });
    },
  };
};

/** The link of an invite as it is now. */
export const linkOf = ({ origin }: Pick<Desk, 'origin'>, invite: InviteRow): string => `${origin}/i/${codeOf(invite)}`;

const created = (value: object): Response => Response.json(value, { status: 201 });

const pending = (invite: InviteRow, now: number): InviteRow => {
  if (statusOf(invite, now) !== 'pending') throw new No('invite_closed');
  return invite;
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

const claimsOf = (token: string): { jti?: string; gen?: number } => {
  try {
    return JSON.parse(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as object;
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

const revert = (state: State, now: number, { query, body }: Asked, { account, member, user }: ReturnType<State['inside']> & { user: UserRow }): object => {
  if (account.kind === 'personal') throw new No('not_a_team');
  const open = [...account.invites.values()].filter((invite) => statusOf(invite, now) === 'pending');
  const name = account.personalName;
  if (query.get('dryRun') === 'true') {
    const becomes = name === undefined ? {} : { becomes: 'personal', name };
    return { plan: { membersRemoved: account.members.size - 1, invitesRevoked: open.length, ...becomes } };
  }
  if (body['confirmName'] !== account.name) throw new No('name_mismatch');
  open.forEach((invite) => state.decide(invite, 'revoked'));
  for (const id of account.members.keys()) if (id !== user.id) account.members.delete(id);
  account.epoch++;
  state.record(account, user, 'account.revert', ['account', account.id]);
  if (name === undefined) account.members.clear();
  else [account.kind, account.name] = ['personal', name];
  return accountOf(account, member, state.policy);
};

const FILTERS = ['from', 'to', 'user', 'resourceType', 'resourceId', 'action'];

const audit = async ({ signer, moment }: Desk, { id, events }: AccountRow, asked: Asked): Promise<object> => {
  const chain: object[] = [];
  let hash = await digest(id);
  for (const event of events) {
    const { name: _, ...actor } = event.actor;
    const prev = hash;
    hash = await digest(canonical({ ...event, actor, prev }));
    chain.unshift({ ...event, prev, hash });
  }
  const wanted = (name: string): string | null => asked.query.get(name);
  const fits = (event: (typeof events)[number]): boolean =>
    (wanted('from') ?? '') <= event.at &&
    event.at <= (wanted('to') ?? '~') &&
    [event.actor.id, null].includes(wanted('user')) &&
    (['resourceType', 'resourceId', 'action'] as const).every((name) => [event[name], null].includes(wanted(name)));
  const head = FILTERS.some((name) => asked.query.has(name)) ? {} : { head: await signer.head(id, events.length, hash, moment()) };
  return { ...page((chain as typeof events).filter(fits), asked), ...head };
};

/** One page; the cursor is the place of the next item. */
const page = <T>(rows: readonly T[], { query }: Asked): { items: readonly T[]; next?: string } => {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return { items: rows.slice(from, to), ...(to < rows.length ? { next: String(to) } : {}) };
};
