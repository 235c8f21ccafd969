import { refusal } from '../../messages.ts';
import type { Account, Accounts } from '../../types.ts';
import { LazyPart } from '../lazy-part.ts';
import type { Services } from '../services.ts';

/** `client.accounts`. */
export const createAccounts = (services: Services): Accounts => {
  const { store, profile, requests, messages } = services;
  const changes = new LazyPart(async () => (await import('./account-changes.ts')).createAccountChanges(services), messages, () => requests.noteAccount());
  return {
    async list() {
      await profile.refreshNow();
      const { status, accounts } = store.state;
      if (status === 'ready') return accounts;
      throw refusal(status === 'degraded' ? 'unavailable' : 'not_signed_in', {}, messages);
    },
    read: (account) => requests.read<Account>({ account }, ''),
    switchTo(id) {
      const account = store.records.accounts.get(id);
      if (!account) throw refusal('not_found', {}, messages);
      store.switchTo(id);
      return account;
    },
    ...changes.methods('create', 'update', 'convert', 'revert'),
  };
};
