/** `hallpass` where Node runs it, bundled or not. */

import { beside } from './wasm-file/node.ts';
import { createClient as create } from './client/create-client.ts';
import type { Client, ClientOptions } from './types.ts';

/** Makes the client of this page. It asks nothing and starts nothing until its first `subscribe`, `on`, `ready` or operation. */
export const createClient = (options: ClientOptions): Client => create(options, beside);

export * from './public.ts';
