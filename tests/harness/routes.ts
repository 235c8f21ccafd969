// The Worker's table of routes, as `cargo xtask generate` writes it.
import { readFileSync } from 'node:fs';

/** The requirement of a route: a value of `Access::declared`, and the permission if there is one. */
export interface Declared {
  readonly method: string;
  readonly asks: string;
  readonly permission?: string;
}
export interface Route {
  readonly name: string;
  /** Parameters in braces. */
  readonly path: string;
  readonly methods: readonly Declared[];
}

export const ROUTES = JSON.parse(readFileSync(new URL('routes.json', import.meta.url), 'utf8')) as readonly Route[];

/** The route of a path, if there is one. */
export function routeOf(path: string): Route | undefined {
  const parts = path.split('/');
  return ROUTES.find((route) => {
    const wanted = route.path.split('/');
    return (
      wanted.length === parts.length &&
      wanted.every((part, index) => (part.startsWith('{') ? parts[index] !== '' : part === parts[index]))
    );
  });
}
