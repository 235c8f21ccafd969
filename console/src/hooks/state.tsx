import type { Account, ClientState, Policy, PolicyRole, Verdict } from 'hallpass';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';

import { client } from '../client.ts';

const subscribe = (listener: () => void): (() => void) => client.subscribe(listener);

/** What the client knows, kept current. */
export const useClientState = (): ClientState => useSyncExternalStore(subscribe, () => client.state);

/** The account that this tab works in. */
export const useActive = (): Account | undefined => useClientState().active;

/** Whether I may, in the active account; `unknown` while that cannot be said. */
export const useVerdict = (permission: string): Verdict =>
  useSyncExternalStore(subscribe, () => client.evaluate({ permission }));

const PolicyContext = createContext<Policy | undefined>(undefined);

/**
 * Keeps the policy current for everything inside, which shows once the policy is known or cannot be had: titles
 * of roles and permissions never follow late.
 */
export function PolicyProvider({ children, meanwhile }: { children: ReactNode; meanwhile: ReactNode }) {
  const [policy, setPolicy] = useState<Policy>();
  const [asked, setAsked] = useState(false);
  const { status } = useClientState();
  const known = policy !== undefined;
  useEffect(() => {
    let wanted = true;
    // Without a policy roles show by their names; the next change of status asks again.
    const read = async () => {
      const told = await client.policy().catch(() => undefined);
      if (!wanted) return;
      setPolicy(told);
      setAsked(true);
    };
    if (!known) void read();
    return () => {
      wanted = false;
    };
  }, [known, status]);
  useEffect(() => client.on('policy', (told) => setPolicy(told.policy)), []);
  return <PolicyContext value={policy}>{policy || asked ? children : meanwhile}</PolicyContext>;
}

/** The policy; nothing until it is known. */
export const usePolicy = (): Policy | undefined => useContext(PolicyContext);

/** What an account is called in a sentence to the one who is in it. */
export const nameInText = ({ kind, name }: Account): string => (kind === 'personal' ? 'your personal account' : name);

/** The role as the policy describes it; nothing if it is unknown. */
export const useRole = (name: string | undefined): PolicyRole | undefined =>
  usePolicy()?.roles.find((role) => role.name === name);

/** The role's title, or its name where the policy does not know it. */
export const roleTitle = (policy: Policy | undefined, name: string): string =>
  policy?.roles.find((role) => role.name === name)?.title ?? name;

/** The permission's title, or its name where the policy does not know it. */
export const permissionTitle = (policy: Policy | undefined, name: string): string =>
  policy?.permissions.find((permission) => permission.name === name)?.title ?? name;
