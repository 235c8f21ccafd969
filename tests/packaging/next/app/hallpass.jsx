'use client';

import { createClient } from 'hallpass';
import { HallpassProvider, useHallpass } from 'hallpass/react';
import { useState } from 'react';
import { endpoint, identityToken, signIn } from './identity.js';

/** One client per page; on the server one per request, which shows the snapshot and asks nothing. */
export function Hallpass({ initial, children }) {
  const [client] = useState(() => {
    const made = createClient({ endpoint, getIdentityToken: identityToken, initial });
    // An opened invite link leaves the address before anything else looks at it.
    if (typeof document !== 'undefined') made.pendingInvite.capture();
    return made;
  });
  return (
    <HallpassProvider client={client} locale="en">
      {children}
    </HallpassProvider>
  );
}

export function SignIn() {
  const { identityChanged } = useHallpass();
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    await signIn(form.get('email'), form.get('name'));
    await identityChanged();
  };
  return (
    <form onSubmit={submit}>
      <label>E-mail <input name="email" type="email" required /></label>
      <label>Name <input name="name" required /></label>
      <button>Sign in</button>
    </form>
  );
}
