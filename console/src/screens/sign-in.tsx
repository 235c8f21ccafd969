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
import { Callout } from '../ui/callout.tsx';
import { Field, Form, Toggle } from '../ui/field.tsx';
import { Mark } from '../ui/icon.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/small.tsx';
import { useWords } from '../words/language.ts';

/** The sign-in screen. */
export function SignInScreen() {
  const { hallpass, signIn: t } = useWords();
  useTitle(hallpass.signIn);
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
            {hallpass.signIn}
          </h1>
          <p className="muted">{t.about}</p>
          <SignInForm />
        </section>
        <p className="gateway-foot">{t.tabs}</p>
      </main>
    </div>
  );
}

/** The ways to sign in that this deployment has. */
export function SignInForm() {
  const { hallpass, signIn: t } = useWords();
  const status = useSignInStatus();
  const [config, setConfig] = useState<ConsoleConfig>();
  const [error, setError] = useState<unknown>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    setError(undefined);
    readConfig().then(setConfig, setError);
  }, [tries]);
  if (error !== undefined) return <Problem error={error} retry={() => setTries(tries + 1)} />;
  if (!config) return <Skeleton lines={2} />;
  const { provider, localIdentity } = config;
  if (!provider && !localIdentity) return <NoSignIn />;
  return (
    <>
      {status.kind === 'signed-out-elsewhere' && <SignedOutElsewhere />}
      {provider && <ProviderSignIn provider={provider} label={localIdentity ? t.continueWith(hostOf(provider)) : hallpass.signIn} />}
      {provider && localIdentity && <p className="form-foot form-or">{t.or}</p>}
      {localIdentity && <LocalSignIn />}
    </>
  );
}

const hostOf = ({ issuer }: ProviderConfig): string => new URL(issuer).host;

/** Sign-in at the OpenID provider. */
function ProviderSignIn({ provider, label }: { provider: ProviderConfig; label: string }) {
  const status = useSignInStatus();
  const { hallpass, signIn: t } = useWords();
  const leave = useAction(() => signInWithProvider(refused));
  // The provider knows the person, and the edge does not accept what it says.
  const refused = currentSession() !== undefined;
  const failure = leave.error ?? (status.kind === 'failed' ? status.error : undefined);
  return (
    <div className="form">
      <Problem error={failure} />
      {!failure && refused && <Refused host={hostOf(provider)} />}
      <Button look="primary" busy={leave.busy} className="button-full" onClick={() => void leave.run()}>
        {failure || refused ? hallpass.retry : label}
      </Button>
      <p className="form-foot">{t.comeBack(hostOf(provider))}</p>
    </div>
  );
}

function Refused({ host }: { host: string }) {
  const { signIn: t } = useWords();
  return (
    <Callout tone="danger" icon="alert" role="alert" title={t.refused}>
      {t.refusedAbout(host)}
    </Callout>
  );
}

function SignedOutElsewhere() {
  const { signIn: t } = useWords();
  return (
    <Callout tone="warn" icon="door" role="status" title={t.signedOutElsewhere}>
      {t.signedOutElsewhereAbout}
    </Callout>
  );
}

function NoSignIn() {
  const { signIn: t } = useWords();
  return (
    <Callout tone="warn" icon="alert" role="alert" title={t.notSetUp}>
      {t.notSetUpAbout(<code>CONSOLE</code>)}
    </Callout>
  );
}

const nameFrom = (email: string): string =>
  (email.split('@')[0] ?? '')
    .split(/[._-]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

/** The local identity provider accepts any address, so it only exists on a developer's machine. */
function LocalSignIn() {
  const { hallpass, shell, signIn: t } = useWords();
  const [email, setEmail] = useState('');
  const [name, setName] = useState<string>();
  const [emailVerified, setVerified] = useState(true);
  const shownName = name ?? nameFrom(email);
  const enter = useAction(() => signIn({ email: email.trim(), name: shownName.trim(), emailVerified }));
  return (
    <Form onSubmit={() => void enter.run()}>
      <Field
        label={t.email}
        type="email"
        required
        maxLength={254}
        autoComplete="email"
        placeholder={t.emailExample}
        value={email}
        onText={setEmail}
      />
      <Field label={t.name} required maxLength={64} autoComplete="name" value={shownName} onText={setName} />
      <Toggle
        label={shell.emailVerified}
        hint={t.emailVerifiedAbout}
        on={emailVerified}
        onToggle={setVerified}
      />
      <Problem error={enter.error} />
      <Button look="primary" submit busy={enter.busy} className="button-full">
        {hallpass.signIn}
      </Button>
      <p className="form-foot">{t.localIdentity}</p>
    </Form>
  );
}
