import { useMemo, useRef, useSyncExternalStore } from 'react';
import type { Account, ClientState, Policy, PolicyRole, User } from '../types.ts';
import { useRoot } from './root.tsx';
import { useClientValue } from './subscribe.ts';

/** Whether two values say the same, however deep. */
const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same((a as never)[key], (b as never)[key]))
  );
};

/**
 * What `select` picks of the client's state. Renders again only when that says something else than before: a new
 * object with the same content does not count.
 */
export const useHallpassState = <T>(select: (state: ClientState) => T): T => {
  const { client, first } = useRoot();
  const last = useRef<T>(undefined);
  const pick = (state: ClientState): T => {
    const next = select(state);
    return same(last.current, next) ? (last.current as T) : (last.current = next);
  };
  return useClientValue(
    client,
    () => pick(client.state),
    () => pick(first.state),
  );
};

/** The account that this tab works in; nothing while it is not known, or if the address names one that is not mine. */
export const useActiveAccount = (): Account | undefined => useHallpassState(activeOf);
/** Who is signed in. */
export const useUser = (): User | undefined => useHallpassState(userOf);

const activeOf = ({ active }: ClientState) => active;
const userOf = ({ user }: ClientState) => user;
const accountsOf = ({ accounts }: ClientState) => accounts;

/** My accounts, and what can be done about them. */
export interface AccountsState {
  /** One's own first, then teams by name. */
  readonly accounts: readonly Account[];
  readonly active: Account | undefined;
  /** Local to this tab: nothing is sent or awaited. */
  switchTo(id: string): Account;
  /** Opens another team and settles when it is in `accounts`; `switchTo` goes there. */
  create(input: { name: string }): Promise<Account>;
}

/** My accounts, the active one, and how to change it. */
export const useAccounts = (): AccountsState => {
  const { client, locale } = useRoot();
  const accounts = useHallpassState(accountsOf);
  const active = useActiveAccount();
  return useMemo(() => {
    const { compare } = new Intl.Collator(locale);
    return {
      accounts: [...accounts].sort((a, b) => +(a.kind === 'team') - +(b.kind === 'team') || compare(a.name, b.name)),
      active,
      switchTo: client.accounts.switchTo,
      create: client.accounts.create,
    };
  }, [client, locale, accounts, active]);
};

const nothing = () => undefined;

/** The policy; nothing until it is known. */
export const usePolicy = (): Policy | undefined => {
  const { policy } = useRoot();
  return useSyncExternalStore(policy.subscribe, policy.now, nothing);
};

/** The role as the policy describes it; one that the policy does not know has its name for a title. */
export const roleOf = (policy: Policy | undefined, name: string): PolicyRole =>
  policy?.roles.find((role) => role.name === name) ?? { name, title: name, permissions: [] };

/** The permission's title, or its name where the policy does not know it. */
export const permissionTitle = (policy: Policy | undefined, name: string): string =>
  policy?.permissions.find((permission) => permission.name === name)?.title ?? name;
