/**
 * `hallpass/edge`: verifies membership tokens on servers, and reads what server-rendered pages need.
 *
 * @module hallpass/edge
 */

import { wasmFile } from '../wasm-file/browser.ts';
import { createGuard as create } from './guard.ts';
import { protectWith } from './protect.ts';
import type { Guard, GuardOptions } from './types.ts';

/** Creates the guard of an edge. Create one per program; it fetches nothing before the first request. */
export const createGuard = (options: GuardOptions): Guard => create(options, wasmFile);

/** Protects one handler with its own guard. For several, `createGuard` shares keys and policies among them. */
export const protect = protectWith(createGuard);

export * from './public.ts';
