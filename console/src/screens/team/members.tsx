import { REQUIRED } from 'hallpass';
import type { Account, Member, MemberSort } from 'hallpass';
import { useAction, useMembers } from 'hallpass/react';
import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react';

import { now } from '../../clock.ts';
import { usePolledList } from '../../hooks/load.ts';
import { useIsOffline } from '../../hooks/online.ts';
import { useSelection } from '../../hooks/selection.ts';
import type { Selection } from '../../hooks/selection.ts';
import { roleTitle, useClientState, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { useAddressState } from '../../router.tsx';
import { AccessName } from '../../ui/access-name.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { LoadedList } from '../../ui/list.tsx';
import { createRowMenu, RowMenu, RowMenuButton } from '../../ui/menu.tsx';
import type { Item, RowMenuHandle } from '../../ui/menu.tsx';
import { Avatar, Badge, Empty, Time, formatCount } from '../../ui/small.tsx';
import { Cell, Row, SelectCell, Table } from '../../ui/table.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import { BulkMembers } from './bulk-members.tsx';
import type { BulkChange } from './bulk-members.tsx';
import { ChangeRole } from './change-role.tsx';
import { saveMembers } from './members-csv.ts';
import type { MembersFilter } from './members-csv.ts';
import { RemoveMember } from './remove-member.tsx';
import { SuspendMember } from './suspend-member.tsx';
import { TimeAndInviter } from './time-and-inviter.tsx';

const EVERY_MS = 15_000;

const FILTER = { q: '', role: '', sort: 'joined', inactive: '' };
const SORTS = [
  { value: 'joined', label: 'Sort: joined' },
  { value: 'name', label: 'Sort: name' },
  { value: 'lastSeen', label: 'Sort: least active' },
];
const ACTIVITY = [
  { value: '', label: 'Any activity' },
  { value: '30', label: 'Inactive 30 days' },
  { value: '90', label: 'Inactive 90 days' },
];

const keyOf = ({ user }: Member): string => user;

/** The open dialog and its member. */
type Doing = { readonly what: 'role' | 'suspend' | 'remove'; readonly member: Member };

/** The team's members, with actions for those who can manage them. */
export function Members({ account }: { account: Account }) {
  const manage = useVerdict(REQUIRED.membersManage) === 'allow';
  const me = useClientState().user?.id;
  const [filter, setFilter] = useAddressState(FILTER);
  const deferredQuery = useDeferredValue(filter.q.trim());
  const query: MembersFilter = {
    q: deferredQuery || undefined,
    role: filter.role || undefined,
    sort: SORTS.some(({ value }) => value === filter.sort) ? (filter.sort as MemberSort) : 'joined',
    inactiveForDays: Number(filter.inactive) || undefined,
  };
  const { parts } = useWords();
  const members = useMembers({ account: account.id, ...query });
  const list = usePolledList(members, EVERY_MS);
  const { items } = list;
  // Once seen, a name stays known: a search shows the inviter of each member that it finds, whether it finds the inviter or not.
  const [names] = useState(() => new Map<string, string>());
  for (const { user, name } of items) names.set(user, name);
  // Bulk actions exclude the owner and the user themself.
  const selectable = useMemo(() => items.filter(({ user }) => user !== account.owner.user && user !== me), [items, account.owner.user, me]);
  const selection = useSelection(selectable, keyOf);
  const [doing, setDoing] = useState<Doing>();
  const [changing, setChanging] = useState<BulkChange>();
  const close = () => setDoing(undefined);
  const isFiltered = filter.q !== '' || filter.role !== '' || filter.inactive !== '';
  const none = (
    <Empty icon="search" title="No members match">
      {isFiltered && <Button onClick={() => setFilter({ ...FILTER, sort: filter.sort })}>Clear filters</Button>}
    </Empty>
  );
  return (
    <section className="card card-flush" aria-labelledby="members">
      <header className="card-head">
        <h2 id="members" className="unseen">
          Members
        </h2>
        {manage && selection.selected.length > 0 ? (
          <BulkBar selection={selection} onChange={setChanging} />
        ) : (
          <Toolbar account={account} filter={filter} query={query} onFilter={setFilter} />
        )}
      </header>
      <LoadedList list={list} texts={parts.members} empty={none} scrolls>
        {(rows) => (
          <MemberTable account={account} members={rows} names={names} selection={manage ? selection : undefined} onDo={setDoing} />
        )}
      </LoadedList>
      {doing?.what === 'role' && <ChangeRole account={account} member={doing.member} onClose={close} onDone={close} />}
      {doing?.what === 'suspend' && <SuspendMember account={account} member={doing.member} onClose={close} onDone={close} />}
      {doing?.what === 'remove' && <RemoveMember account={account} member={doing.member} onClose={close} onDone={close} />}
      {changing && (
        <BulkMembers
          account={account}
          members={selection.selected}
          change={changing}
          onClose={() => setChanging(undefined)}
          onDone={() => {
            selection.clear();
            void members.reload();
          }}
        />
      )}
    </section>
  );
}

interface ToolbarProps {
  readonly account: Account;
  readonly filter: typeof FILTER;
  readonly query: MembersFilter;
  readonly onFilter: (change: Partial<typeof FILTER>) => void;
}

function Toolbar({ account, filter, query, onFilter }: ToolbarProps) {
  const policy = usePolicy();
  const { showToast, showError } = useToasts();
  const roles = [
    { value: '', label: 'All roles' },
    ...(policy?.roles ?? []).filter(({ scope }) => scope !== 'project').map(({ name, title }) => ({ value: name, label: title })),
  ];
  const save = useAction(async () => {
    try {
      const count = await saveMembers(account.id, query, (role) => roleTitle(policy, role));
      showToast({ text: `${formatCount(count, 'member')} exported`, icon: 'download' });
    } catch (error) {
      showError(error);
    }
  });
  return (
    <div className="filters" role="search" aria-label="Filter members">
      <Field
        label="Search members"
        type="search"
        required
        placeholder="Search by name or email"
        value={filter.q}
        onText={(q) => onFilter({ q })}
      />
      <Select label="Role" value={filter.role} onText={(role) => onFilter({ role })} options={roles} />
      <Select label="Activity" value={filter.inactive} onText={(inactive) => onFilter({ inactive })} options={ACTIVITY} />
      <Select label="Sort" value={filter.sort} onText={(sort) => onFilter({ sort })} options={SORTS} />
      <Button icon="download" needsService busy={save.busy} onClick={() => void save.run()}>
        Export CSV
      </Button>
    </div>
  );
}

function BulkBar({ selection, onChange }: { selection: Selection<Member>; onChange: (change: BulkChange) => void }) {
  const { selected, clear } = selection;
  const suspended = selected.filter((member) => member.suspended).length;
  return (
    <div className="bulk-bar" role="toolbar" aria-label="Selected members">
      <p role="status">
        <strong>{selected.length} selected</strong>
      </p>
      <div className="action-row">
        <Button small needsService onClick={() => onChange('role')}>
          Change role
        </Button>
        {suspended < selected.length && (
          <Button small needsService onClick={() => onChange('suspend')}>
            Suspend
          </Button>
        )}
        {suspended > 0 && (
          <Button small needsService onClick={() => onChange('restore')}>
            Restore
          </Button>
        )}
        <Button small look="danger" onClick={() => onChange('remove')}>
          Remove
        </Button>
        <Button small look="quiet" onClick={clear}>
          Clear selection
        </Button>
      </div>
    </div>
  );
}

interface TableProps {
  readonly account: Account;
  readonly members: readonly Member[];
  /** Names by user, of inviters too. */
  readonly names: ReadonlyMap<string, string>;
  /** Absent for those who cannot manage members. */
  readonly selection: Selection<Member> | undefined;
  readonly onDo: (doing: Doing) => void;
}

function MemberTable({ account, members, names, selection, onDo }: TableProps) {
  const me = useClientState().user?.id;
  const [menu] = useState(() => createRowMenu<Member>());
  const owner = account.owner.user;
  const offline = useIsOffline();
  const { parts } = useWords();
  const items = useCallback(
    (member: Member): readonly Item[] => itemsOf(member, member.user === me, offline ? parts.offline : undefined, onDo),
    [me, offline, parts, onDo],
  );
  return (
    <>
      <Table label="Members" columns={['Member', 'Role', 'Joined', 'Last active']} hasActions={selection !== undefined} selection={selection && { ...selection, label: 'Select all members' }}>
        {members.map((member) => (
          <MemberRow
            key={member.user}
            member={member}
            isMe={member.user === me}
            isOwner={member.user === owner}
            inviter={names.get(member.invitedBy ?? '')}
            manage={selection !== undefined}
            selected={selection?.isSelected(member.user) ?? false}
            onToggle={selection?.toggle}
            menu={menu}
          />
        ))}
      </Table>
      <RowMenu handle={menu} label={({ name }) => `Actions for ${name}`} items={items} />
    </>
  );
}

const itemsOf = (member: Member, isMe: boolean, unavailable: string | undefined, onDo: (doing: Doing) => void): readonly Item[] => [
  { key: 'role', label: 'Change role', icon: 'pencil', unavailable, run: () => onDo({ what: 'role', member }) },
  ...(isMe
    ? []
    : [
        {
          key: 'suspend',
          label: member.suspended ? 'Restore member' : 'Suspend member',
          icon: 'lock' as const,
          unavailable,
          run: () => onDo({ what: 'suspend', member }),
        },
        {
          key: 'remove',
          label: 'Remove member',
          icon: 'trash' as const,
          danger: true,
          apart: true,
          unavailable,
          run: () => onDo({ what: 'remove', member }),
        },
      ]),
];

interface RowProps {
  readonly member: Member;
  readonly isMe: boolean;
  readonly isOwner: boolean;
  readonly inviter: string | undefined;
  readonly manage: boolean;
  readonly selected: boolean;
  readonly onToggle: ((user: string) => void) | undefined;
  readonly menu: RowMenuHandle<Member>;
}

const MemberRow = memo(function MemberRow({ member, isMe, isOwner, inviter, manage, selected, onToggle, menu }: RowProps) {
  const { user, name, role, permissions, joinedAt, lastSeenOn } = member;
  const canSelect = onToggle && !isOwner && !isMe;
  return (
    <Row selected={canSelect && selected}>
      {manage && <SelectCell label={name} selected={selected} onToggle={canSelect ? () => onToggle(user) : undefined} />}
      <Cell as="main">
        <Person member={member} me={isMe} />
      </Cell>
      <Cell label="Role">
        <span className="role-fixed">
          <AccessName role={role} permissions={permissions} />
          {isOwner && <Badge tone="accent">Owner</Badge>}
          <MemberStatus member={member} />
        </span>
      </Cell>
      <Cell label="Joined" as="muted">
        <TimeAndInviter at={joinedAt} as="day" by={inviter} />
      </Cell>
      <Cell label="Last active" as="muted">
        {lastSeenOn === undefined ? 'Never' : <Time at={lastSeenOn} as="day" />}
      </Cell>
      {manage && <Cell as="actions">{!isOwner && <RowMenuButton handle={menu} row={member} label={`Actions for ${name}`} />}</Cell>}
    </Row>
  );
});

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

function Person({ member: { user, name, email }, me }: { member: Member; me: boolean }) {
  return (
    <div className="person">
      <Avatar name={name} seed={user} />
      <div className="person-text">
        <span className="person-name" title={name}>
          {name}
          {me && <span className="you"> you</span>}
        </span>
        {email && (
          <span className="person-email" title={email}>
            {email}
          </span>
        )}
      </div>
    </div>
  );
}
