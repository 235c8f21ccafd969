import { change, type Edge, place, touched } from './edge.ts';
import { segment } from './ids.ts';
import { refusal } from './messages.ts';
import type { Member, Members } from './types.ts';

/** The members of an account. */
export const createMembers = (edge: Edge): Members => {
  const { http, session } = edge;

  const end = async (user: string | undefined, account: string | undefined): Promise<void> => {
    const { id, at } = place(edge, account);
    await change(edge, 'DELETE', `${at}/members/${segment('user', user)}`);
    // My own act, so nobody is told that I was removed.
    if (user === session.state().user?.id) session.hold(id, undefined);
    touched(edge, id);
  };

  return {
    list: async ({ account, ...query } = {}) => http('GET', `${place(edge, account).at}/members`, { query }),
    async setRole(user, role, where = {}) {
      const { id, at } = place(edge, where.account);
      const member = await change<Member>(edge, 'PATCH', `${at}/members/${segment('user', user)}`, { body: { role } });
      touched(edge, id);
      return member;
    },
    remove: async (user, where = {}) => end(user, where.account),
    async leave(where = {}) {
      const user = session.state().user?.id;
      if (user === undefined) throw refusal('not_signed_in', {}, edge.options.messages);
      await end(user, where.account);
    },
  };
};
