import { createClient } from 'hallpass';
import { AcceptInvite, AccountSwitcher, HallpassProvider, Show, useActiveAccount, useHallpass, useHallpassState } from 'hallpass/react';
import 'hallpass/react/styles.css';
import { type FormEvent, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { endpoint, identityToken, signIn } from './identity.ts';

const client = createClient({ endpoint, getIdentityToken: identityToken });
// Takes the invite token out of the URL before other code can read it.
client.pendingInvite.capture();

function SignIn() {
  const { identityChanged } = useHallpass();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    await signIn(String(form.get('email')), String(form.get('name')));
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

function Pods() {
  const account = useActiveAccount();
  return (
    <>
      <AccountSwitcher />
      <h1>Pods of {account?.name}</h1>
      <p>Your role: {account?.role}</p>
      <Show when="pods:manage" mode="explain" label="Start a pod">
        <button>Start a pod</button>
      </Show>
    </>
  );
}

function App() {
  const status = useHallpassState((state) => state.status);
  if (location.pathname === '/join') return <AcceptInvite signIn={<SignIn />} onOpen={() => location.assign('/')} />;
  if (status === 'loading') return <p>Loading</p>;
  return status === 'signed-out' ? <SignIn /> : <Pods />;
}

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <HallpassProvider client={client}>
      <App />
    </HallpassProvider>
  </StrictMode>,
);
