import { REQUIRED } from 'hallpass';
import type { Account } from 'hallpass';
import { useState } from 'react';

import { pathIn } from '../../address.ts';
import { client } from '../../client.ts';
import { usePrevious, useLoad } from '../../hooks/load.ts';
import { roleTitle, useActive, useClientState, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { useAccountTitle } from '../../hooks/title.ts';
import { Link } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Denied, DeniedButton } from '../../ui/explanation.tsx';
import { Avatar, Badge, Skeleton, formatCount } from '../../ui/small.tsx';
import { Convert } from './convert.tsx';
import { DangerZone } from './danger.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { InvitePeopleDialog } from './invite-people.tsx';
import { Invites } from './invites.tsx';
import { Members } from './members.tsx';
import { Rename } from './rename.tsx';
import { Spend } from './spend.tsx';
import { Ownership, OwnershipOffer } from './transfer.tsx';

const EVERY_MS = 15_000;

/** The active team, or the conversion of a personal account. */
export function TeamScreen() {
  useAccountTitle('Team');
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
  const manage = useVerdict(REQUIRED.membersManage);
  const [inviting, setInviting] = useState(false);
  const [invitingPeople, setInvitingPeople] = useState(false);
  const [invited, setInvited] = useState<string>();
  const owner = account.owner.user === user?.id;
  // The list of accounts can lag behind other people's changes; the account itself is current.
  const exact = useLoad(`${account.id} ${account.epoch}`, () => client.accounts.read(account.id), EVERY_MS);
  const count = usePrevious(exact.data)?.memberCount;
  const startInvite = () => setInviting(true);
  return (
    <>
      <TeamHead account={account} owner={owner} count={count} onInvite={startInvite} onInvitePeople={() => setInvitingPeople(true)} />
      <OwnershipOffer />
      <Members account={account} count={count} />
      {invite === 'allow' && <Invites account={account} fresh={invited} onInvite={startInvite} />}
      <Spend account={account} />
      {manage === 'allow' && <ReviewCard account={account.id} />}
      <Ownership />
      <DangerZone account={account} owner={owner} />
      {invitingPeople && policy && (
        <InvitePeopleDialog account={account} policy={policy} onClose={() => setInvitingPeople(false)} />
      )}
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

function ReviewCard({ account }: { account: string }) {
  return (
    <section className="card settings" aria-labelledby="access-review">
      <h2 id="access-review" className="card-title">
        Access review
      </h2>
      <div className="setting">
        <p className="muted">Decide regularly about each member whether they still need their access.</p>
        <Link className="button button-secondary" href={pathIn(account, 'review')}>
          Review access
        </Link>
      </div>
    </section>
  );
}

interface HeadProps {
  readonly account: Account;
  readonly owner: boolean;
  readonly count: number | undefined;
  readonly onInvite: () => void;
  readonly onInvitePeople: () => void;
}

function TeamHead({ account, owner, count, onInvite, onInvitePeople }: HeadProps) {
  const policy = usePolicy();
  const invite = useVerdict(REQUIRED.membersInvite);
  const manage = useVerdict(REQUIRED.teamManage);
  return (
    <div className="page-head team-head">
      <Avatar name={account.name} seed={account.id} square size={56} />
      <div className="page-head-text">
        <div className="title-row">
          <h1 className="page-title">{account.name}</h1>
          {manage === 'allow' && <Rename account={account} />}
        </div>
        <p className="muted">
          {count !== undefined && `${formatCount(count, 'member')} · `}
          {owner ? 'You are the owner' : `Owned by ${account.owner.name}`} · Your role:{' '}
          <Badge tone="accent">{roleTitle(policy, account.role)}</Badge>
        </p>
      </div>
      {invite === 'allow' && (
        <div className="action-row">
          <Button onClick={onInvitePeople}>Invite several people</Button>
          <Button look="primary" icon="plus" onClick={onInvite}>
            Invite new member
          </Button>
        </div>
      )}
      {invite === 'deny' && <DeniedButton label="Invite new member" permission={REQUIRED.membersInvite} />}
    </div>
  );
}
