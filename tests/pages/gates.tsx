// 500 gates on one page, each counting how often it renders.
import { createClient } from 'hallpass';
import { HallpassProvider, useActiveAccount, useCan, usePolicy } from 'hallpass/react';
import { createRoot } from 'react-dom/client';

const GATES = 500;
const client = createClient({
  endpoint: new URLSearchParams(location.search).get('edge') ?? '',
  getIdentityToken: () => sessionStorage.getItem('identity'),
});
const renders = new Array<number>(GATES).fill(0);
let others = 0;

function Gate({ index, permission }: { index: number; permission: string }) {
  renders[index] = (renders[index] ?? 0) + 1;
  const allowed = useCan(permission);
  return <button disabled={!allowed}>{`${permission} ${allowed}`}</button>;
}

function Other() {
  const active = useActiveAccount();
  others++;
  return <h1>{active?.name}</h1>;
}

function Gates() {
  const names = usePolicy()?.permissions.map(({ name }) => name) ?? [];
  if (names.length === 0) return <p>Reading the policy</p>;
  return Array.from({ length: GATES }, (_, index) => <Gate key={index} index={index} permission={names[index % names.length] ?? ''} />);
}

Object.assign(window, {
  client,
  /** The renders of each gate, and of the component with the account's name, since the last call. */
  counted() {
    const counts = { gates: renders.slice(), others };
    renders.fill(0);
    others = 0;
    return counts;
  },
  /** Milliseconds from the switch until its changes are laid out. */
  async switchTo(id: string): Promise<number> {
    const start = performance.now();
    client.accounts.switchTo(id);
    // React commits the change in a microtask that is already queued.
    await Promise.resolve();
    document.body.getBoundingClientRect();
    return performance.now() - start;
  },
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <HallpassProvider client={client}>
      <Other />
      <Gates />
    </HallpassProvider>,
  );
}
