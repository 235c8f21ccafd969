import { REQUIRED } from '../generated.ts';
import type { Account, Invite, InviteWithLink, Member, Project, Token } from '../wire.ts';
import { platform } from './platform.ts';
import { RefusalError } from './refusal.ts';
import { heldBy } from './held.ts';
import { type AccountRow, type InviteRow, type MemberRow, type ProjectRow, statusOf, type UserRow } from './rows.ts';
import { accountOf, inviteOf, memberOf, type MemberVisibility, projectOf } from './views.ts';
import { codeOf, type Signer, type TokenContext } from './sign.ts';
import { type State, WHY } from './state.ts';

/** A request to the fake edge. */
export interface FakeRequest {
  /** The signed-in user. */
  readonly user: UserRow | undefined;
  /** The ids and codes in the path, in order. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | undefined;
  /** The id of the request. */
  readonly id: string;
}

/** A response. A plain object is sent as JSON with status 200. */
export type FakeResponse = Response | object | Promise<Response | object>;

/** Handlers by method and path; `*` stands for an id or a code. */
export type Routes = Readonly<Record<string, (request: FakeRequest) => FakeResponse>>;

/** What the routes share. */
export interface FakeEdgeContext {
  readonly state: State;
  readonly signer: Signer;
  readonly origin: string;
  readonly joinUrl: string;
  /** Whether the edge sends mails. */
  readonly sendsMail: boolean;
  /** The time and policy for tokens that are signed now. */
  tokenContext(): TokenContext;
}

/** A user, an account, and the user's membership in it. */
export interface MemberContext {
  readonly user: UserRow;
  readonly account: AccountRow;
  readonly member: MemberRow;
}

/** The caller. Throws `no_account` if their personal account was not opened. */
export const callerOf = ({ user }: FakeRequest): UserRow => {
  if (!user) throw new RefusalError('not_signed_in');
  if (!user.own) throw new RefusalError('no_account');
  return user;
};

/** The caller and the account that the path names. Throws `suspended` or `past_end` while the caller holds nothing there. */
export const memberContext = ({ state }: FakeEdgeContext, request: FakeRequest): MemberContext => {
  const user = callerOf(request);
  return { user, ...state.activeMembershipOf(request.params[0] ?? '', user) };
};

/** The same, with the project that the path names. */
export const projectContext = (context: FakeEdgeContext, request: FakeRequest): MemberContext & { readonly project: ProjectRow } => {
  const found = memberContext(context, request);
  return { ...found, project: context.state.projectOf(found, request.params[1]) };
};

/** The same, with the invite that the path names. */
export const inviteContext = (context: FakeEdgeContext, request: FakeRequest): MemberContext & { readonly invite: InviteRow } => {
  const found = memberContext(context, request);
  const invite = found.account.invites.get(request.params[1] ?? '');
  if (!invite) throw new RefusalError('not_found');
  return { ...found, invite };
};

/** An account as the caller sees it. */
export const accountView = ({ state, tokenContext }: FakeEdgeContext, { account, member }: Pick<MemberContext, 'account' | 'member'>): Account =>
  accountOf(account, member, state.policy, tokenContext().now);

/** A project as the caller sees it. */
export const projectView = ({ state, tokenContext }: FakeEdgeContext, { account, member }: Pick<MemberContext, 'account' | 'member'>, project: ProjectRow): Project =>
  projectOf(account, project, member, state.policy, tokenContext().now);

/** A member as another one, or they themself, sees them. */
export const memberView = (context: FakeEdgeContext, viewer: MemberRow, row: MemberRow): Member => memberOf(row, visibilityOf(context, viewer, row));

const visibilityOf = ({ state, tokenContext }: FakeEdgeContext, viewer: MemberRow, row: MemberRow): MemberVisibility => {
  const held = heldBy(viewer, state.policy, tokenContext().now);
  const manages = viewer === row || held.includes(REQUIRED.membersManage);
  return { email: manages || held.includes(REQUIRED.membersInvite), grants: manages };
};

/** An invite as the API shows it. */
export const inviteView = ({ tokenContext }: FakeEdgeContext, account: AccountRow, invite: InviteRow): Invite =>
  inviteOf(account, invite, tokenContext().now);

/** The same, as members who may invite see it. */
export const inviteAndDelivery = (context: FakeEdgeContext, account: AccountRow, invite: InviteRow): Invite => ({
  ...inviteView(context, account, invite),
  ...(invite.delivery && { delivery: invite.delivery }),
});

/** The current link of an invite. */
export const linkOf = ({ origin }: Pick<FakeEdgeContext, 'origin'>, invite: InviteRow): string => `${origin}/i/${codeOf(invite)}`;

/** An invite with its link. */
export const inviteWithLink = (context: FakeEdgeContext, account: AccountRow, invite: InviteRow): InviteWithLink => ({
  invite: inviteAndDelivery(context, account, invite),
  link: linkOf(context, invite),
});

/** A membership token, for a project if one is given. It updates the day on which the member was last seen. */
export const tokenFor = async (context: FakeEdgeContext, account: AccountRow, user: UserRow, project?: ProjectRow): Promise<Token> => {
  const { state, signer, tokenContext } = context;
  const found = state.activeMembershipOf(account.id, user);
  found.member.lastSeenOn = state.timestamp().slice(0, 10);
  return {
    ...(await signer.membership(account, found.member, tokenContext(), project)),
    account: accountView(context, found),
    ...(project ? { project: projectView(context, found, project) } : {}),
  };
};

/** The same invite. Throws `invite_closed` unless it is pending. */
export const assertPending = ({ tokenContext }: FakeEdgeContext, invite: InviteRow): InviteRow => {
  const status = statusOf(invite, tokenContext().now);
  if (status !== 'pending') throw new RefusalError('invite_closed', { why: WHY[status] });
  return invite;
};

/** A response with status 201. */
export const created = (value: object): Response => platform.Response.json(value, { status: 201 });

/** One page. The cursor is the index of the next item. */
export const paginate = <T>(rows: readonly T[], { query }: FakeRequest): { items: readonly T[]; next?: string } => {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return { items: rows.slice(from, to), ...(to < rows.length ? { next: String(to) } : {}) };
};
