import { useMemo } from 'react';
import type { ComponentProps } from 'react';
import { Link as RouterLink, useLocation, useSearchParams } from 'wouter';
import { navigate as navigateTo } from 'wouter/use-browser-location';

export { Redirect, Route, Switch } from 'wouter';

const isHere = (path: string): boolean => path === location.pathname + location.search;

/** Navigates to another screen of the console. `replace` adds no history entry. */
export const navigate = (path: string, how: 'push' | 'replace' = 'push'): void => {
  if (isHere(path)) return;
  navigateTo(path, { replace: how === 'replace' });
  scrollTo({ top: 0 });
};

/** The current path without a trailing slash. */
export const usePath = (): string => useLocation()[0].replace(/(.)\/+$/, '$1');

/** A link to another screen. Modified clicks open a new tab as usual. */
export function Link({ href, className, ...rest }: ComponentProps<'a'> & { href: string }) {
  return (
    <RouterLink
      {...rest}
      href={href}
      className={className}
      replace={isHere(href)}
      // The router navigates after this listener.
      onClick={(event) => {
        rest.onClick?.(event);
        queueMicrotask(() => event.defaultPrevented && scrollTo({ top: 0 }));
      }}
    />
  );
}

/**
 * Parameters of the address, with their defaults: Back, reload and a copied address bring them back. A change replaces the
 * history entry, and a parameter with its default is left out. `defaults` must be a constant.
 */
export const useAddressState = <T extends Readonly<Record<string, string>>>(defaults: T): readonly [T, (change: Partial<T>) => void] => {
  const [params, setParams] = useSearchParams();
  // The same object until the address changes.
  const values = useMemo(
    () => Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, params.get(name) ?? value])) as T,
    [params, defaults],
  );
  const change = (changes: Partial<T>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes) as [string, string][]) {
          if (value === defaults[name]) next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  return [values, change];
};
