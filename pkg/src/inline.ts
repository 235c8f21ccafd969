/** `hallpass` with its WebAssembly in the code, for bundlers and hosts that carry no other files along. */

import { inline } from './beside/inline.ts';
import { createClient as create } from './client.ts';
import type { Client, ClientOptions } from './types.ts';

/** Makes the client of this page and starts to find out who is signed in. */
export const createClient = (options: ClientOptions): Client => create(options, inline);

export * from './public.ts';
