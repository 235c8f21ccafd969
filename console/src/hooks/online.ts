import { useSyncExternalStore } from 'react';

import { client } from '../client.ts';

const isOffline = (): boolean => client.state.status === 'degraded';

/** Whether the service cannot be reached, so that the screens show saved data and nothing can be changed. */
export const useIsOffline = (): boolean => useSyncExternalStore(client.subscribe, isOffline);
