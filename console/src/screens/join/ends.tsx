import type { AcceptInvite, Account, AccountRef } from 'hallpass';
import type { InviteFlow } from 'hallpass/react';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { pathIn } from '../../address.ts';
import { accountNameInText, roleTitle, useActive, usePolicy } from '../../hooks/state.tsx';
import { Link, navigate } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';

/** The final steps of the accept flow. */
function End({
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

/** A button that opens a team of the user's. */
function OpenTeam({ flow, account, label = 'Open team' }: { flow: InviteFlow; account: string; label?: string }) {
  const go = async () => {
    const { error } = await flow.openTeam();
    if (!error) navigate(pathIn(account, 'resources'));
  };
  return (
    <>
      <Problem error={flow.state.error} />
      <Button look="primary" className="button-full" busy={flow.state.busy === 'openTeam'} onClick={() => void go()}>
        {label}
      </Button>
    </>
  );
}

/** The user joined. The tab stays in its account until the user switches. */
export function Joined({ flow, account }: { flow: InviteFlow; account: Account }) {
  const policy = usePolicy();
  // The account at first render; the button below changes it.
  const [before] = useState(useActive());
  return (
    <End icon="check" tone="ok" title={`You're in ${account.name}`}>
      <p>
        You joined as <strong>{roleTitle(policy, account.role)}</strong>.{' '}
        {before && before.id !== account.id && (
          <>This tab is still using {accountNameInText(before)}. Switch to see what the team has.</>
        )}
      </p>
      <OpenTeam flow={flow} account={account.id} label={`Switch to ${account.name}`} />
      <Link className="end-link" href="/">
        {before?.kind === 'team' ? `Stay in ${before.name}` : 'Stay in my personal account'}
      </Link>
    </End>
  );
}

/** The user is already a member. */
export function AlreadyMember({ flow, account }: { flow: InviteFlow; account: AccountRef }) {
  return (
    <End icon="check" tone="ok" title={`You're already in ${account.name}`}>
      <p>There's nothing left to do here.</p>
      <OpenTeam flow={flow} account={account.id} />
    </End>
  );
}

/** The user declined. */
export function Declined({ invite, open = false }: { invite: AcceptInvite; open?: boolean | undefined }) {
  return (
    <End icon="close" title="You declined the invite">
      <p>
        {open
          ? 'The link is for several people and still works. Open it again if you change your mind.'
          : `${invite.inviter.name} can see that. Changed your mind? Ask for a new invite to ${invite.account.name}.`}
      </p>
      <Link className="button button-secondary" href="/">
        Go to my account
      </Link>
    </End>
  );
}

const WHY: Readonly<Record<string, string>> = {
  used: 'It has already been used. An invite works once.',
  declined: 'It was declined. Ask for a new one if that was a mistake.',
  revoked: 'It was revoked. Ask the person who invited you for a new one.',
  expired: 'It has expired. Ask the person who invited you for a new one.',
};

/** A closed invite, with the reason if the edge gives one. */
export function Closed({ why, requestId }: { why: string | undefined; requestId: string | undefined }) {
  if (why === 'out_of_date') return <OutOfDate />;
  if (why === 'incomplete') return <Incomplete />;
  return (
    <End icon="lock" title="This invite is closed">
      <p>
        {WHY[why ?? ''] ??
          'This link is no longer valid. Ask the person who invited you for a new one.'}
      </p>
      {requestId && (
        <p className="request-id">
          Request <code>{requestId}</code>
        </p>
      )}
      <Link className="button button-secondary" href="/">
        Go to my account
      </Link>
    </End>
  );
}

/** The page's invite token has expired; the invite itself can still be open. */
function OutOfDate() {
  return (
    <End icon="refresh" title="Open the link again">
      <p>
        This page was open for too long. Your invite still works: open its link again, or find it in your inbox.
      </p>
      <ToInbox />
    </End>
  );
}

/** The end of the link is missing. */
function Incomplete() {
  return (
    <End icon="link" title="This link looks incomplete">
      <p>
        The end is missing. Copy the whole link from your message, or ask the person who invited you to send it again.
      </p>
      <ToInbox />
    </End>
  );
}

/** The tab has no invite link, and the inbox is empty. */
export function NoInvite() {
  return (
    <End icon="link" title="No invite in this tab">
      <p>Open your invite link again. Invites to your email are also in your inbox.</p>
      <ToInbox />
    </End>
  );
}

function ToInbox() {
  return (
    <Link className="button button-primary" href="/inbox">
      <Icon name="mail" size={16} />
      Go to the inbox
    </Link>
  );
}
