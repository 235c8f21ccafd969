import { createClient } from 'hallpass';

import { accountScope } from './address.ts';
import { clearIdentity, identity, requestIdentity } from './identity.ts';
import type { Person } from './identity.ts';

/** The page's Hallpass client. */
export const client = createClient({
  endpoint: '',
  scope: accountScope,
  getIdentityToken: () => identity()?.token,
  onSignOut: () => signOut(),
  // The local identity provider accepts any claim, so verifying an address means signing in again.
  onVerifyEmail: async () => {
    const person = identity();
    if (person) await signIn({ email: person.email, name: person.name, emailVerified: true });
  },
});

// An invite link has its token in the fragment. Remove it from the address bar and the history
// before any other code runs.
client.pendingInvite.capture();

/** Signs in at the local identity provider. Rejects with a `HallpassError` on failure. */
export const signIn = async (person: Person): Promise<void> => {
  await requestIdentity(person);
  await client.identityChanged();
};

/** Signs this tab out. The tab's pending invite stays. */
export const signOut = async (): Promise<void> => {
  clearIdentity();
  await client.identityChanged();
};
