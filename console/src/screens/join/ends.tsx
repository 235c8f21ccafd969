import { HallpassError } from 'hallpass';
import type { Account, AccountRef, VerifiedInvite } from 'hallpass';
import type { ReactNode } from 'react';

import { client } from '../../client.ts';
import { useAction } from '../../hooks/action.ts';
import { useLoad } from '../../hooks/load.ts';
import { nameInText, roleTitle, useClientState, usePolicy } from '../../hooks/state.tsx';
import { Link, navigate } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { SignInForm } from '../sign-in.tsx';

/** Where the way of an invite ends, well or not. */
export function End({
  icon,
  title,
  tone = 'plain',
  children,
}: {
  icon: IconName;
  title: string;
  tone?: 'plain' | 'ok';
  children: ReactNode;
}) {
  return (
    <div className="end" role="status">
      <span className={tone === 'ok' ? 'round round-large round-ok' : 'round round-large'}>
        <Icon name={icon} size={26} />
      </span>
      <h1 className="join-title">{title}</h1>
      <div className="end-text">{children}</div>
    </div>
  );
}

const goTo = async (account: AccountRef): Promise<void> => {
  // A membership that began elsewhere may not be known here yet.
  if (!client.state.accounts.some(({ id }) => id === account.id)) await client.refresh();
  client.accounts.switchTo(account.id);
  client.pendingInvite.clear();
  navigate('/resources');
};

/** One press to a team that I am in. */
export function OpenTeam({ account, label = 'Open team' }: { account: AccountRef; label?: string }) {
  const go = useAction(() => goTo(account));
  return (
    <>
      <Problem error={go.error} />
      <Button look="primary" className="button-full" busy={go.busy} onClick={() => void go.run()}>
        {label}
      </Button>
    </>
  );
}

/** I am in. This tab still works in the account that it worked in; one press switches. */
export function Joined({ account }: { account: Account }) {
  const policy = usePolicy();
  const { active } = useClientState();
  return (
    <End icon="check" tone="ok" title={`You are in ${account.name}`}>
      <p>
        You joined as <strong>{roleTitle(policy, account.role)}</strong>.{' '}
        {active && active.id !== account.id && (
          <>This tab still works in {nameInText(active)}: switch to see what the team has.</>
        )}
      </p>
      <OpenTeam account={account} label={`Switch to ${account.name}`} />
      <Link className="end-link" href="/resources">
        {active?.kind === 'team' ? `Stay in ${active.name}` : 'Stay in my personal account'}
      </Link>
    </End>
  );
}

/** I said no. */
export function Declined({ invite }: { invite: VerifiedInvite }) {
  return (
    <End icon="close" title="You declined the invite">
      <p>
        {invite.inviter.name} sees that. If it was a mistake, ask for a new invite to {invite.account.name}.
      </p>
      <Link className="button button-secondary" href="/resources">
        Go to my account
      </Link>
    </End>
  );
}

/** The page was open for so long that its token has run out; the invite itself may well be open. */
export function OutOfDate() {
  return (
    <End icon="refresh" title="Open the link again">
      <p>
        This page was open for too long. The invite itself is not affected: open its link again, or answer in your
        inbox.
      </p>
      <Link className="button button-primary" href="/inbox">
        <Icon name="mail" size={16} />
        Go to the inbox
      </Link>
    </End>
  );
}

const WHY: Readonly<Record<string, string>> = {
  used: 'It has been used. An invite works once.',
  declined: 'It was declined. Ask for a new one if that was a mistake.',
  revoked: 'It was revoked. Ask whoever invited you for a new one.',
  expired: 'It has expired. Ask whoever invited you for a new one.',
};

/** A closed invite; why, as far as the edge tells me. */
export function Closed({ error }: { error: unknown }) {
  const problem = error instanceof HallpassError ? error : undefined;
  if (problem?.you === 'member' && problem.account) {
    return (
      <End icon="check" tone="ok" title={`You are in ${problem.account.name} already`}>
        <p>You have used this invite. It has done its work.</p>
        <OpenTeam account={problem.account} />
      </End>
    );
  }
  return (
    <End icon="lock" title="This invite is closed">
      <p>
        {(problem?.why && WHY[problem.why]) ??
          'It was used, declined, revoked, replaced, or has never been one. Ask whoever invited you for a new link.'}
      </p>
      {problem?.requestId && (
        <p className="request-id">
          Request <code>{problem.requestId}</code>
        </p>
      )}
      <Link className="button button-secondary" href="/resources">
        Go to my account
      </Link>
    </End>
  );
}

/** A link that was no good from the start. Once I am signed in the edge may tell me why. */
export function ClosedLink() {
  const { status, user } = useClientState();
  const code = client.pendingInvite.code();
  const told = useLoad(user && code ? `${user.id} ${user.emailVerified}` : undefined, () =>
    client.invites.preview({ code: code ?? '' }),
  );
  const { error } = told;
  if (status === 'loading' || (user && code && error === undefined))
    return <Skeleton lines={4} label="Checking the invite" />;
  if (error instanceof HallpassError && error.code !== 'invite_closed')
    return <Problem error={error} retry={() => void told.reload()} />;
  if (user || !code) return <Closed error={error} />;
  return (
    <>
      <End icon="lock" title="This invite is closed">
        <p>
          It was used, declined, revoked or replaced. If it was yours, sign in: you are told more, and taken to the team
          if you are in it.
        </p>
      </End>
      <div className="join-answer">
        <SignInForm />
      </div>
    </>
  );
}
