import { refusal } from '../../messages.ts';
import type { In, Member, MemberPage, Members } from '../../types.ts';
import type { AccountPath } from '../account-requests.ts';
import { segment } from '../ids.ts';
import type { Services } from '../services.ts';

const memberPath = (user: string): AccountPath => `/members/${segment('user', user)}`;

/** `client.members`. */
export const createMembers = ({ store, requests, clock, messages }: Services): Members => {
  const remove = async (user: string, where?: In): Promise<void> => {
    await requests.change<void>(where, {
      method: 'DELETE',
      path: memberPath(user),
      // Their own action: no event says that they were removed.
      apply: (_, account) => (user === store.state.user?.id ? store.records.applyOwnChange(account, undefined, clock.now()) : []),
    });
  };

  const update: Members['update'] = async (user, body, where) =>
    requests.change<Member>(where, { method: 'PATCH', path: memberPath(user), body });

  return {
    list: ({ account, ...query } = {}) => requests.read<MemberPage>({ account }, '/members', query),
    setRole: (user, role, where) => update(user, { role }, where),
    update,
    remove,
    async leave(where) {
      const account = await requests.accountFor(where);
      const user = store.state.user?.id;
      if (user === undefined) throw refusal('not_signed_in', {}, messages);
      await remove(user, { account });
    },
  };
};
