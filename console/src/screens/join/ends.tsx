import type { AcceptInvite, Account, AccountRef } from 'hallpass';
import type { InviteFlow } from 'hallpass/react';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { pathIn } from '../../address.ts';
import { roleTitle, teamName, useActive, usePolicy } from '../../hooks/state.tsx';
import { Link, navigate } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useWords } from '../../words/language.ts';

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
function OpenTeam({ flow, account, label }: { flow: InviteFlow; account: string; label: string }) {
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
  const { hallpass, join: t } = useWords();
  const team = before && teamName(before);
  return (
    <End icon="check" tone="ok" title={hallpass.joinedTitle(account.name)}>
      <p>
        {t.joinedAs(<strong>{roleTitle(policy, account.role)}</strong>)}{' '}
        {before && before.id !== account.id && (team === undefined ? t.stillInPersonalAccount : t.stillInTeam(team))}
      </p>
      <OpenTeam flow={flow} account={account.id} label={hallpass.switchTo(account.name)} />
      <Link className="end-link" href="/">
        {team === undefined ? t.stayInPersonalAccount : t.stayInTeam(team)}
      </Link>
    </End>
  );
}

/** The user is already a member. */
export function AlreadyMember({ flow, account }: { flow: InviteFlow; account: AccountRef }) {
  const { hallpass, join: t } = useWords();
  return (
    <End icon="check" tone="ok" title={hallpass.memberTitle(account.name)}>
      <p>{t.nothingLeft}</p>
      <OpenTeam flow={flow} account={account.id} label={hallpass.openTeam} />
    </End>
  );
}

/** The user declined. */
export function Declined({ invite, open = false }: { invite: AcceptInvite; open?: boolean | undefined }) {
  const { hallpass, join: t } = useWords();
  return (
    <End icon="close" title={hallpass.declinedTitle}>
      <p>{open ? hallpass.declinedOpen : hallpass.declined(invite.inviter.name)}</p>
      <Link className="button button-secondary" href="/">
        {t.goToAccount}
      </Link>
    </End>
  );
}

/** A closed invite, with the reason if the edge gives one. */
export function Closed({ why, requestId }: { why: string | undefined; requestId: string | undefined }) {
  const { hallpass, join: t } = useWords();
  if (why === 'out_of_date') return <OutOfDate />;
  if (why === 'incomplete') return <Incomplete />;
  return (
    <End icon="lock" title={hallpass.closedTitle}>
      <p>{hallpass.closed(why ?? '')}</p>
      {requestId && <p className="request-id">{hallpass.requestId(requestId)}</p>}
      <Link className="button button-secondary" href="/">
        {t.goToAccount}
      </Link>
    </End>
  );
}

/** The page's invite token has expired; the invite itself can still be open. */
function OutOfDate() {
  const { hallpass } = useWords();
  return (
    <End icon="refresh" title={hallpass.outOfDateTitle}>
      <p>{hallpass.outOfDate}</p>
      <ToInbox />
    </End>
  );
}

/** The end of the link is missing. */
function Incomplete() {
  const { hallpass } = useWords();
  return (
    <End icon="link" title={hallpass.incompleteTitle}>
      <p>{hallpass.incomplete}</p>
      <ToInbox />
    </End>
  );
}

/** The tab has no invite link, and the inbox is empty. */
export function NoInvite() {
  const { hallpass } = useWords();
  return (
    <End icon="link" title={hallpass.noInviteTitle}>
      <p>{hallpass.noInvite}</p>
      <ToInbox />
    </End>
  );
}

function ToInbox() {
  const { join: t } = useWords();
  return (
    <Link className="button button-primary" href="/inbox">
      <Icon name="mail" size={16} />
      {t.goToInbox}
    </Link>
  );
}
