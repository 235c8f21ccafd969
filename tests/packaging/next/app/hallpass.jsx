'use client';

import { createClient } from 'hallpass';
import { HallpassProvider, useHallpass } from 'hallpass/react';
import { useState } from 'react';
import { endpoint, identityToken, signIn } from './identity.js';

/** One client per page. On the server it is one per request, which renders the snapshot and sends no requests. */
export function Hallpass({ initial, children }) {
  const [client] = useState(() => {
    const created = createClient({ endpoint, getIdentityToken: identityToken, initial });
    // Takes the invite token out of the URL before other code can read it.
    if (typeof document !== 'undefined') created.pendingInvite.capture();
    return created;
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
      <label>Email <input name="email" type="email" required /></label>
      <label>Name <input name="name" required /></label>
      <button>Sign in</button>
    </form>
  );
}
