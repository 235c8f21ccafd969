import { Show, useActiveAccount } from 'hallpass/react';

/** The page that the tests look at. */
export function Pods() {
  const account = useActiveAccount();
  return (
    <>
      <h1>Pods of {account?.name}</h1>
      <Show when="pods:manage" mode="explain" label="Start a pod">
        <button>Start a pod</button>
      </Show>
      <Show when="billing:read">
        <a href="/billing">Billing</a>
      </Show>
    </>
  );
}
