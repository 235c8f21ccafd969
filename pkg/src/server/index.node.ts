/** `hallpass/edge` in Node, bundled or not. */

import { wasmFile } from '../wasm-file/node.ts';
import { createGuard as create } from './guard.ts';
import { protectWith } from './protect.ts';
import type { Guard, GuardOptions } from './types.ts';

/** Creates the guard of an edge. Create one per program; it fetches nothing before the first request. */
export const createGuard = (options: GuardOptions): Guard => create(options, wasmFile);

/** Protects one handler with its own guard. For several, `createGuard` shares keys and policies among them. */
export const protect = protectWith(createGuard);

export * from './public.ts';
