import { useEffect } from 'react';

import { useActive } from './state.tsx';

/** Sets the document's title: the page, and the account's name, which distinguishes the tabs of two accounts. */
export const useTitle = (page: string, account?: string): void => {
  useEffect(() => {
    document.title = [page, account, 'Hallpass'].filter((part) => part !== undefined).join(' · ');
  }, [page, account]);
};

/** Sets the title of a page of the active account. */
export const useAccountTitle = (page: string): void => useTitle(page, useActive()?.name);
