// The Worker's own table of routes, as `cargo xtask generate` writes it.
import { readFileSync } from 'node:fs';

/** What a route asks of its caller: a word of `Access::declared`, and the permission if it names one. */
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

/** The route that answers a path, if one does. */
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
