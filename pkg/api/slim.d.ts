/** `hallpass` without a place for its WebAssembly: pass it as `createClient({ wasm })`. */
import type { Client, ClientOptions } from './types.ts';
/** Makes the client of this page and starts to find out who is signed in. */
export declare const createClient: (options: ClientOptions) => Client;
export * from './public.ts';
