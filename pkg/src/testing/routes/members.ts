import { type FakeEdgeContext, memberContext, paginate, type Routes, seesAddresses } from '../context.ts';
import { platform } from '../platform.ts';
import { RefusalError } from '../refusal.ts';
import { memberOf } from '../rows.ts';

/** A text without case and accents, which a search ignores. The edge ignores a few differences more. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{Mn}/gu, '').toLowerCase();

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
      return paginate(rows.map((row) => memberOf(row, withAddresses || row.user.id === user.id)), request);
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
      if (!account.members.delete(id)) throw new RefusalError('not_found');
      account.epoch++;
      state.record(account, user, id === user.id ? 'member.leave' : 'member.remove', ['member', id]);
      return new platform.Response(null, { status: 204 });
    },
  };
};
