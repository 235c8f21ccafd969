/**
 * Hallpass in the browser: who am I, which team does this tab work in, what may I do, and how
 * do I join. Importing has no effects; `createClient` starts.
 *
 * @module hallpass
 */
import type { Client, ClientOptions } from './types.ts';
/** Makes the client of this page and starts to find out who is signed in. */
export declare const createClient: (options: ClientOptions) => Client;
export * from './public.ts';
