import { REQUIRED } from '../generated.ts';
import type { Account, Invite, InviteWithLink, Token } from '../wire.ts';
import { No } from './refusal.ts';
import { accountOf, type AccountRow, inviteOf, type InviteRow, type MemberRow, permissionsOf, statusOf, type UserRow } from './rows.ts';
import { codeOf, type Moment, type Signer } from './sign.ts';
import type { State } from './state.ts';

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

/** Answers by method and path; `*` stands for an id or a code. */
export type Routes = Readonly<Record<string, (asked: Asked) => Replied>>;

/** What routes need of the fake. */
export interface Desk {
  readonly state: State;
  readonly signer: Signer;
  readonly origin: string;
  readonly joinUrl: string;
  moment(): Moment;
}

/** Somebody in an account. */
export interface Inside {
  readonly user: UserRow;
  readonly account: AccountRow;
  readonly member: MemberRow;
}

/** The caller, with an account of their own. */
export const callerOf = ({ user }: Asked): UserRow => {
  if (!user) throw new No('not_signed_in');
  if (!user.own) throw new No('no_account');
  return user;
};

/** The caller in the account that the path names. */
export const inside = ({ state }: Desk, asked: Asked): Inside => {
  const user = callerOf(asked);
  return { user, ...state.inside(asked.part[0] ?? '', user) };
};

/** The same, with the invite that the path names. */
export const inviteIn = (desk: Desk, asked: Asked): Inside & { readonly invite: InviteRow } => {
  const found = inside(desk, asked);
  const invite = found.account.invites.get(asked.part[1] ?? '');
  if (!invite) throw new No('not_found');
  return { ...found, invite };
};

/** An account as the caller sees it. */
export const seen = ({ state }: Desk, { account, member }: Pick<Inside, 'account' | 'member'>): Account =>
  accountOf(account, member, state.policy);

/** An invite as it is now. */
export const shown = ({ moment }: Desk, account: AccountRow, invite: InviteRow): Invite => inviteOf(account, invite, moment().now);

/** The link of an invite as it is now. */
export const linkOf = ({ origin }: Pick<Desk, 'origin'>, invite: InviteRow): string => `${origin}/i/${codeOf(invite)}`;

/** An invite with its link. */
export const linked = (desk: Desk, account: AccountRow, invite: InviteRow): InviteWithLink => ({
  invite: shown(desk, account, invite),
  link: linkOf(desk, invite),
});

/** A membership token for somebody; a member is seen on the day of it. */
export const tokenFor = async (desk: Desk, account: AccountRow, user: UserRow): Promise<Token> => {
  const { state, signer, moment } = desk;
  const { member } = state.inside(account.id, user);
  member.lastSeenOn = state.at().slice(0, 10);
  return { ...(await signer.membership(account, member, moment())), account: seen(desk, { account, member }) };
};

/** Whether this role is told addresses. */
export const seesAddresses = ({ state }: Desk, role: string): boolean =>
  permissionsOf(state.policy, role).some((name) => name === REQUIRED.membersInvite || name === REQUIRED.membersManage);

/** The invite, if it is pending. */
export const pending = ({ moment }: Desk, invite: InviteRow): InviteRow => {
  if (statusOf(invite, moment().now) !== 'pending') throw new No('invite_closed');
  return invite;
};

/** A reply to what was made. */
export const created = (value: object): Response => Response.json(value, { status: 201 });

/** One page; the cursor is the place of the next item. */
export const page = <T>(rows: readonly T[], { query }: Asked): { items: readonly T[]; next?: string } => {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return { items: rows.slice(from, to), ...(to < rows.length ? { next: String(to) } : {}) };
};
