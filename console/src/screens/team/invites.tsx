import type { Account, Invite } from 'hallpass';
import { useAction, useInvites } from 'hallpass/react';
import type { InvitesState, List } from 'hallpass/react';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';

import { useCopyLinks } from '../../hooks/copy.tsx';
import { usePolledList } from '../../hooks/load.ts';
import { useIsOffline } from '../../hooks/online.ts';
import { useSelection } from '../../hooks/selection.ts';
import type { Selection } from '../../hooks/selection.ts';
import { roleTitle, usePolicy } from '../../hooks/state.tsx';
import { useAddressState } from '../../router.tsx';
import { AccessName } from '../../ui/access-name.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { LoadedList, ROWS_PER_PAGE } from '../../ui/list.tsx';
import { createRowMenu, RowMenu, RowMenuButton } from '../../ui/menu.tsx';
import type { Item, RowMenuHandle } from '../../ui/menu.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Empty, Time } from '../../ui/small.tsx';
import { Cell, LongTable, Row, SelectCell } from '../../ui/table.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords, words } from '../../words/language.ts';
import { BulkInvites } from './bulk-invites.tsx';
import type { BulkInviteChange } from './bulk-invites.tsx';
import { InviteActionDialog } from './invite-actions.tsx';
import type { InviteDoing } from './invite-actions.tsx';
import { Invited } from './invited.tsx';
import { recipientOf } from './link-limits.tsx';
import { PastTable } from './past-invites.tsx';
import { PreviewMail } from './preview-mail.tsx';
import { TimeAndInviter } from './time-and-inviter.tsx';

const EVERY_MS = 10_000;
/** Where the development edition keeps invite mails. It answers this machine only. */
const LOCAL_MAIL = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname) ? '/local/mail' : undefined;

const FILTER = { show: 'pending', q: '', role: '' };
type Filter = typeof FILTER;

const keyOf = ({ id }: Invite): string => id;

interface Props {
  readonly account: Account;
  /** The invite that was just created. */
  readonly fresh: string | undefined;
  readonly onInvite: () => void;
}

/** Pending and past invites. */
export function Invites(props: Props) {
  const [filter, setFilter] = useAddressState(FILTER);
  return filter.show === 'past' ? (
    <Past account={props.account} filter={filter} onFilter={setFilter} />
  ) : (
    <Pending {...props} filter={filter} onFilter={setFilter} />
  );
}

interface FilterProps {
  readonly filter: Filter;
  readonly onFilter: (change: Partial<Filter>) => void;
}

function Toolbar({ filter, onFilter }: FilterProps) {
  const policy = usePolicy();
  const { hallpass, invites: t } = useWords();
  const shown = [
    { value: 'pending', label: t.pending },
    { value: 'past', label: t.past },
  ];
  const roles = [
    { value: '', label: t.allRoles },
    ...(policy?.roles ?? []).filter(({ scope }) => scope !== 'project').map(({ name }) => ({ value: name, label: roleTitle(policy, name) })),
  ];
  return (
    <div className="filters" role="search" aria-label={t.filter}>
      <Segments label={t.invites} value={filter.show} options={shown} onChoose={(show) => onFilter({ show })} />
      <Field
        label={t.search}
        type="search"
        required
        placeholder={t.searchFor}
        value={filter.q}
        onText={(q) => onFilter({ q })}
      />
      <Select label={hallpass.role} value={filter.role} onText={(role) => onFilter({ role })} options={roles} />
      {LOCAL_MAIL && (
        <a className="muted" href={LOCAL_MAIL} target="_blank" rel="noreferrer">
          {t.localMail}
        </a>
      )}
    </div>
  );
}

/** Whether an invite is one that the filter finds. */
const matches = ({ email = '', note = '', role, inviter, domains = [] }: Invite, filter: Filter): boolean => {
  const q = filter.q.trim().toLowerCase();
  const texts = [email, note, inviter.name, ...domains, email === '' ? words().invites.anyoneWithLink : ''];
  return (filter.role === '' || filter.role === role) && texts.some((text) => text.toLowerCase().includes(q));
};

