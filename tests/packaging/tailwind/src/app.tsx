import { AccountSwitcher, HallpassProvider, InviteDialog, Show } from 'hallpass/react';
import { createTestClient } from 'hallpass/testing';
import { createRoot } from 'react-dom/client';

/** The ready-made parts in a team that is in memory, beside elements that Tailwind styles. */
export function start() {
  const client = createTestClient({ accounts: [{ name: 'Acme' }] });
  createRoot(document.getElementById('app')!).render(
    <HallpassProvider client={client} locale="en">
      <main className="mx-auto max-w-2xl space-y-4 p-8">
        <h1 className="text-2xl font-bold">Acme</h1>
        <button className="rounded bg-sky-600 px-3 py-1 text-white">By Tailwind</button>
        <AccountSwitcher />
        <Show when="members:invite">
          <InviteDialog />
        </Show>
      </main>
    </HallpassProvider>,
  );
}
