import { REQUIRED } from 'hallpass';
import type { Account, Member } from 'hallpass';
import { useMembers } from 'hallpass/react';
import { useDeferredValue, useState } from 'react';

import { now } from '../../clock.ts';
import { usePolledList } from '../../hooks/load.ts';
import { useClientState, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { AccessName } from '../../ui/access-name.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { LoadedList } from '../../ui/list.tsx';
import { Avatar, Badge, Empty, Time } from '../../ui/small.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { ChangeRole } from './change-role.tsx';
import { RemoveMember } from './remove-member.tsx';
import { SuspendMember } from './suspend-member.tsx';

const EVERY_MS = 15_000;
/** The team size from which the search field is shown. */
const SEARCHED_FROM = 8;

/** The team's members, with actions for those who can manage them. */
export function Members({ account, count }: { account: Account; count: number | undefined }) {
  const policy = usePolicy();
  const [q, setQ] = useState('');
  const [role, setRole] = useState('');
  const deferredQuery = useDeferredValue(q.trim());
  const members = useMembers({ account: account.id, q: deferredQuery || undefined, role: role || undefined });
  const list = usePolledList(members, EVERY_MS);
  const roles = [
    { value: '', label: 'Every role' },
    ...(policy?.roles ?? []).filter(({ scope }) => scope !== 'project').map(({ name, title }) => ({ value: name, label: title })),
  ];
  return (
    <section className="card card-flush" aria-labelledby="members">
      <header className="card-head">
        <h2 id="members" className="card-title">
          Members
        </h2>
        {count !== undefined && count >= SEARCHED_FROM && (
          <div className="filters" role="search">
            <Field
              label="Search members"
              type="search"
              required
              placeholder="Name or address"
              value={q}
              onText={setQ}
            />
            <Select label="Role" hideLabel value={role} onText={setRole} options={roles} />
          </div>
        )}
      </header>
      <LoadedList list={list} reading="Loading members" empty={<Empty icon="search" title="Nobody matches" />}>
        {(items) => <MemberTable account={account} members={items} />}
      </LoadedList>
    </section>
  );
}

/** The open dialog and its member. */
type Doing = { readonly what: 'role' | 'suspend' | 'remove'; readonly member: Member };

function MemberTable({ account, members }: { account: Account; members: readonly Member[] }) {
  const manage = useVerdict(REQUIRED.membersManage) === 'allow';
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  return (
    <>
      <Table label="Members" columns={['Member', 'Role', 'Joined', ...(manage ? ['Actions'] : [])]}>
        {members.map((member) => (
          <MemberRow
            key={member.user}
            account={account}
            member={member}
            inviter={inviterOf(member, members)}
            manage={manage}
            onDo={setDoing}
          />
        ))}
      </Table>
      {doing?.what === 'role' && (
        <ChangeRole account={account} member={doing.member} onClose={close} onDone={close} />
      )}
      {doing?.what === 'suspend' && (
        <SuspendMember account={account} member={doing.member} onClose={close} onDone={close} />
      )}
      {doing?.what === 'remove' && (
        <RemoveMember account={account} member={doing.member} onClose={close} onDone={close} />
      )}
    </>
  );
}

// Named only if the inviter is in the loaded part of the list.
const inviterOf = (member: Member, members: readonly Member[]): string | undefined => {
  const by: unknown = member.invitedBy;
  return members.find(({ user }) => user === by)?.name;
};

function MemberRow({
  account,
  member,
  inviter,
  manage,
  onDo,
}: {
  account: Account;
  member: Member;
  inviter: string | undefined;
  manage: boolean;
  onDo: (doing: Doing) => void;
}) {
  const me = useClientState().user?.id === member.user;
  const owner = account.owner.user === member.user;
  const access = <AccessName role={member.role} permissions={member.permissions} />;
  return (
    <Row>
      <Cell as="main">
        <Person member={member} me={me} />
      </Cell>
      <Cell label="Role">
        {manage && !owner ? (
          <Button
            small
            look="quiet"
            className="role-button"
            icon="pencil"
            aria-haspopup="dialog"
            onClick={() => onDo({ what: 'role', member })}
          >
            {access}
            <span className="unseen">. Change role of {member.name}</span>
          </Button>
        ) : (
          <span className="role-fixed">
            {access}
            {owner && <Badge tone="accent">Owner</Badge>}
          </span>
        )}
        <MemberStatus member={member} />
      </Cell>
      <Cell label="Joined" as="muted">
        <span>
          <Time at={member.joinedAt} as="day" />
          {inviter && <span className="invited-by">invited by {inviter}</span>}
        </span>
      </Cell>
      {manage && (
        <Cell as="actions">
          {!owner && !me && (
            <div className="action-row action-row-end">
              <Button
                small
                look="quiet"
                aria-haspopup="dialog"
                aria-label={`${member.suspended ? 'Restore' : 'Suspend'} ${member.name}`}
                onClick={() => onDo({ what: 'suspend', member })}
              >
                {member.suspended ? 'Restore' : 'Suspend'}
              </Button>
              <IconButton
                icon="trash"
                small
                label={`Remove ${member.name}`}
                aria-haspopup="dialog"
                onClick={() => onDo({ what: 'remove', member })}
              />
            </div>
          )}
        </Cell>
      )}
    </Row>
  );
}

/** Whether a member is suspended, and when their membership ends or has ended. */
function MemberStatus({ member: { suspended, expiresAt } }: { member: Member }) {
  const ended = expiresAt !== undefined && Date.parse(expiresAt) <= now();
  const lastMoment = expiresAt === undefined ? '' : new Date(Date.parse(expiresAt) - 1).toISOString();
  return (
    <>
      {suspended && <Badge tone="warn">Suspended</Badge>}
      {expiresAt !== undefined && (
        <Badge tone={ended ? 'danger' : 'plain'}>
          <span>
            {ended ? 'Ended' : 'Ends'} <Time at={lastMoment} as="day" />
          </span>
        </Badge>
      )}
    </>
  );
}

function Person({ member, me }: { member: Member; me: boolean }) {
  return (
    <div className="person">
      <Avatar name={member.name} seed={member.user} />
      <div className="person-text">
        <span className="person-name">
          {member.name}
          {me && <span className="you"> you</span>}
        </span>
        {member.email && <span className="person-email">{member.email}</span>}
      </div>
    </div>
  );
}
