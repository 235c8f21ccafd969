import type { Account, VerifiedInvite } from 'hallpass';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';

import { client, signOut } from '../../client.ts';
import { useLoad } from '../../hooks/load.ts';
import { useClientState } from '../../hooks/state.tsx';
import { useTitle } from '../../hooks/title.ts';
import { Link } from '../../router.tsx';
import { ThemeButton } from '../../shell/theme.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon, Mark } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { SignInForm } from '../sign-in.tsx';
import { Answer } from './answer.tsx';
import { InviteFacts } from './facts.tsx';
import { Closed, ClosedLink, Declined, End, Joined, OutOfDate } from './ends.tsx';

/** Where an invite link leads: what it offers, and Join or Decline by a press of one's own. */
export function JoinScreen() {
  useTitle('Join a team');
  return (
    <div className="gateway">
      <header className="gateway-corner">
        <Who />
        <ThemeButton />
      </header>
      <main className="gateway-main">
        <div className="gateway-brand">
          <Mark size={40} />
          <span>Hallpass</span>
        </div>
        <Invite />
      </main>
    </div>
  );
}

function Who() {
  const { user } = useClientState();
  if (!user) return null;
  return (
    <p className="gateway-who">
      <span className="gateway-who-text">Signed in as {user.email}</span>
      <Button look="link" small onClick={() => void signOut()}>
        Sign out
      </Button>
    </p>
  );
}

type Outcome = { readonly joined: Account } | { readonly declined: VerifiedInvite };

function Invite() {
  const [outcome, setOutcome] = useState<Outcome>();
  const held = useLoad('invite', async () => ({ invite: await client.pendingInvite.verified() }));
  const { reload } = held;
  useEffect(() => {
    // Another link opened in this tab changes nothing but the fragment.
    const another = () => {
      client.pendingInvite.capture();
      setOutcome(undefined);
      void reload();
    };
    addEventListener('hashchange', another);
    return () => removeEventListener('hashchange', another);
  }, [reload]);

  if (outcome)
    return (
      <Card>{'joined' in outcome ? <Joined account={outcome.joined} /> : <Declined invite={outcome.declined} />}</Card>
    );
  if (held.error !== undefined)
    return (
      <Card>
        <Problem error={held.error} retry={() => void reload()} />
      </Card>
    );
  if (!held.data)
    return (
      <Card>
        <Skeleton lines={5} label="Checking the invite" />
      </Card>
    );
  const { invite } = held.data;
  if (invite === undefined)
    return (
      <Card>
        <NoInvite />
      </Card>
    );
  if (invite === 'closed')
    return (
      <Card>
        <ClosedLink />
      </Card>
    );
  if (invite.expired)
    return (
      <Card>
        <OutOfDate />
      </Card>
    );
  return <Open invite={invite} onOutcome={setOutcome} />;
}

function Open({ invite, onOutcome }: { invite: VerifiedInvite; onOutcome: (outcome: Outcome) => void }) {
  const { status, user } = useClientState();
  const [closed, setClosed] = useState<unknown>();
  useEffect(() => setClosed(undefined), [user?.id]);
  if (closed !== undefined)
    return (
      <Card>
        <Closed error={closed} />
      </Card>
    );
  return (
    <Card>
      <InviteFacts invite={invite} />
      <div className="join-answer">
        {status === 'loading' && <Skeleton lines={2} />}
        {status === 'signed-out' && (
          <section aria-labelledby="join-sign-in">
            <h2 id="join-sign-in" className="join-step">
              Sign in to answer
            </h2>
            {invite.hint && (
              <p className="muted">
                Use <strong>{invite.hint}</strong>. The invite stays open meanwhile.
              </p>
            )}
            <SignInForm />
          </section>
        )}
        {user && (
          <Answer
            key={`${user.id} ${user.emailVerified}`}
            invite={invite}
            onJoined={(account) => onOutcome({ joined: account })}
            onDeclined={() => onOutcome({ declined: invite })}
            onClosed={setClosed}
          />
        )}
        {status === 'degraded' && !user && (
          <div className="form">
            <p>The service cannot be reached. The invite stays open.</p>
            <Button icon="refresh" onClick={() => void client.refresh()}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function NoInvite() {
  return (
    <End icon="link" title="No invite in this tab">
      <p>Open the invite link again. If somebody invited your address, the invite also waits in your inbox.</p>
      <Link className="button button-primary" href="/inbox">
        <Icon name="mail" size={16} />
        Go to the inbox
      </Link>
    </End>
  );
}

function Card({ children }: { children: ReactNode }) {
  return <section className="card gateway-card join-card">{children}</section>;
}
