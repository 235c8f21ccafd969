import type { Account, In, Transfers } from '../../types.ts';
import type { Change } from '../account-requests.ts';
import type { Services } from '../services.ts';

/** The requests of `client.transfer`. Loaded with the first one. */
export const createTransferRequests = ({ store, requests, clock }: Services): Transfers => {
  const change = (where: In | undefined, request: Pick<Change<Account>, 'method' | 'path' | 'body'>): Promise<Account> =>
    requests.change<Account>(where, { ...request, apply: (row, account) => store.records.applyOwnChange(account, row, clock.now()) });
  return {
    offer: async (user, { confirmName }, where) => change(where, { method: 'POST', path: '/transfer', body: { user, confirmName } }),
    withdraw: async (where) => change(where, { method: 'DELETE', path: '/transfer' }),
    accept: async (where) => change(where, { method: 'POST', path: '/transfer/accept' }),
    decline: async (where) => change(where, { method: 'POST', path: '/transfer/decline' }),
  };
};
