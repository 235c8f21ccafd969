import type { Edge } from './edge.ts';
import { refusal } from './messages.ts';
import type { Account, Accounts, In, Plan } from './types.ts';

/** Accounts: mine, and which of them this tab works in. */
export const createAccounts = ({ http, session, path, change, touched }: Edge): Accounts => {
  const turn = async (
    verb: 'convert' | 'revert',
    { dryRun, ...body }: { dryRun?: boolean; name?: string; confirmName?: string },
    where: In = {},
  ): Promise<Account | Plan> => {
    const { id, at } = path(where.account);
    if (dryRun) {
      // Writes nothing, so it may be repeated without a key.
      const { plan } = await http<{ plan: Plan }>('POST', `${at}/${verb}`, { body, query: { dryRun } });
      return plan;
    }
    const account = await change<Account>('POST', `${at}/${verb}`, { body });
    // A team that was never personal is closed for good by a revert.
    session.hold(id, verb === 'revert' && account.kind === 'team' ? undefined : account);
    touched(id);
    return account;
  };

  return {
    async list() {
      await session.look(true);
      const { status, accounts } = session.state();
      if (status === 'ready') return accounts;
      throw refusal(status === 'degraded' ? 'unavailable' : 'not_signed_in');
    },
    read: async (id) => http('GET', path(id).at),
    async create({ name }) {
      const account = await change<Account>('POST', '/v1/accounts', { body: { name } });
      session.hold(account.id, account, [['joined', { account }]]);
      touched();
      return account;
    },
    async update(input, where = {}) {
      const { id, at } = path(where.account);
      const account = await change<Account>('PATCH', at, { body: input });
      session.hold(id, account);
      touched();
      return account;
    },
    switchTo(id) {
      const account = session.book.rows.get(id);
      if (!account) throw refusal('not_found');
      session.tab.choose(id);
      session.commit();
      return account;
    },
    convert: ((input, where) => turn('convert', input, where)) as Accounts['convert'],
    revert: ((input, where) => turn('revert', input, where)) as Accounts['revert'],
  };
};
