import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { signIn } from '../client.ts';
import { useTitle } from '../hooks/title.ts';
import { ThemeButton } from '../shell/theme.tsx';
import { Button } from '../ui/button.tsx';
import { Field, Form, Toggle } from '../ui/field.tsx';
import { Mark } from '../ui/icon.tsx';
import { Problem } from '../ui/problem.tsx';

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
          <p className="muted">To your own account, and every team that you are in.</p>
          <SignInForm />
        </section>
        <p className="gateway-foot">This tab is signed in by itself: another tab can be somebody else.</p>
      </main>
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
export function SignInForm({ label = 'Sign in' }: { label?: string }) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState<string>();
  const [emailVerified, setVerified] = useState(true);
  const shownName = name ?? nameFrom(email);
  const enter = useAction(() => signIn({ email: email.trim(), name: shownName.trim(), emailVerified }));
  return (
    <Form onSubmit={() => void enter.run()}>
      <Field
        label="E-mail address"
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
        label="E-mail verified"
        hint="What the identity provider says about the address."
        on={emailVerified}
        onToggle={setVerified}
      />
      <Problem error={enter.error} />
      <Button look="primary" submit busy={enter.busy} className="button-full">
        {label}
      </Button>
      <p className="form-foot">Local identity, for this machine only. No password is asked for or kept.</p>
    </Form>
  );
}
