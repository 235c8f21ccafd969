import { refusal } from '../../messages.ts';
import type { Account, Accounts, In, Plan } from '../../types.ts';
import type { Services } from '../services.ts';

interface ConvertInput {
  readonly name?: string;
  readonly dryRun?: boolean;
}

interface RevertInput {
  readonly confirmName?: string;
  readonly dryRun?: boolean;
}

/** `client.accounts`. */
export const createAccounts = ({ http, store, profile, requests, clock, messages }: Services): Accounts => {
  const applyRow = (row: Account | undefined, account: string) => store.records.applyOwnChange(account, row, clock.now());

  const plan = async (path: '/convert' | '/revert', body: object, where: In | undefined): Promise<Plan> =>
    (await requests.dryRun<{ readonly plan: Plan }>(where, path, body)).plan;

  function convert(input: ConvertInput & { dryRun: true }, where?: In): Promise<Plan>;
  function convert(input: ConvertInput & { dryRun?: false }, where?: In): Promise<Account>;
  function convert({ dryRun, ...body }: ConvertInput, where?: In): Promise<Plan | Account> {
    if (dryRun) return plan('/convert', body, where);
    return requests.change<Account>(where, { method: 'POST', path: '/convert', body, apply: applyRow });
  }

  function revert(input: RevertInput & { dryRun: true }, where?: In): Promise<Plan>;
  function revert(input: RevertInput & { dryRun?: false }, where?: In): Promise<Account>;
  function revert({ dryRun, ...body }: RevertInput, where?: In): Promise<Plan | Account> {
    if (dryRun) return plan('/revert', body, where);
    return requests.change<Account>(where, {
      method: 'POST',
      path: '/revert',
      body,
      // A team that was never personal is closed for good.
      apply: (row, account) => applyRow(row.kind === 'team' ? undefined : row, account),
    });
  }

  return {
    async list() {
      await profile.refreshNow();
      const { status, accounts } = store.state;
      if (status === 'ready') return accounts;
      throw refusal(status === 'degraded' ? 'unavailable' : 'not_signed_in', {}, messages);
    },
    read: (account) => requests.read<Account>({ account }, ''),
    async create({ name }) {
      const account = await http.json<Account>('POST', '/v1/accounts', { body: { name } });
      requests.finishChange(applyRow(account, account.id));
      return account;
    },
    update: (body, where) => requests.change<Account>(where, { method: 'PATCH', path: '', body, apply: applyRow }),
    switchTo(id) {
      const account = store.records.accounts.get(id);
      if (!account) throw refusal('not_found', {}, messages);
      store.switchTo(id);
      return account;
    },
    convert,
    revert,
  };
};
