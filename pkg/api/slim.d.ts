/** `hallpass` without a place for its WebAssembly: pass it as `createClient({ wasm })`. */
import type { Client, ClientOptions } from './types.ts';
/** Makes the client of this page. It asks nothing and starts nothing until its first `subscribe`, `on`, `ready` or operation. */
export declare const createClient: (options: ClientOptions) => Client;
export * from './public.ts';
