import { createClient } from 'hallpass';

import { accountScope } from './address.ts';
import { readConfig } from './config.ts';
import { signInLocally } from './local-identity.ts';
import type { Person } from './local-identity.ts';
import { takeCallback } from './oidc/callback.ts';
import { endSession, finishSignIn, identityToken, leaveForSignIn, signOutAtProvider } from './oidc/sign-in.ts';
import { setSignInStatus } from './oidc/status.ts';
import { navigate } from './router.tsx';
import { currentSession, onSignOutElsewhere, recordSignOut } from './session.ts';
import { clientMessages } from './words/language.ts';

// A provider's answer and an invite's token are removed from the address bar and the history before any other code runs.
const callback = takeCallback();
/** While a provider's answer is being redeemed, it is not known who is signed in. */
let finishing = callback && finishSignIn(callback).finally(() => (finishing = undefined));

/** The page's Hallpass client. */
export const client = createClient({
  endpoint: '',
  scope: accountScope,
  messages: clientMessages,
  getIdentityToken: () => (finishing ? finishing.then(identityToken) : identityToken()),
  // Only to use another account: a person who is still signed in at the provider would be signed in again. Local identity has a form.
  onSignIn: async ({ hint }) => {
    if ((await readConfig()).provider) await signInWithProvider(true, hint);
  },
  onSignOut: async () => {
    endSession();
    await client.identityChanged();
  },
  // A new token says whether the address is verified by now.
  onVerifyEmail: async () => {
    const session = currentSession();
    if (session?.by === 'local') await signIn({ email: session.email, name: session.name, emailVerified: true });
    else await signInWithProvider(false, session?.email);
  },
});

client.pendingInvite.capture();

onSignOutElsewhere(() => {
  endSession();
  setSignInStatus({ kind: 'signed-out-elsewhere' });
  void client.identityChanged();
});

/** Signs in at the local identity provider. Rejects with a `HallpassError` on failure. */
export const signIn = async (person: Person): Promise<void> => {
  await signInLocally(person);
  setSignInStatus({ kind: 'idle' });
  await client.identityChanged();
};

/** Leaves for the provider's sign-in page. `email` is suggested there, if it is a whole address. */
export const signInWithProvider = (anotherAccount: boolean, email?: string): Promise<void> =>
  leaveForSignIn({ anotherAccount, email: email && /^[^*@]+@[^*@]+$/.test(email) ? email : undefined });

/** Deletes everything about the person, in all their accounts, and signs them out here and in their other tabs. */
export const deleteProfile = async (): Promise<void> => {
  const session = currentSession();
  await client.deleteProfile();
  if (session) recordSignOut(session.subject);
  navigate('/', 'replace');
};

/** Signs the person out: at the provider, in this tab, and in their other tabs. The tab's pending invite stays. */
export const signOut = async (): Promise<void> => {
  const session = currentSession();
  if (session) recordSignOut(session.subject);
  // Who opened an invite comes back to it. Any other address may be that of an account that the next person is not in.
  const next = location.pathname === '/join' ? '/join' : '/';
  if (session?.by === 'provider') await signOutAtProvider(session, next);
  else endSession();
  await client.identityChanged();
  navigate(next, 'replace');
};