/** The invites that the filter finds. Loads on until there are some, or nothing is left: the edge does not search invites. */
const useFiltered = (list: List<Invite>, filter: Filter, isShown: (invite: Invite) => boolean = () => true): List<Invite> => {
  const items = useMemo(() => list.items.filter((invite) => isShown(invite) && matches(invite, filter)), [list.items, filter, isShown]);
  const needsMore = list.next !== undefined && list.status === 'ready' && (items.length === 0 || filter.q !== '' || filter.role !== '');
  const { loadMore } = list;
  useEffect(() => {
    if (needsMore) void loadMore();
  }, [needsMore, loadMore]);
  return items.length === 0 && list.next !== undefined ? { ...list, items, status: 'loading' } : { ...list, items };
};

function Pending({ account, fresh, onInvite, filter, onFilter }: Props & FilterProps) {
  const { hallpass, parts, invites: t } = useWords();
  const invites = useInvites({ account: account.id, status: 'pending', limit: ROWS_PER_PAGE });
  const list = useFiltered(usePolledList(invites, EVERY_MS), filter);
  const selection = useSelection(list.items, keyOf);
  const { copy, fallback } = useCopyLinks();
  const [doing, setDoing] = useState<InviteDoing>();
  const [changing, setChanging] = useState<BulkInviteChange>();
  const isFiltered = filter.q !== '' || filter.role !== '';
  const none = isFiltered ? (
    <Empty icon="search" title={t.noneMatch}>
      <Button onClick={() => onFilter({ q: '', role: '' })}>{parts.clearFilters}</Button>
    </Empty>
  ) : (
    <Empty icon="mail" title={hallpass.noInvites}>
      <Button icon="plus" needsService onClick={onInvite}>
        {t.inviteSomeone}
      </Button>
    </Empty>
  );
  return (
    <section className="card card-flush" aria-labelledby="pending">
      <header className="card-head">
        <h2 id="pending" className="unseen">
          {hallpass.pending}
        </h2>
        {selection.selected.length > 0 ? <BulkBar selection={selection} onChange={setChanging} /> : <Toolbar filter={filter} onFilter={onFilter} />}
      </header>
      <LoadedList list={list} texts={parts.invites} empty={none} scrolls>
        {(items) => (
          <PendingTable items={items} fresh={fresh} invites={invites} selection={selection} onCopy={copy} onDo={setDoing} />
        )}
      </LoadedList>
      {doing && <InviteActionDialog account={account} doing={doing} invites={invites} onCopy={copy} onClose={() => setDoing(undefined)} />}
      {changing && (
        <BulkInvites
          account={account}
          selected={selection.selected}
          invites={invites}
          change={changing}
          onCopy={copy}
          onClose={() => setChanging(undefined)}
          onDone={() => {
            selection.clear();
            void invites.reload();
          }}
        />
      )}
      {fallback}
    </section>
  );
}

function BulkBar({ selection, onChange }: { selection: Selection<Invite>; onChange: (change: BulkInviteChange) => void }) {
  const { hallpass, parts, invites: t } = useWords();
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t.selection}>
      <p role="status">
        <strong>{parts.selected(selection.selected.length)}</strong>
      </p>
      <div className="action-row">
        <Button small needsService icon="copy" onClick={() => onChange('copy')}>
          {t.copyLinks}
        </Button>
        <Button small needsService onClick={() => onChange('resend')}>
          {hallpass.resend}
        </Button>
        <Button small look="danger" onClick={() => onChange('revoke')}>
          {hallpass.revoke}
        </Button>
        <Button small look="quiet" onClick={selection.clear}>
          {parts.clearSelection}
        </Button>
      </div>
    </div>
  );
}

interface TableProps {
  readonly items: readonly Invite[];
  readonly fresh: string | undefined;
  readonly invites: InvitesState;
  readonly selection: Selection<Invite>;
  readonly onCopy: (links: readonly string[]) => Promise<void>;
  readonly onDo: (doing: InviteDoing) => void;
}

