import { useMemo, useRef, useSyncExternalStore } from 'react';
import { reuseIfEqual } from '../client/equality.ts';
import type { Account, ClientState, Policy, PolicyRole, User } from '../types.ts';
import { useHallpassContext } from './provider.tsx';
import { useClientValue } from './use-client-value.ts';

/**
 * What `select` picks of the client's state. Renders again only when that is not equal to what it was: a new object with
 * the same content does not count.
 *
 * ```tsx
 * const names = useHallpassState(({ accounts }) => accounts.map(({ name }) => name));
 * ```
 */
export const useHallpassState = <T>(select: (state: ClientState) => T): T => {
  const { client, firstRender } = useHallpassContext();
  const previous = useRef<T>(undefined);
  const read = (state: ClientState): T => (previous.current = reuseIfEqual(previous.current, select(state)));
  return useClientValue(
    client,
    () => read(client.state),
    () => read(firstRender.state),
  );
};

/** The account that this tab works in; `undefined` while it is not known, or if the address names one that the user is not in. */
export const useActiveAccount = (): Account | undefined => useHallpassState(activeOf);
/** The signed-in user. */
export const useUser = (): User | undefined => useHallpassState(userOf);

const activeOf = ({ active }: ClientState): Account | undefined => active;
const userOf = ({ user }: ClientState): User | undefined => user;
const accountsOf = ({ accounts }: ClientState): readonly Account[] => accounts;

/** Whether an account of the user, or the active one, is a personal account. */
export const useIsPersonal = (account: string | undefined): boolean =>
  useHallpassState(({ accounts, active }) => (account === undefined ? active : accounts.find(({ id }) => id === account))?.kind === 'personal');

/** The user's accounts, and what can be done about them. */
export interface AccountsState {
  /** The personal one first, then teams by name. */
  readonly accounts: readonly Account[];
  readonly active: Account | undefined;
  /** Local to this tab: nothing is sent or awaited. */
  switchTo(id: string): Account;
  /** Opens another team and resolves when it is in `accounts`; `switchTo` makes it the active one. */
  create(input: { name: string }): Promise<Account>;
}

/** The user's accounts, the active one, and how to change it. */
export const useAccounts = (): AccountsState => {
  const { client, locale } = useHallpassContext();
  const accounts = useHallpassState(accountsOf);
  const active = useActiveAccount();
  return useMemo(() => {
    const { compare } = new Intl.Collator(locale);
    const isTeam = ({ kind }: Account): number => (kind === 'team' ? 1 : 0);
    return {
      accounts: [...accounts].sort((a, b) => isTeam(a) - isTeam(b) || compare(a.name, b.name)),
      active,
      switchTo: client.accounts.switchTo,
      create: client.accounts.create,
    };
  }, [client, locale, accounts, active]);
};

const noPolicy = (): undefined => undefined;

/** The policy; `undefined` until it is known. */
export const usePolicy = (): Policy | undefined => {
  const { policy } = useHallpassContext();
  return useSyncExternalStore(policy.subscribe, policy.snapshot, noPolicy);
};

/** The role as the policy describes it; one that the policy does not know has its name for a title. */
export const roleOf = (policy: Policy | undefined, name: string): PolicyRole =>
  policy?.roles.find((role) => role.name === name) ?? { name, title: name, permissions: [] };

/** The name in place of a role for a list of permissions. */
export const CUSTOM = 'custom';

/** A role's title; `customRole` for a list of permissions. */
export const accessTitle = (policy: Policy | undefined, role: string, { customRole }: { customRole: string }): string =>
  role === CUSTOM ? customRole : roleOf(policy, role).title;

/** The roles that members can have: those that are not granted in a project. */
export const memberRoles = (policy: Policy | undefined): readonly PolicyRole[] =>
  (policy?.roles ?? []).filter(({ scope }) => scope !== 'project');

/** The permission's title, or its name where the policy does not know it. */
export const permissionTitle = (policy: Policy | undefined, name: string): string =>
  policy?.permissions.find((permission) => permission.name === name)?.title ?? name;
