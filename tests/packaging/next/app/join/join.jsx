'use client';

import { AcceptInvite } from 'hallpass/react';
import { SignIn } from '../hallpass.jsx';

export function Join() {
  return <AcceptInvite signIn={<SignIn />} onOpen={() => location.assign('/')} />;
}
