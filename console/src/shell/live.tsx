import type { Account } from 'hallpass';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { client } from '../client.ts';
import { roleTitle, useClientState, usePolicy } from '../hooks/state.tsx';
import { navigate } from '../router.tsx';
import { useToasts } from '../ui/toast.tsx';

interface Live {
  /** The account that this tab worked in until I was no longer in it. */
  readonly ended: Account | undefined;
  readonly dismissEnded: () => void;
  /** Runs `act`; the screen itself tells what that does to my membership in `account`. */
  readonly tellMyself: <T>(account: string, act: () => Promise<T>) => Promise<T>;
}

/** How long after an act of mine an event counts as its echo. */
const ECHO_MS = 5_000;

const LiveContext = createContext<Live>({
  ended: undefined,
  dismissEnded: () => undefined,
  tellMyself: (_, act) => act(),
});

/** What happened to my memberships while I was looking. */
export const useLive = (): Live => useContext(LiveContext);

/** Turns the client's events into notes on the screen. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [ended, setEnded] = useState<Account>();
  const told = useRef(new Set<string>());
  const { user } = useClientState();
  const dismissEnded = useCallback(() => setEnded(undefined), []);
  const tellMyself = useCallback(async <T,>(account: string, act: () => Promise<T>) => {
    told.current.add(account);
    const forget = () => told.current.delete(account);
    try {
      const done = await act();
      setTimeout(forget, ECHO_MS);
      return done;
    } catch (error) {
      forget();
      throw error;
    }
  }, []);
  useEffect(() => dismissEnded, [user?.id, dismissEnded]);
  useMemberships(told.current, setEnded);
  useInbox();
  const live = useMemo(() => ({ ended, dismissEnded, tellMyself }), [ended, dismissEnded, tellMyself]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

const useMemberships = (told: Set<string>, setEnded: (account: Account) => void): void => {
  const { tell } = useToasts();
  const policy = usePolicy();
  const { active } = useClientState();
  // The account of the last paint: an event may come after the tab has moved on.
  const painted = useRef(active?.id);
  useEffect(() => {
    painted.current = active?.id;
  }, [active?.id]);
  useEffect(() => {
    const stop = [
      client.on('role-changed', ({ account }) => {
        tell({ text: `Your role in ${account.name} is now ${roleTitle(policy, account.role)}`, icon: 'person' });
      }),
      client.on('revoked', ({ account }) => {
        if (told.delete(account.id)) return;
        if (painted.current === account.id) setEnded(account);
        else tell({ text: `You are no longer in ${account.name}`, icon: 'door' });
      }),
      client.on('joined', ({ account }) => {
        // A team that I have just opened is no news to me.
        if (told.delete(account.id) || account.owner.user === client.state.user?.id) return;
        const go = () => {
          client.accounts.switchTo(account.id);
          navigate('/resources');
        };
        tell({ text: `You are in ${account.name} now`, action: { label: `Switch to ${account.name}`, run: go } });
      }),
    ];
    return () => stop.forEach((end) => end());
  }, [tell, policy, told, setEnded]);
};

const useInbox = (): void => {
  const { tell } = useToasts();
  useEffect(
    () =>
      client.on('invite-received', ({ inboxCount }) => {
        tell({
          text: inboxCount === 1 ? 'You are invited to a team' : `You have ${inboxCount} open invites`,
          icon: 'mail',
        });
      }),
    [tell],
  );
};
