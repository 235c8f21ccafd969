import { useAction } from 'hallpass/react';
import { useEffect, useState } from 'react';

import { signIn, signInWithProvider } from '../client.ts';
import { readConfig } from '../config.ts';
import type { ConsoleConfig, ProviderConfig } from '../config.ts';
import { useTitle } from '../hooks/title.ts';
import { useSignInStatus } from '../oidc/status.ts';
import { currentSession } from '../session.ts';
import { ThemeButton } from '../shell/theme.tsx';
import { Button } from '../ui/button.tsx';
import { Field, Form, Toggle } from '../ui/field.tsx';
import { Icon, Mark } from '../ui/icon.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/small.tsx';

/** The sign-in screen. */
export function SignInScreen() {
  useTitle('Sign in');
  return (
    <div className="gateway">
      <header className="gateway-corner">
        <ThemeButton />
      </header>
      <main className="gateway-main">
        <div className="gateway-brand">
          <Mark size={40} />
          <span>Hallpass</span>
        </div>
        <section className="card gateway-card" aria-labelledby="sign-in">
          <h1 id="sign-in" className="page-title">
            Sign in
          </h1>
          <p className="muted">Your own account, and every team you’re in.</p>
          <SignInForm />
        </section>
        <p className="gateway-foot">Each tab signs in on its own, so two tabs can be two accounts.</p>
      </main>
    </div>
  );
}

/** The ways to sign in that this deployment has. */
export function SignInForm({ label = 'Sign in' }: { label?: string }) {
  const [config, setConfig] = useState<ConsoleConfig>();
  const [error, setError] = useState<unknown>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    setError(undefined);
    readConfig().then(setConfig, setError);
  }, [tries]);
  if (error !== undefined) return <Problem error={error} retry={() => setTries(tries + 1)} />;
  if (!config) return <Skeleton lines={2} label="Loading" />;
  const { provider, localIdentity } = config;
  if (!provider && !localIdentity) return <NoSignIn />;
  return (
    <>
      {provider && <ProviderSignIn provider={provider} label={localIdentity ? `Continue with ${hostOf(provider)}` : label} />}
      {provider && localIdentity && <p className="form-foot">or</p>}
      {localIdentity && <LocalSignIn label={label} />}
    </>
  );
}

const hostOf = ({ issuer }: ProviderConfig): string => new URL(issuer).host;

/** Sign-in at the OpenID provider. */
function ProviderSignIn({ provider, label }: { provider: ProviderConfig; label: string }) {
  const status = useSignInStatus();
  const leave = useAction(() => signInWithProvider(refused));
  // The provider knows the person, and the edge does not accept what it says.
  const refused = currentSession() !== undefined;
  const failure = leave.error ?? (status.kind === 'failed' ? status.error : undefined);
  return (
    <div className="form">
      <Problem error={failure} />
      {!failure && refused && <Refused host={hostOf(provider)} />}
      <Button look="primary" busy={leave.busy} className="button-full" onClick={() => void leave.run()}>
        {failure || refused ? 'Try again' : label}
      </Button>
      <p className="form-foot">You’ll sign in at {hostOf(provider)} and come right back.</p>
    </div>
  );
}

function Refused({ host }: { host: string }) {
  return (
    <div className="callout callout-danger" role="alert">
      <Icon name="alert" />
      <div className="callout-text">
        <p className="callout-title">We couldn’t use this account</p>
        <p>You’re signed in at {host}, but Hallpass didn’t accept it. Try another account, or tell the people who run this site.</p>
      </div>
    </div>
  );
}

function NoSignIn() {
  return (
    <div className="callout callout-warn" role="alert">
      <Icon name="alert" />
      <div className="callout-text">
        <p className="callout-title">Sign-in isn’t set up yet</p>
        <p>
          Do you run this site? Name your OpenID provider in the setting <code>CONSOLE</code>, then deploy again.
        </p>
      </div>
    </div>
  );
}

const nameFrom = (email: string): string =>
  (email.split('@')[0] ?? '')
    .split(/[._-]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/** The local identity provider accepts any address, so it only exists on a developer's machine. */
function LocalSignIn({ label }: { label: string }) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState<string>();
  const [emailVerified, setVerified] = useState(true);
  const shownName = name ?? nameFrom(email);
  const enter = useAction(() => signIn({ email: email.trim(), name: shownName.trim(), emailVerified }));
  return (
    <Form onSubmit={() => void enter.run()}>
      <Field
        label="Email address"
        type="email"
        required
        maxLength={254}
        autoComplete="email"
        placeholder="you@example.com"
        value={email}
        onText={setEmail}
      />
      <Field label="Name" required maxLength={64} autoComplete="name" value={shownName} onText={setName} />
      <Toggle
        label="Email verified"
        hint="What the identity provider says about the address."
        on={emailVerified}
        onToggle={setVerified}
      />
      <Problem error={enter.error} />
      <Button look="primary" submit busy={enter.busy} className="button-full">
        {label}
      </Button>
      <p className="form-foot">Local identity, for this machine only. There’s no password.</p>
    </Form>
  );
}
