// The app that the server renders and the browser hydrates.
import type { Client } from 'hallpass';
import { AccountSwitcher, HallpassProvider, InboxBell, MembersTable, Show, ViewAs } from 'hallpass/react';

export function App({ client }: { client: Client }) {
  return (
    <HallpassProvider client={client} locale="en">
      <AccountSwitcher />
      <InboxBell asks={false} />
      <Show when="pods:manage" fallback={<p>No pods</p>} loading={<p>Wait</p>}>
        <p>Pods are yours</p>
      </Show>
      <Show when="billing:read" fallback={<p>No bills</p>} loading={<p>Wait</p>}>
        <p>Bills are yours</p>
      </Show>
      <Show when="billing:manage" mode="explain" label="Pay">
        <button type="button">Pay</button>
      </Show>
      <ViewAs role={undefined}>
        <Show when="members:manage" mode="disable">
          <button type="button">Manage members</button>
        </Show>
      </ViewAs>
      <section>
        <MembersTable />
      </section>
    </HallpassProvider>
  );
}
