import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { AcceptAction, AcceptFlow, AcceptState } from '../accept-types.ts';
import type { HallpassError } from '../errors.ts';
import { ACCEPT } from './accept-module.ts';
import { useLazyModule } from './lazy-module.ts';
import { useHallpass } from './provider.tsx';

const PREVIEW: AcceptState = { step: 'preview' };
const previewState = (): AcceptState => PREVIEW;
const subscribeToNothing = () => () => {};

/** Where an invitee is, and what can be done. No action rejects. */
export type InviteFlow = Omit<AcceptFlow, 'subscribe'>;

/**
 * The invite that this tab was opened with: a state machine to be drawn, one screen per `state.step`.
 *
 * There is one machine per client: it joins once, however many components show it or are mounted twice.
 */
export const useInvite = (): InviteFlow => {
  const client = useHallpass();
  // The token leaves the address even if the flow cannot be loaded.
  useEffect(() => client.pendingInvite.capture(), [client]);
  const { module, error } = useLazyModule(ACCEPT);
  const flow = module?.acceptFlow(client);
  const state = useSyncExternalStore(flow?.subscribe ?? subscribeToNothing, () => flow?.state ?? PREVIEW, previewState);
  return useMemo(() => {
    const run = async (action: AcceptAction): Promise<AcceptState> => (await ACCEPT.load()).acceptFlow(client)[action]();
    return {
      state: error === undefined || flow ? state : { step: 'failed', error: error as HallpassError },
      join: () => run('join'),
      decline: () => run('decline'),
      signIn: () => run('signIn'),
      switchAccount: () => run('switchAccount'),
      verifyEmail: () => run('verifyEmail'),
      openTeam: () => run('openTeam'),
      retry: () => run('retry'),
    };
  }, [client, flow, state, error]);
};
