import { accountView, callerOf, created, type FakeEdgeContext, type FakeRequest, inviteAndDelivery, inviteView, type MemberContext, memberContext, memberView, type Routes, tokenFor } from '../context.ts';
import { REQUIRED } from '../../generated.ts';
import { eraseUser } from '../erasure.ts';
import { platform } from '../platform.ts';
import type { Membership } from '../state.ts';
import { chainOf, eventOf } from '../chain.ts';
import type { Account } from '../../wire.ts';
import { RefusalError } from '../refusal.ts';
import { heldBy, lapseOf } from '../held.ts';
import { type MemberRow, statusOf, type UserRow } from '../rows.ts';
import { openTransfer } from '../views.ts';

/** The signed-in user and their accounts. */
export const accountRoutes = (context: FakeEdgeContext): Routes => {
  const { state } = context;
  const signedIn = ({ user }: FakeRequest) => {
    if (!user) throw new RefusalError('not_signed_in');
    return user;
  };
  return {
    'GET /v1/me': (request) => {
      const user = signedIn(request);
      if (!user.own && request.query.get('ifOpened') === 'true') return new Response(null, { status: 204 });
      return state.me(user);
    },
    'PUT /v1/me': (request) => {
      const user = signedIn(request);
      if ((request.query.get('user') ?? user.id) !== user.id) throw new RefusalError('user_erased');
      state.openPersonalAccount(user);
      return state.me(user);
    },
    'DELETE /v1/me': (request) => {
      const user = signedIn(request);
      eraseUser(state, user, context.tokenContext().now);
      return platform.Response.json({ user: user.id, erasedAt: state.erased.get(user.id) }, { status: 202 });
    },
    'GET /v1/me/export': (request) => exportData(context, callerOf(request)),
    'POST /v1/accounts': (request) => {
      const user = callerOf(request);
      const account = state.addAccount(user, { kind: 'team', name: String(request.body['name']) });
      return created(accountView(context, state.membershipOf(account.id, user)));
    },
    'GET /v1/accounts/*': (request) => accountView(context, memberContext(context, request)),
    'PATCH /v1/accounts/*': (request) => {
      const found = memberContext(context, request);
      updateAccount(context, request, found);
      return accountView(context, found);
    },
    'POST /v1/accounts/*/convert': (request) => convert(context, request, memberContext(context, request)),
    'POST /v1/accounts/*/revert': (request) => revert(context, request, memberContext(context, request)),
    'POST /v1/accounts/*/token': (request) => {
      const found = memberContext(context, request);
      if (request.body['project'] === undefined) return tokenFor(context, found.account, found.user);
      const project = state.projectOf(found, request.body['project']);
      if (project.status === 'archived') throw new RefusalError('project_archived');
      return tokenFor(context, found.account, found.user, project);
    },
    'POST /v1/tokens': async (request) => {
      const user = callerOf(request);
      const rows = (request.body['accounts'] as string[]).flatMap((id) => state.accounts.get(id) ?? []);
      const isActive = (member: MemberRow | undefined): boolean => member !== undefined && !lapseOf(member, context.tokenContext().now);
      const mine = rows.filter(({ members }) => isActive(members.get(user.id)));
      return { items: await Promise.all(mine.map((row) => tokenFor(context, row, user))) };
    },
  };
};

/** Everything about a user. */
const exportData = async (context: FakeEdgeContext, user: UserRow): Promise<object> => {
  const { state } = context;
  const exported = [...state.accounts.values()].flatMap((account) => {
    const member = account.members.get(user.id);
    return member ? [{ account, member }] : [];
  });
  const accounts = await Promise.all(exported.map((each) => exportAccount(context, user, each)));
  const { own: _, ...fields } = user;
  const invites = state.inbox(user).map(({ account, invite }) => inviteView(context, account, invite));
  return { exportedAt: state.timestamp(), user: fields, mails: 'welcome', invites, formerAccounts: [], accounts };
};

const exportAccount = async (context: FakeEdgeContext, user: UserRow, { account, member }: Membership): Promise<object> => {
  const mayRead = heldBy(member, context.state.policy, context.tokenContext().now).includes(REQUIRED.auditRead);
  const { chain } = await chainOf(account);
  const invites = [...account.invites.values()].filter(({ inviter, email }) => inviter.user === user.id || email === user.email);
  return {
    account: accountView(context, { account, member }),
    membership: memberView(context, member, member),
    invites: invites.map((invite) => inviteAndDelivery(context, account, invite)),
    events: mayRead ? chain.filter(({ actor, resourceId }) => actor.id === user.id || resourceId === user.id).map(eventOf) : [],
  };
};

const updateAccount = ({ state }: FakeEdgeContext, { body }: FakeRequest, { account, user }: MemberContext): void => {
  const { name = account.name, spendLimitCentsPerHour = account.spendLimitCentsPerHour } = body as Partial<Pick<Account, 'name' | 'spendLimitCentsPerHour'>>;
  const limit = spendLimitCentsPerHour === account.spendLimitCentsPerHour ? {} : { spendLimitCentsPerHour };
  const fields = [...(name === account.name ? [] : ['name']), ...Object.keys(limit)];
  if (fields.length === 0) return;
  Object.assign(account, { name, spendLimitCentsPerHour });
  state.record(account, user, 'account.update', ['account', account.id], { ...limit, fields });
};

const convert = (context: FakeEdgeContext, { query, body }: FakeRequest, found: MemberContext): object => {
  const { account, user } = found;
  if (account.kind === 'team') throw new RefusalError('already_a_team');
  if (query.get('dryRun') === 'true') return { plan: { membersRemoved: 0, invitesRevoked: 0, projectsRemoved: 0, reviewsRemoved: 0, transfersEnded: 0, becomes: 'team' } };
  account.kind = 'team';
  account.name = String(body['name']);
  account.epoch++;
  context.state.record(account, user, 'account.convert', ['account', account.id]);
  return accountView(context, found);
};

const revert = (context: FakeEdgeContext, { query, body }: FakeRequest, found: MemberContext): object => {
  const { account, user } = found;
  if (account.kind === 'personal') throw new RefusalError('not_a_team');
  const { now } = context.tokenContext();
  const pending = [...account.invites.values()].filter((invite) => statusOf(invite, now) === 'pending');
  const name = account.personalName;
  if (query.get('dryRun') === 'true') {
    const becomes = name === undefined ? {} : { becomes: 'personal', name };
    const removed = { membersRemoved: account.members.size - 1, projectsRemoved: account.projects.size, reviewsRemoved: account.reviews.size };
    const transfersEnded = openTransfer(account, now) ? 1 : 0;
    return { plan: { ...removed, transfersEnded, invitesRevoked: pending.length, ...becomes } };
  }
  if (body['confirmName'] !== account.name) throw new RefusalError('name_mismatch');
  const ended = context.state.endTransfer(account, 'reverted');
  account.transfer = undefined;
  for (const invite of pending) context.state.decide(invite, 'revoked');
  for (const id of account.members.keys()) if (id !== user.id) account.members.delete(id);
  account.projects.clear();
  account.reviews.clear();
  for (const member of account.members.values()) member.grants.clear();
  account.epoch++;
  context.state.record(account, user, 'account.revert', ['account', account.id], ended ? { transfersEnded: 1 } : {});
  if (name === undefined) account.members.clear();
  else [account.kind, account.name] = ['personal', name];
  return accountView(context, found);
};
