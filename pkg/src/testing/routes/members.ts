import { callerOf, type FakeEdgeContext, type FakeRequest, type MemberContext, memberContext, memberView, paginate, type Routes } from '../context.ts';
import { REQUIRED } from '../../generated.ts';
import { heldBy, lapseOf } from '../held.ts';
import { platform } from '../platform.ts';
import { RefusalError } from '../refusal.ts';
import { type MemberRow, toTimestamp } from '../rows.ts';
import { assignmentBefore, assignmentOf } from '../views.ts';
import { compare, folded } from '../text.ts';

/** The members of an account. */
export const memberRoutes = (context: FakeEdgeContext): Routes => ({
  'GET /v1/accounts/*/members': (request) => listMembers(context, request, memberContext(context, request)),
  'PATCH /v1/accounts/*/members/*': (request) => changeMember(context, request, memberContext(context, request)),
  'DELETE /v1/accounts/*/members/*': (request) => {
    const user = callerOf(request);
    const id = request.params[1] ?? '';
    // A member who is suspended or past their end may leave.
    const { account } = id === user.id ? context.state.membershipOf(request.params[0] ?? '', user) : memberContext(context, request);
    context.state.endTransfer(account, id === user.id ? 'left' : 'removed', id);
    const revoked = context.state.dropMember(account, id);
    if (!revoked) throw new RefusalError('not_found');
    context.state.record(account, user, id === user.id ? 'member.leave' : 'member.remove', ['member', id], { ...revoked });
    return new platform.Response(null, { status: 204 });
  },
});

const listMembers = (context: FakeEdgeContext, request: FakeRequest, { account, member }: MemberContext): object => {
  const { now } = context.tokenContext();
  const { query } = request;
  const [role, q, days] = [query.get('role'), folded(query.get('q') ?? ''), query.get('inactiveForDays')];
  const isInactive = (row: MemberRow): boolean => days !== null && (row.lastSeenOn ?? '') <= toTimestamp(now - Number(days) * DAY_MS).slice(0, 10);
  const held = heldBy(member, context.state.policy, now);
  const seesAddresses = held.includes(REQUIRED.membersManage) || held.includes(REQUIRED.membersInvite);
  const isFound = ({ user }: MemberRow): boolean => folded(user.name).includes(q) || (seesAddresses && folded(user.email ?? '').includes(q));
  const all = [...account.members.values()];
  const rows = all.filter((row) => (role === null || row.role === role) && isFound(row) && (days === null || isInactive(row)));
  const sorted = rows.sort(ORDERS[query.get('sort') ?? ''] ?? (() => 0));
  const counts = {
    total: all.length,
    ...(days === null ? {} : { inactive: all.filter(isInactive).length }),
    suspended: all.filter(({ suspended }) => suspended).length,
    ended: all.filter((row) => lapseOf(row, now) === 'past_end').length,
  };
  return { ...paginate(sorted.map((row) => memberView(context, member, row)), request), counts };
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** How two members are ordered, by the name of the order. */
const ORDERS: Readonly<Record<string, (one: MemberRow, two: MemberRow) => number>> = {
  name: (one, two) => compare(folded(one.user.name), folded(two.user.name)),
  joined: (one, two) => compare(one.joinedAt, two.joinedAt),
  lastSeen: (one, two) => compare(one.lastSeenOn ?? '', two.lastSeenOn ?? ''),
};

const changeMember = (context: FakeEdgeContext, { params, body }: FakeRequest, { account, user, member }: MemberContext): object => {
  const { state } = context;
  const row = account.members.get(params[1] ?? '');
  if (!row) throw new RefusalError('not_found');
  const { role, permissions, suspended, expiresAt } = body as MemberChange;
  const events: [action: string, details: Readonly<Record<string, unknown>>][] = [];
  if (role !== undefined && JSON.stringify(assignmentOf({ role, permissions })) !== JSON.stringify(assignmentOf(row))) {
    const before = assignmentBefore(row);
    [row.role, row.permissions] = [role, permissions];
    events.push(['member.role', { ...assignmentOf(row), ...before }]);
  }
  const end = expiresAt === null ? undefined : Date.parse(expiresAt ?? '');
  if (suspended) state.endTransfer(account, 'suspended', row.user.id);
  if (end !== undefined && end <= context.tokenContext().now) state.endTransfer(account, 'past_end', row.user.id);
  if (expiresAt !== undefined && end !== row.expiresAtMs) {
    row.expiresAtMs = end;
    events.push(['member.end', end === undefined ? {} : { expiresAt: toTimestamp(end) }]);
  }
  if (suspended !== undefined && suspended !== row.suspended) {
    row.suspended = suspended;
    events.push([suspended ? 'member.suspend' : 'member.restore', {}]);
  }
  if (events.length === 0) return memberView(context, member, row);
  account.epoch++;
  const revoked = state.revokeInvitesBeyond(account, row);
  for (const [index, [action, details]] of events.entries()) {
    state.record(account, user, action, ['member', row.user.id], index === 0 ? { ...details, ...revoked } : details);
  }
  return memberView(context, member, row);
};

interface MemberChange {
  readonly role?: string;
  readonly permissions?: readonly string[];
  readonly suspended?: boolean;
  readonly expiresAt?: string | null;
}
