/** `hallpass/edge` in a JavaScript Worker. */

import { beside } from '../wasm-file/workerd.ts';
import { createGuard as create } from './guard.ts';
import { protectWith } from './protect.ts';
import type { Guard, GuardOptions } from './types.ts';

/** Makes the guard of an edge; one per program. Nothing is read before the first request. */
export const createGuard = (options: GuardOptions): Guard => create(options, beside);

/** Wraps one handler with a guard of its own; of several, one `createGuard` keeps keys and policies for all. */
export const protect = protectWith(createGuard);

export * from './public.ts';
