import { useSyncExternalStore } from 'react';

import { client } from '../client.ts';

/** Why something is disabled while the service cannot be reached. */
export const OFFLINE = "You're offline. This works again when you're back online.";

const isOffline = (): boolean => client.state.status === 'degraded';

/** Whether the service cannot be reached, so that the screens show saved data and nothing can be changed. */
export const useIsOffline = (): boolean => useSyncExternalStore(client.subscribe, isOffline);
