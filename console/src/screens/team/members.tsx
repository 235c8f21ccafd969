import { REQUIRED } from 'hallpass';
import type { Account, Member } from 'hallpass';
import { useAction, useMembers } from 'hallpass/react';
import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react';

import { now } from '../../clock.ts';
import { usePolledList } from '../../hooks/load.ts';
import { useMinute } from '../../hooks/minute.ts';
import { useIsOffline } from '../../hooks/online.ts';
import { useSelection } from '../../hooks/selection.ts';
import type { Selection } from '../../hooks/selection.ts';
import { roleTitle, useClientState, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { useAddressState } from '../../router.tsx';
import { AccessName } from '../../ui/access-name.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { LoadedList, ROWS_PER_PAGE } from '../../ui/list.tsx';
import { createRowMenu, RowMenu, RowMenuButton } from '../../ui/menu.tsx';
import type { Item, RowMenuHandle } from '../../ui/menu.tsx';
import { Avatar, Badge, Empty, Time } from '../../ui/small.tsx';
import { Cell, LongTable, Row, SelectCell } from '../../ui/table.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import type { Words } from '../../words/en/index.ts';
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
const SORTS = ['joined', 'name', 'lastSeen'] as const;

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
    sort: SORTS.find((sort) => sort === filter.sort) ?? 'joined',
    inactiveForDays: Number(filter.inactive) || undefined,
  };
  const { hallpass, parts } = useWords();
  const members = useMembers({ account: account.id, limit: ROWS_PER_PAGE, ...query });
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
    <Empty icon="search" title={hallpass.nobody}>
      {isFiltered && <Button onClick={() => setFilter({ ...FILTER, sort: filter.sort })}>{parts.clearFilters}</Button>}
    </Empty>
  );
  return (
    <section className="card card-flush" aria-labelledby="members">
      <header className="card-head">
        <h2 id="members" className="unseen">
          {hallpass.members}
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
  const { hallpass, members: t } = useWords();
  const roles = [
    { value: '', label: t.allRoles },
    ...(policy?.roles ?? []).filter(({ scope }) => scope !== 'project').map(({ name, title }) => ({ value: name, label: title })),
  ];
  const save = useAction(async () => {
    try {
      const count = await saveMembers(account.id, query, (role) => roleTitle(policy, role));
      showToast({ text: t.exported(count), icon: 'download' });
    } catch (error) {
      showError(error);
    }
  });
  const activities = [
    { value: '', label: t.activities.any },
    { value: '30', label: t.activities.thirty },
    { value: '90', label: t.activities.ninety },
  ];
  return (
    <div className="filters" role="search" aria-label={t.filter}>
      <Field
        label={hallpass.search}
        type="search"
        required
        placeholder={t.searchFor}
        value={filter.q}
        onText={(q) => onFilter({ q })}
      />
      <Select label={hallpass.role} value={filter.role} onText={(role) => onFilter({ role })} options={roles} />
      <Select label={t.activity} value={filter.inactive} onText={(inactive) => onFilter({ inactive })} options={activities} />
      <Select label={t.sort} value={filter.sort} onText={(sort) => onFilter({ sort })} options={SORTS.map((sort) => ({ value: sort, label: t.sorts[sort] }))} />
      <Button icon="download" needsService busy={save.busy} onClick={() => void save.run()}>
        {t.exportCsv}
      </Button>
    </div>
  );
}

