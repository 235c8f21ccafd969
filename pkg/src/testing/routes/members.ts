import { type FakeEdgeContext, memberContext, paginate, type Routes, seesAddresses } from '../context.ts';
import { platform } from '../platform.ts';
import { RefusalError } from '../refusal.ts';
import { byLastSeen, memberOf, type MemberRow } from '../rows.ts';

/** A text without case and accents, which a search ignores. The edge ignores a few differences more. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{Mn}/gu, '').toLowerCase();

/** The orders of a list besides that of joining. */
const ORDERS: Readonly<Record<string, (a: MemberRow, b: MemberRow) => number>> = {
  name: (a, b) => (folded(a.user.name) < folded(b.user.name) ? -1 : 1),
  lastSeen: byLastSeen,
};

/** The day that lies so many days before a time. */
const daysBefore = (at: string, days: number): string => new Date(Date.parse(at) - days * 86_400_000).toISOString().slice(0, 10);

/** The members of an account. */
export const memberRoutes = (context: FakeEdgeContext): Routes => {
  const { state } = context;
  return {
    'GET /v1/accounts/*/members': (request) => {
      const { account, member, user } = memberContext(context, request);
      const [role, q] = [request.query.get('role'), folded(request.query.get('q') ?? '')];
      const rows = [...account.members.values()].filter(
        (row) => (role === null || row.role === role) && folded(row.user.name).includes(q),
      );
      const withAddresses = seesAddresses(context, member.role);
      const days = request.query.get('inactiveForDays');
      const since = days === null ? undefined : daysBefore(state.timestamp(), Number(days));
      const isInactive = ({ lastSeenOn = '' }: MemberRow): boolean => since === undefined || lastSeenOn <= since;
      const order = ORDERS[request.query.get('sort') ?? ''];
      const shown = rows.filter(isInactive);
      const sorted = order ? shown.toSorted(order) : shown;
      const inactive = since === undefined ? {} : { inactive: [...account.members.values()].filter(isInactive).length };
      return {
        ...paginate(sorted.map((row) => memberOf(row, withAddresses || row.user.id === user.id)), request),
        counts: { total: account.members.size, ...inactive, suspended: 0, ended: 0 },
      };
    },
    'PATCH /v1/accounts/*/members/*': (request) => {
      const { account, user } = memberContext(context, request);
      const row = account.members.get(request.params[1] ?? '');
      if (!row) throw new RefusalError('not_found');
      const roleBefore = row.role;
      row.role = String(request.body['role']);
      account.epoch++;
      state.record(account, user, 'member.role', ['member', row.user.id], { role: row.role, roleBefore });
      return memberOf(row, true);
    },
    'DELETE /v1/accounts/*/members/*': (request) => {
      const { account, user } = memberContext(context, request);
      const id = request.params[1] ?? '';
      if (!state.removeMember(account, id)) throw new RefusalError('not_found');
      account.epoch++;
      state.record(account, user, id === user.id ? 'member.leave' : 'member.remove', ['member', id]);
      return new platform.Response(null, { status: 204 });
    },
  };
};
