import { ask, type Edge, touched } from './edge.ts';
import type { Account, Accounts, In, Plan } from './types.ts';

/** Accounts, but for `switchTo`, which needs no network. */
export const createAccounts = (edge: Edge): Omit<Accounts, 'switchTo'> => {
  const { http, session, refuse } = edge;

  const turn =
    (verb: 'convert' | 'revert') =>
    async ({ dryRun, ...body }: { dryRun?: boolean; name?: string; confirmName?: string }, { account }: In = {}): Promise<Account | Plan> => {
      // A dry run writes nothing, so it may be repeated without a key.
      if (dryRun) return (await ask<{ plan: Plan }>(edge, 'POST', account, `/${verb}`, { body, query: { dryRun }, change: false })).plan;
      return ask<Account>(edge, 'POST', account, `/${verb}`, { body }, (row, id) =>
        // A team that was never personal is closed for good by a revert.
        session.hold(id, verb === 'revert' && row.kind === 'team' ? undefined : row),
      );
    };

  return {
    async list() {
      await session.look(true);
      const { status, accounts } = session.state();
      if (status === 'ready') return accounts;
      throw refuse(status === 'degraded' ? 'unavailable' : 'not_signed_in');
    },
    read: async (id) => ask(edge, 'GET', id),
    async create({ name }) {
      const account = await http<Account>('POST', '/v1/accounts', { body: { name }, change: true });
      session.hold(account.id, account, [['joined', { account }]]);
      touched(edge);
      return account;
    },
    update: async (body, { account } = {}) => ask<Account>(edge, 'PATCH', account, '', { body }, (row, id) => session.hold(id, row)),
    convert: turn('convert') as Accounts['convert'],
    revert: turn('revert') as Accounts['revert'],
  };
};
