import { createClient } from 'hallpass';
import { readable } from 'svelte/store';
import { endpoint, identityToken } from './identity.js';

export const client = createClient({ endpoint, getIdentityToken: identityToken });

/** The client's state as a store. */
export const hallpass = readable(client.state, (set) => client.subscribe(() => set(client.state)));