function BulkBar({ selection, onChange }: { selection: Selection<Member>; onChange: (change: BulkChange) => void }) {
  const { hallpass, parts, members: t } = useWords();
  const { selected, clear } = selection;
  const suspended = selected.filter((member) => member.suspended).length;
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t.selection}>
      <p role="status">
        <strong>{parts.selected(selected.length)}</strong>
      </p>
      <div className="action-row">
        <Button small needsService onClick={() => onChange('role')}>
          {hallpass.changeRole}
        </Button>
        {suspended < selected.length && (
          <Button small needsService onClick={() => onChange('suspend')}>
            {hallpass.suspend}
          </Button>
        )}
        {suspended > 0 && (
          <Button small needsService onClick={() => onChange('restore')}>
            {hallpass.restore}
          </Button>
        )}
        <Button small look="danger" onClick={() => onChange('remove')}>
          {hallpass.remove}
        </Button>
        <Button small look="quiet" onClick={clear}>
          {parts.clearSelection}
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
  const words = useWords();
  const { hallpass, parts, members: t } = words;
  const items = useCallback(
    (member: Member): readonly Item[] => itemsOf(words, member, member.user === me, offline ? words.parts.offline : undefined, onDo),
    [me, offline, words, onDo],
  );
  return (
    <>
      <LongTable
        items={members}
        keyOf={keyOf}
        label={hallpass.members}
        columns={[hallpass.member, hallpass.role, hallpass.joined, t.lastActive]}
        hasActions={selection !== undefined}
        selection={selection && { ...selection, label: t.selectAll }}
      >
        {(member) => (
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
        )}
      </LongTable>
      <RowMenu handle={menu} label={({ name }) => parts.actionsFor(name)} items={items} />
    </>
  );
}

const itemsOf = (
  { hallpass, members: t }: Words,
  member: Member,
  isMe: boolean,
  unavailable: string | undefined,
  onDo: (doing: Doing) => void,
): readonly Item[] => [
  { key: 'role', label: hallpass.changeRole, icon: 'pencil', unavailable, run: () => onDo({ what: 'role', member }) },
  ...(isMe
    ? []
    : [
        {
          key: 'suspend',
          label: member.suspended ? t.restore : t.suspend,
          icon: 'lock' as const,
          unavailable,
          run: () => onDo({ what: 'suspend', member }),
        },
        {
          key: 'remove',
          label: t.remove,
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
  const { hallpass, parts, members: t } = useWords();
  const canSelect = onToggle && !isOwner && !isMe;
  return (
    <Row selected={canSelect && selected}>
      {manage && <SelectCell label={name} selected={selected} onToggle={canSelect ? () => onToggle(user) : undefined} />}
      <Cell as="main">
        <Person member={member} me={isMe} />
      </Cell>
      <Cell label={hallpass.role}>
        <span className="role-fixed">
          <AccessName role={role} permissions={permissions} />
          {isOwner && <Badge tone="accent">{hallpass.owner}</Badge>}
          <MemberStatus member={member} />
        </span>
      </Cell>
      <Cell label={hallpass.joined} as="muted">
        <TimeAndInviter at={joinedAt} as="day" by={inviter} />
      </Cell>
      <Cell label={t.lastActive} as="muted">
        {lastSeenOn === undefined ? parts.never : <Time at={lastSeenOn} as="day" />}
      </Cell>
      {manage && <Cell as="actions">{!isOwner && <RowMenuButton handle={menu} row={member} label={parts.actionsFor(name)} />}</Cell>}
    </Row>
  );
});

/** Whether a member is suspended, and when their membership ends or has ended. */
function MemberStatus({ member: { suspended, expiresAt } }: { member: Member }) {
  const { hallpass, members: t } = useWords();
  useMinute();
  const ended = expiresAt !== undefined && Date.parse(expiresAt) <= now();
  const lastMoment = expiresAt === undefined ? '' : new Date(Date.parse(expiresAt) - 1).toISOString();
  return (
    <>
      {suspended && <Badge tone="warn">{hallpass.suspended}</Badge>}
      {expiresAt !== undefined && (
        <Badge tone={ended ? 'danger' : 'plain'}>
          <span>{(ended ? t.ended : t.ends)(<Time at={lastMoment} as="day" />)}</span>
        </Badge>
      )}
    </>
  );
}

function Person({ member: { user, name, email }, me }: { member: Member; me: boolean }) {
  const { hallpass } = useWords();
  return (
    <div className="person">
      <Avatar name={name} seed={user} />
      <div className="person-text">
        <span className="person-name" title={name}>
          {name}
          {me && <span className="you"> {hallpass.you}</span>}
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
