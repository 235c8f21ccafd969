import { type Desk, inside, page, type Routes, seesAddresses } from '../desk.ts';
import { No } from '../refusal.ts';
import { memberOf } from '../rows.ts';

/** The members of an account. */
export const memberRoutes = (desk: Desk): Routes => {
  const { state } = desk;
  return {
    'GET /v1/accounts/*/members': (asked) => {
      const { account, member, user } = inside(desk, asked);
      const [role, q] = [asked.query.get('role'), asked.query.get('q')?.toLowerCase() ?? ''];
      const rows = [...account.members.values()].filter(
        (row) => (role === null || row.role === role) && row.user.name.toLowerCase().includes(q),
      );
      const open = seesAddresses(desk, member.role);
      return page(rows.map((row) => memberOf(row, open || row.user.id === user.id)), asked);
    },
    'PATCH /v1/accounts/*/members/*': (asked) => {
      const { account, user } = inside(desk, asked);
      const row = account.members.get(asked.part[1] ?? '');
      if (!row) throw new No('not_found');
      const roleBefore = row.role;
      row.role = String(asked.body['role']);
      account.epoch++;
      state.record(account, user, 'member.role', ['member', row.user.id], { role: row.role, roleBefore });
      return memberOf(row, true);
    },
    'DELETE /v1/accounts/*/members/*': (asked) => {
      const { account, user } = inside(desk, asked);
      const gone = asked.part[1] ?? '';
      if (!account.members.delete(gone)) throw new No('not_found');
      account.epoch++;
      state.record(account, user, gone === user.id ? 'member.leave' : 'member.remove', ['member', gone]);
      return new Response(null, { status: 204 });
    },
  };
};
