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

/** The methods of `client.accounts` that change an account. Loaded with the first one. */
export const createAccountChanges = ({ http, store, requests, clock }: Services): Pick<Accounts, 'create' | 'update' | 'convert' | 'revert'> => {
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
    async create({ name }) {
      const account = await http.json<Account>('POST', '/v1/accounts', { body: { name } });
      requests.finishChange(applyRow(account, account.id));
      return account;
    },
    update: (body, where) => requests.change<Account>(where, { method: 'PATCH', path: '', body, apply: applyRow }),
    convert,
    revert,
  };
};
