/** What is loaded when first needed: the core in WebAssembly, and what asks it. */

import { createAdvice } from './advice.ts';
import { createCore } from './core.ts';
import type { Edge } from './edge.ts';
import type { ClientOptions, Query } from './types.ts';
import { createVerify } from './verify.ts';

/** `localNow` tells spans of time. What this file needs of the rest is handed in, so that it stays apart. */
export const createDeep = (options: ClientOptions, edge: Edge, has: (query: Query) => boolean, localNow: () => number) => {
  const core = createCore();
  const issuer = options.issuer ?? new URL(options.endpoint || '/', globalThis.location?.href).origin;
  return {
    advice: createAdvice(edge, core, has, localNow),
    verify: createVerify(edge.http, core, edge.clock, issuer),
  };
};
