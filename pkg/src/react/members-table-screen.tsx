import { useState } from 'react';
import { localNow } from '../clock.ts';
import type { Account, Member } from '../types.ts';
import { useAction } from './use-action.ts';
import type { MembersState } from './use-lists.ts';
import { Button, Confirm, Field, Listed, partProps } from './parts.tsx';
import { useHallpassContext } from './provider.tsx';
import { AccessPickerScreen } from './access-picker-screen.tsx';
import type { MembersTableState } from './use-members-table.ts';
import { useMemberForm } from './member-form.ts';
import { accessTitle, permissionTitle, useActiveAccount, usePolicy, useUser } from './state.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, MEMBERS_WORDS, type OwnWords } from './words.ts';

const WORDS = { ...INVITE_WORDS, ...MEMBERS_WORDS };

/** From this number of members on, the table has a search field. */
const SEARCH_FROM = 8;

interface ScreenProps {
  readonly state: MembersTableState;
  readonly words: OwnWords | undefined;
}

/** The table of members, with the dialogs that change, suspend and remove one. */
export function MembersTableScreen({ state, words }: ScreenProps) {
  const { t } = useWords(MEMBERS_WORDS, words);
  const { table } = useHallpassContext().components;
  const account = useActiveAccount();
  const [pending, setPending] = useState<PendingAction>();
  const { items, manage, q, setQ } = state;
  const Table = table ?? 'table';
  const close = () => setPending(undefined);
  // After a switch, the dialog of a member of the previous account is gone.
  const dialog = account && pending?.account === account.id ? { member: pending.member, account, members: state, words, onClose: close } : undefined;
  return (
    <>
      {(q || items.length >= SEARCH_FROM) && <Field label={t.search} type="search" value={q} onText={setQ} />}
      <Listed list={state} empty={t.nobody} words={words}>
        {/* On a phone the sheet shows rows as blocks, which would take their roles away. */}
        <Table role="table" aria-label={t.members}>
          <thead role="rowgroup">
            <tr role="row">
              {[t.member, t.role, t.joined].map((head) => (
                <th key={head} role="columnheader" scope="col">
                  {head}
                </th>
              ))}
              {manage && (
                <th role="columnheader" scope="col">
                  {t.actions}
                </th>
              )}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {account && items.map((member) => <Row key={member.user} {...{ member, account, manage, words }} onAction={setPending} />)}
          </tbody>
        </Table>
      </Listed>
      {dialog && pending?.action === 'role' && <ChangeRole {...dialog} />}
      {dialog && pending?.action === 'suspend' && <Suspend {...dialog} />}
      {dialog && pending?.action === 'remove' && <Remove {...dialog} />}
    </>
  );
}

/** An action that waits for its confirmation. */
interface PendingAction {
  readonly action: 'role' | 'suspend' | 'remove';
  readonly member: Member;
  /** The account of which it is a member. */
  readonly account: string;
}

interface RowProps {
  readonly member: Member;
  readonly account: Account;
  readonly words: OwnWords | undefined;
}

function Row({ member, account, manage, words, onAction }: RowProps & { manage: boolean; onAction: (action: PendingAction) => void }) {
  const { t, name, day, list } = useWords(WORDS, words);
  const policy = usePolicy();
  const titles = (member.permissions ?? []).map((permission) => permissionTitle(policy, permission));
  const status = member.suspended ? t.suspended : endText(member, t, day);
  const isSelf = useUser()?.id === member.user;
  const isOwner = account.owner.user === member.user;
  return (
    <tr role="row">
      <td role="cell">
        <bdi>{member.name}</bdi> {(isOwner || isSelf) && <small>{isOwner ? t.owner : t.you}</small>} {member.email && <small>{member.email}</small>}
      </td>
      <td role="cell">
        <span title={list(titles) || undefined}>{accessTitle(policy, member.role, t)}</span> {status && <small>{status}</small>}
      </td>
      <td role="cell" data-label={t.joined}>
        {day(member.joinedAt)}
      </td>
      {manage && (
        <td role="cell" {...partProps('buttons')}>
          {!isOwner && (
            <Button variant="quiet" aria-haspopup="dialog" aria-label={t.changeRoleOf(name(member.name))} onClick={() => onAction({ action: 'role', member, account: account.id })}>
              {t.changeRole}
            </Button>
          )}
          {!isOwner && !isSelf && (
            <Button
              variant="quiet"
              aria-haspopup="dialog"
              aria-label={member.suspended ? t.restoreOne(name(member.name)) : t.suspendOne(name(member.name))}
              onClick={() => onAction({ action: 'suspend', member, account: account.id })}
            >
              {member.suspended ? t.restore : t.suspend}
            </Button>
          )}
          {!isOwner && !isSelf && (
            <Button variant="quiet" aria-haspopup="dialog" aria-label={t.removeOne(name(member.name))} onClick={() => onAction({ action: 'remove', member, account: account.id })}>
              {t.remove}
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}

const endText = ({ expiresAt }: Member, t: typeof MEMBERS_WORDS, day: (at: string) => string): string | undefined => {
  if (expiresAt === undefined) return undefined;
  const end = Date.parse(expiresAt);
  // The day of its last moment: an end at midnight belongs to the day before.
  const last = day(new Date(end - 1).toISOString());
  return end <= localNow() ? t.endedOn(last) : t.endsOn(last);
};

interface DialogProps extends RowProps {
  readonly members: MembersState;
  readonly onClose: () => void;
}

function ChangeRole({ member, account, members, words, onClose }: DialogProps) {
  const { t, name } = useWords(MEMBERS_WORDS, words);
  const isSelf = useUser()?.id === member.user;
  const form = useMemberForm({ member, account: account.id });
  const change = useAction(async () => {
    await members.update(member.user, form.changes, { account: account.id });
    await members.reload();
  });
  return (
    <Confirm title={t.changeRoleOf(name(member.name))} label={t.changeRole} variant="primary" action={change} disabled={Object.keys(form.changes).length === 0} onClose={onClose} words={words}>
      <AccessPickerScreen choice={form.access} value={form.draft} words={words} />
      {!isSelf && <Field label={t.lastDay} about={t.lastDayAbout} type="date" value={form.draft.lastDay} onText={(lastDay) => form.edit({ lastDay })} />}
    </Confirm>
  );
}

function Suspend({ member, account, members, words, onClose }: DialogProps) {
  const { t, name } = useWords(MEMBERS_WORDS, words);
  const suspended = member.suspended === true;
  const change = useAction(async () => {
    await members.update(member.user, { suspended: !suspended }, { account: account.id });
    await members.reload();
  });
  const who = name(member.name);
  return (
    <Confirm
      title={suspended ? t.restoreTitle(who) : t.suspendTitle(who)}
      label={suspended ? t.restore : t.suspend}
      variant={suspended ? 'primary' : 'danger'}
      action={change}
      onClose={onClose}
      words={words}
    >
      <p>{suspended ? t.restoreAbout(who) : t.suspendAbout(who, name(account.name))}</p>
    </Confirm>
  );
}

function Remove({ member, account, members, words, onClose }: DialogProps) {
  const { t, name } = useWords(MEMBERS_WORDS, words);
  const remove = useAction(async () => {
    await members.remove(member.user, { account: account.id });
    await members.reload();
  });
  return (
    <Confirm title={t.removeTitle(name(member.name))} label={t.remove} action={remove} onClose={onClose} words={words}>
      <p>{t.removeAbout(name(member.name), name(account.name))}</p>
    </Confirm>
  );
}
