import type { Account, ClientState, Policy, PolicyRole, Verdict } from 'hallpass';
import { roleOf, useHallpass, useHallpassState, usePermission, usePolicy } from 'hallpass/react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';

import { now } from '../clock.ts';
import type { Words } from '../words/en/index.ts';
import { words } from '../words/language.ts';

export { permissionTitle, useActiveAccount as useActive, usePolicy } from 'hallpass/react';

const all = (state: ClientState): ClientState => state;

/** The client's current state. */
export const useClientState = (): ClientState => useHallpassState(all);

/** The verdict on a permission in the active account. */
export const useVerdict = (permission: string): Verdict => usePermission(permission).verdict;

/**
 * Renders its children once the policy is loaded or has failed to load, so that titles of roles and permissions do
 * not appear late.
 */
export function PolicyGate({ children, fallback }: { children: ReactNode; fallback: ReactNode }) {
  const { ready } = useHallpass();
  const policy = usePolicy();
  const [settled, setSettled] = useState(false);
  useEffect(() => void ready.then(() => setSettled(true)), [ready]);
  return policy || settled ? children : fallback;
}

/** A team's name; `undefined` for a personal account, which sentences call so. */
export const teamName = ({ kind, name }: Account): string | undefined => (kind === 'personal' ? undefined : name);

/** Says which account the tab works in, after it has lost another one. */
export const switchedTo = (account: Account, { switchedToTeam, switchedToPersonalAccount }: Words['shell']): string => {
  const team = teamName(account);
  return team === undefined ? switchedToPersonalAccount : switchedToTeam(team);
};

/** Whether the user holds anything in an account. */
export const membershipState = ({ suspended, expiresAt }: Account): 'active' | 'suspended' | 'ended' => {
  if (suspended) return 'suspended';
  return expiresAt !== undefined && Date.parse(expiresAt) <= now() ? 'ended' : 'active';
};

/** The policy's entry for a role, or undefined. */
export const useRole = (name: string | undefined): PolicyRole | undefined =>
  usePolicy()?.roles.find((role) => role.name === name);

/** A role's title, or its name if the policy does not have it. */
export const roleTitle = (policy: Policy | undefined, name: string): string =>
  name === 'custom' ? words().parts.custom : roleOf(policy, name).title;
