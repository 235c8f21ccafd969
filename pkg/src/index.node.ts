/** `hallpass` where Node runs it, bundled or not. */

import { beside } from './beside/node.ts';
import { createClient as create } from './client.ts';
import type { Client, ClientOptions } from './types.ts';

/** Makes the client of this page and starts to find out who is signed in. */
export const createClient = (options: ClientOptions): Client => create(options, beside);

export * from './public.ts';
