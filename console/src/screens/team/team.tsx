import { REQUIRED } from 'hallpass';
import type { Account } from 'hallpass';
import { useState } from 'react';

import { roleTitle, useActive, useClientState, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { useTitle } from '../../hooks/title.ts';
import { Button } from '../../ui/button.tsx';
import { Denied, DeniedButton } from '../../ui/explanation.tsx';
import { Avatar, Badge, Skeleton, counted } from '../../ui/small.tsx';
import { Convert } from './convert.tsx';
import { DangerZone } from './danger.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { Invites } from './invites.tsx';
import { Members } from './members.tsx';
import { Rename } from './rename.tsx';

/** The team of the active account, or the way to make it one. */
export function TeamScreen() {
  useTitle('Team');
  const active = useActive();
  const access = useVerdict(REQUIRED.teamAccess);
  if (!active || access === 'unknown') return <Skeleton lines={8} label="Loading the team" />;
  if (active.kind === 'personal') return <Personal account={active} />;
  if (access === 'deny') {
    return (
      <>
        <h1 className="unseen">Team</h1>
        <Denied title="The team is closed to your role" permission={REQUIRED.teamAccess} />
      </>
    );
  }
  return <Team key={active.id} account={active} />;
}

function Personal({ account }: { account: Account }) {
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">Team</h1>
          <p className="muted">
            <strong>{account.name}</strong> is your personal account.
          </p>
        </div>
      </div>
      <Convert key={account.id} account={account} />
    </>
  );
}

function Team({ account }: { account: Account }) {
  const policy = usePolicy();
  const { user } = useClientState();
  const invite = useVerdict(REQUIRED.membersInvite);
  const manage = useVerdict(REQUIRED.teamManage);
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<string>();
  const owner = account.owner.user === user?.id;
  return (
    <>
      <div className="page-head team-head">
        <Avatar name={account.name} seed={account.id} square size={56} />
        <div className="page-head-text">
          <div className="title-row">
            <h1 className="page-title">{account.name}</h1>
            {manage === 'allow' && <Rename account={account} />}
          </div>
          <p className="muted">
            {counted(account.memberCount, 'member')} · {owner ? 'You are the owner' : `Owned by ${account.owner.name}`}{' '}
            · Your role: <Badge tone="accent">{roleTitle(policy, account.role)}</Badge>
          </p>
        </div>
        {invite === 'allow' && (
          <Button look="primary" icon="plus" onClick={() => setInviting(true)}>
            Invite new member
          </Button>
        )}
        {invite === 'deny' && <DeniedButton label="Invite new member" permission={REQUIRED.membersInvite} />}
      </div>
      <Members account={account} />
      {invite === 'allow' && <Invites account={account} fresh={invited} onInvite={() => setInviting(true)} />}
      <DangerZone account={account} owner={owner} />
      {inviting && policy && (
        <InviteDialog
          account={account}
          policy={policy}
          onClose={() => setInviting(false)}
          onInvited={(id) => {
            setInviting(false);
            setInvited(id);
          }}
        />
      )}
    </>
  );
}
