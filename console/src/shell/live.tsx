import type { Account } from 'hallpass';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { pathIn } from '../address.ts';
import { client } from '../client.ts';
import { roleTitle, useClientState, usePolicy } from '../hooks/state.tsx';
import { navigate } from '../router.tsx';
import { useToasts } from '../ui/toast.tsx';
import { words } from '../words/language.ts';

interface Live {
  /** The account that this tab worked in when the user lost it. */
  readonly endedAccount: Account | undefined;
  readonly dismissEndedAccount: () => void;
  /** Runs `act` without a toast about its effect on the user's membership in `account`. */
  readonly withoutToast: <T>(account: string, act: () => Promise<T>) => Promise<T>;
}

/** How long after the user's own action an event counts as its result. */
const ECHO_MS = 5_000;

const LiveContext = createContext<Live>({
  endedAccount: undefined,
  dismissEndedAccount: () => undefined,
  withoutToast: (_, act) => act(),
});

/** Recent changes of the user's memberships. */
export const useLive = (): Live => useContext(LiveContext);

/** Turns the client's events into toasts and notices. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [endedAccount, setEndedAccount] = useState<Account>();
  const handled = useRef(new Set<string>());
  const { user } = useClientState();
  const dismissEndedAccount = useCallback(() => setEndedAccount(undefined), []);
  const withoutToast = useCallback(async <T,>(account: string, act: () => Promise<T>) => {
    handled.current.add(account);
    const forget = () => handled.current.delete(account);
    try {
      const done = await act();
      setTimeout(forget, ECHO_MS);
      return done;
    } catch (error) {
      forget();
      throw error;
    }
  }, []);
  useEffect(() => dismissEndedAccount, [user?.id, dismissEndedAccount]);
  useMemberships(handled.current, setEndedAccount);
  useInbox();
  const live = useMemo(
    () => ({ endedAccount, dismissEndedAccount, withoutToast }),
    [endedAccount, dismissEndedAccount, withoutToast],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

const useMemberships = (handled: Set<string>, setEndedAccount: (account: Account) => void): void => {
  const { showToast } = useToasts();
  const policy = usePolicy();
  const { active } = useClientState();
  // The account of the last paint: the tab can have switched before an event arrives.
  const painted = useRef(active?.id);
  useEffect(() => {
    painted.current = active?.id;
  }, [active?.id]);
  useEffect(() => {
    const stop = [
      client.on('role-changed', ({ account }) => {
        showToast({ text: words().shell.roleChanged(account.name, roleTitle(policy, account.role)), icon: 'person' });
      }),
      client.on('revoked', ({ account }) => {
        if (handled.delete(account.id)) return;
        if (painted.current === account.id) setEndedAccount(account);
        else showToast({ text: words().shell.noLongerIn(account.name), icon: 'door' });
      }),
      client.on('joined', ({ account }) => {
        // The user just created this team.
        if (handled.delete(account.id) || account.owner.user === client.state.user?.id) return;
        const go = () => {
          navigate(pathIn(account.id, 'resources'));
        };
        const { hallpass, shell } = words();
        showToast({ text: shell.nowIn(account.name), action: { label: hallpass.switchTo(account.name), run: go } });
      }),
    ];
    return () => stop.forEach((end) => end());
  }, [showToast, policy, handled, setEndedAccount]);
};

const useInbox = (): void => {
  const { showToast } = useToasts();
  useEffect(
    () =>
      client.on('invite-received', ({ inboxCount }) => {
        const { shell } = words();
        showToast({
          text: inboxCount === 1 ? shell.invitedToTeam : shell.pendingInvites(inboxCount),
          icon: 'mail',
          action: { label: shell.openInbox, run: () => navigate('/inbox') },
        });
      }),
    [showToast],
  );
};
