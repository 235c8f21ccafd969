import type { Client, ClientOptions } from './types.ts';

/** Makes the client of this page and starts to find out who is signed in. */
export declare function createClient(options: ClientOptions): Client;