function PendingTable({ items, fresh, invites, selection, onCopy, onDo }: TableProps) {
  const [menu] = useState(() => createRowMenu<Invite>());
  const { hallpass, parts, invites: t } = useWords();
  const unavailable = useIsOffline() ? parts.offline : undefined;
  const itemsOf = useCallback(
    (invite: Invite): readonly Item[] => [
      { key: 'edit', label: hallpass.edit, icon: 'pencil', unavailable, run: () => onDo({ what: 'edit', invite }) },
      { key: 'resend', label: hallpass.resend, icon: 'mail', unavailable, run: () => onDo({ what: 'resend', invite }) },
      { key: 'revoke', label: hallpass.revoke, icon: 'trash', danger: true, apart: true, unavailable, run: () => onDo({ what: 'revoke', invite }) },
    ],
    [unavailable, hallpass, onDo],
  );
  return (
    <>
      <LongTable
        items={items}
        keyOf={keyOf}
        label={hallpass.pending}
        columns={[t.invited, hallpass.role, t.sent, t.linkExpires]}
        hasActions="wide"
        selection={{ ...selection, label: t.selectAll }}
      >
        {(invite) => (
          <PendingRow
            key={invite.id}
            invite={invite}
            fresh={invite.id === fresh}
            link={invites.link}
            previewMail={invites.previewMail}
            selected={selection.isSelected(invite.id)}
            onToggle={selection.toggle}
            menu={menu}
            onCopy={onCopy}
          />
        )}
      </LongTable>
      <RowMenu handle={menu} label={(invite) => parts.actionsFor(recipientOf(invite))} items={itemsOf} />
    </>
  );
}

interface RowProps extends Pick<InvitesState, 'link' | 'previewMail'> {
  readonly invite: Invite;
  readonly fresh: boolean;
  readonly selected: boolean;
  readonly onToggle: (id: string) => void;
  readonly menu: RowMenuHandle<Invite>;
  readonly onCopy: (links: readonly string[]) => Promise<void>;
}

const PendingRow = memo(function PendingRow({ invite, fresh, link, previewMail, selected, onToggle, menu, onCopy }: RowProps) {
  const { showError } = useToasts();
  const { hallpass, parts, invites: t } = useWords();
  const recipient = recipientOf(invite);
  const copyLink = useAction(async () => {
    try {
      await onCopy([(await link(invite.id)).link]);
    } catch (error) {
      showError(error);
    }
  });
  return (
    <Row fresh={fresh} selected={selected}>
      <SelectCell label={recipient} selected={selected} onToggle={() => onToggle(invite.id)} />
      <Cell as="main">
        <Invited invite={invite}>
          <PreviewMail invite={invite} previewMail={previewMail} />
        </Invited>
      </Cell>
      <Cell label={hallpass.role}>
        <AccessName role={invite.role} permissions={invite.permissions} />
      </Cell>
      <Cell label={t.sent} as="muted">
        <TimeAndInviter at={invite.createdAt} by={invite.inviter.name} />
      </Cell>
      <Cell label={t.expires} as="muted">
        {invite.expiresAt ? <Time at={invite.expiresAt} /> : parts.never}
      </Cell>
      <Cell as="actions">
        <div className="action-row action-row-end">
          <Button small icon="copy" needsService busy={copyLink.busy} aria-describedby={`invited-${invite.id}`} onClick={() => void copyLink.run()}>
            {hallpass.copyLink}
          </Button>
          <RowMenuButton handle={menu} row={invite} label={parts.actionsFor(recipient)} />
        </div>
      </Cell>
    </Row>
  );
});

const isPast = ({ status }: Invite): boolean => status !== 'pending';

function Past({ account, filter, onFilter }: FilterProps & { account: Account }) {
  const { parts, invites: t } = useWords();
  const every = useInvites({ account: account.id });
  const list = useFiltered(usePolledList(every, EVERY_MS), filter, isPast);
  return (
    <section className="card card-flush" aria-labelledby="past">
      <header className="card-head">
        <h2 id="past" className="unseen">
          {t.pastInvites}
        </h2>
        <Toolbar filter={filter} onFilter={onFilter} />
      </header>
      <LoadedList list={list} texts={parts.invites} empty={<Empty icon="mail" title={filter.q || filter.role ? t.noneMatch : t.nonePast} />} scrolls>
        {(items) => <PastTable invites={items} />}
      </LoadedList>
    </section>
  );
}
