'use client';

import { AccountSwitcher, Show, useActiveAccount, useHallpassState } from 'hallpass/react';
import { SignIn } from './hallpass.jsx';

export function Pods() {
  const status = useHallpassState((state) => state.status);
  const account = useActiveAccount();
  if (status === 'signed-out') return <SignIn />;
  if (!account) return <p>Loading</p>;
  return (
    <>
      <AccountSwitcher />
      <h1>Pods of {account.name}</h1>
      <p>{`Your role: ${account.role}`}</p>
      <Show when="pods:manage" mode="explain" label="Start a pod">
        <button>Start a pod</button>
      </Show>
      <Show when="pods:connect">
        <button>Connect</button>
      </Show>
    </>
  );
}
