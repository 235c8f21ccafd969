import { useSyncExternalStore } from 'react';
import type { ComponentProps, MouseEvent } from 'react';

const NAVIGATED = 'hallpass:navigated';

/** Navigates to another screen of the console. `replace` adds no history entry. */
export const navigate = (path: string, how: 'push' | 'replace' = 'push'): void => {
  if (path === location.pathname) return;
  if (how === 'push') history.pushState(null, '', path);
  else history.replaceState(null, '', path);
  dispatchEvent(new Event(NAVIGATED));
  scrollTo({ top: 0 });
};

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('popstate', listener);
  addEventListener(NAVIGATED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(NAVIGATED, listener);
  };
};

/** The current path without a trailing slash. */
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname.replace(/(.)\/+$/, '$1'));

/** A link to another screen. Modified clicks open a new tab as usual. */
export function Link({ href, onClick, ...rest }: ComponentProps<'a'> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={href} onClick={follow} />;
}
