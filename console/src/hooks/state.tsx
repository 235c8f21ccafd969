import type { Account, ClientState, Policy, PolicyRole, Verdict } from 'hallpass';
import { roleOf, useHallpass, useHallpassState, usePermission, usePolicy } from 'hallpass/react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';

export { permissionTitle, useActiveAccount as useActive, usePolicy } from 'hallpass/react';

const all = (state: ClientState): ClientState => state;

/** What the client knows, kept current. */
export const useClientState = (): ClientState => useHallpassState(all);

/** Whether I may, in the active account; `unknown` while that cannot be said. */
export const useVerdict = (permission: string): Verdict => usePermission(permission).verdict;

/**
 * Shows what is inside once the policy is known or cannot be had: titles of roles and permissions never follow
 * late.
 */
export function WhenPolicy({ children, meanwhile }: { children: ReactNode; meanwhile: ReactNode }) {
  const { ready } = useHallpass();
  const policy = usePolicy();
  const [asked, setAsked] = useState(false);
  useEffect(() => void ready.then(() => setAsked(true)), [ready]);
  return policy || asked ? children : meanwhile;
}

/** What an account is called in a sentence to the one who is in it. */
export const nameInText = ({ kind, name }: Account): string => (kind === 'personal' ? 'your personal account' : name);

/** The role as the policy describes it; nothing if it is unknown. */
export const useRole = (name: string | undefined): PolicyRole | undefined =>
  usePolicy()?.roles.find((role) => role.name === name);

/** The role's title, or its name where the policy does not know it. */
export const roleTitle = (policy: Policy | undefined, name: string): string => roleOf(policy, name).title;
