import { useEffect, useRef } from 'react';

import { client } from '../client.ts';
import { useClientState } from '../hooks/state.tsx';
import { navigate } from '../router.tsx';

/**
 * Makes the account in the address this tab's, and the next new tab's. When the user is no longer in it, the start page leads
 * on to the account that the tab falls back to.
 */
export const useTabAccount = (): void => {
  const { active, status } = useClientState();
  const wasIn = useRef(false);
  const id = active?.id;
  useEffect(() => {
    if (id !== undefined) {
      wasIn.current = true;
      client.accounts.switchTo(id);
    } else if (wasIn.current && status === 'ready') {
      navigate('/', 'replace');
    }
  }, [id, status]);
};
