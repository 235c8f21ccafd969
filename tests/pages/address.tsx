// The members of the account that the address names, with a button to remove each.
import { createClient } from 'hallpass';
import { HallpassProvider, useActiveAccount, useMembers } from 'hallpass/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const client = createClient({
  endpoint: new URLSearchParams(location.search).get('edge') ?? '',
  getIdentityToken: () => sessionStorage.getItem('identity'),
  scope: { read: (url) => url.searchParams.get('account') ?? undefined },
});

/** Navigates as a router does, without an event. */
const navigate = (account: string): void => {
  const url = new URL(location.href);
  url.searchParams.set('account', account);
  history.pushState(null, '', url);
};

function Title() {
  return <h1>{useActiveAccount()?.name}</h1>;
}

function Members() {
  const { items, remove } = useMembers();
  return (
    <ul>
      {items.map(({ user, name }) => (
        <li key={user}>
          {name} <button onClick={() => void remove(user)}>Remove {name}</button>
        </li>
      ))}
    </ul>
  );
}

/** A component that reads the active account and can be rendered again by itself. */
function Footer() {
  const [renders, setRenders] = useState(0);
  const active = useActiveAccount();
  return (
    <button onClick={() => setRenders(renders + 1)}>
      Footer of {active?.name}
    </button>
  );
}

Object.assign(window, { client, navigate });

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <HallpassProvider client={client}>
      <Title />
      <Members />
      <Footer />
    </HallpassProvider>,
  );
}
