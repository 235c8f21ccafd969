/**
 * Hallpass in the browser: who am I, which team does this tab work in, what may I do, and how
 * do I join. Importing has no effects; neither has `createClient`, until the client is used.
 *
 * @module hallpass
 */

import { beside } from './wasm-file/browser.ts';
import { createClient as create } from './client/create-client.ts';
import type { Client, ClientOptions } from './types.ts';

/** Makes the client of this page. It asks nothing and starts nothing until its first `subscribe`, `on`, `ready` or operation. */
export const createClient = (options: ClientOptions): Client => create(options, beside);

export * from './public.ts';
