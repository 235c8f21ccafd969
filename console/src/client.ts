import { createClient } from 'hallpass';

import { forgetIdentity, identity, obtainIdentity } from './identity.ts';
import type { Person } from './identity.ts';

/** The client of this page. Everything that the console knows about teams and rights, it knows from here. */
export const client = createClient({
  endpoint: '',
  getIdentityToken: () => identity()?.token,
  onSignOut: () => signOut(),
  // The local identity provider believes what it is told, so verifying is signing in once more.
  onVerifyEmail: async () => {
    const person = identity();
    if (person) await signIn({ email: person.email, name: person.name, emailVerified: true });
  },
});

// An invite link carries its token in the fragment. It must leave the address bar and the history
// before anything else on this page runs.
client.pendingInvite.capture();

/** Signs in at the local identity provider. Throws a `HallpassError` if it refuses. */
export const signIn = async (person: Person): Promise<void> => {
  await obtainIdentity(person);
  await client.identityChanged();
};

/** Signs this tab out. An invite that is held for this tab stays. */
export const signOut = async (): Promise<void> => {
  forgetIdentity();
  await client.identityChanged();
};
