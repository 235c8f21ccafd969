import type { Edge } from './edge.ts';
import { segment } from './ids.ts';
import { refusal } from './messages.ts';
import type { Member, Members } from './types.ts';

/** The members of an account. */
export const createMembers = ({ http, session, path, change, touched }: Edge): Members => {
  const end = async (user: string | undefined, account: string | undefined): Promise<void> => {
    const { id, at } = path(account);
    await change('DELETE', `${at}/members/${segment('user', user)}`);
    // My own act, so nobody is told that I was removed.
    if (user === session.state().user?.id) session.hold(id, undefined);
    touched(id);
  };
  return {
    list: async ({ account, ...query } = {}) => http('GET', `${path(account).at}/members`, { query }),
    async setRole(user, role, where = {}) {
      const { id, at } = path(where.account);
      const member = await change<Member>('PATCH', `${at}/members/${segment('user', user)}`, { body: { role } });
      touched(id);
      return member;
    },
    remove: async (user, where = {}) => end(user, where.account),
    async leave(where = {}) {
      const user = session.state().user?.id;
      if (user === undefined) throw refusal('not_signed_in');
      await end(user, where.account);
    },
  };
};
