import { ask, type Edge } from './edge.ts';
import type { Members } from './types.ts';

/** The members of an account. */
export const createMembers = (edge: Edge): Members => {
  const { session, refuse, segment } = edge;
  const at = (user: string) => `/members/${segment('user', user)}` as const;
  const me = () => session.state().user?.id;

  const remove: Members['remove'] = async (user, { account } = {}) =>
    ask<void>(edge, 'DELETE', account, at(user), {}, (_, id) => {
      // My own act, so nobody is told that I was removed.
      if (user === me()) session.hold(id, undefined);
    });

  return {
    list: async ({ account, ...query } = {}) => ask(edge, 'GET', account, '/members', { query }),
    setRole: async (user, role, { account } = {}) => ask(edge, 'PATCH', account, at(user), { body: { role } }),
    remove,
    async leave(where) {
      const user = me();
      if (user === undefined) throw refuse('not_signed_in');
      await remove(user, where);
    },
  };
};
