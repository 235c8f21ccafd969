/** `hallpass` with its WebAssembly in the code, for bundlers and hosts that carry no other files along. */
import type { Client, ClientOptions } from './types.ts';
/** Makes the client of this page. It asks nothing and starts nothing until its first `subscribe`, `on`, `ready` or operation. */
export declare const createClient: (options: ClientOptions) => Client;
export * from './public.ts';
