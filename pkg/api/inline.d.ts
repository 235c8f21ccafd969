/** `hallpass` with its WebAssembly in the code, for bundlers and hosts that carry no other files along. */
import type { Client, ClientOptions } from './types.ts';
/** Makes the client of this page and starts to find out who is signed in. */
export declare const createClient: (options: ClientOptions) => Client;
export * from './public.ts';
