import { useEffect } from 'react';

/** Names the screen in the tab and the history. */
export const useTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · Hallpass`;
  }, [title]);
};
