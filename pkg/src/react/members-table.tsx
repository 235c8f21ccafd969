import { useDeferredValue, useState } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Account, Member } from '../types.ts';
import { useAction } from './action.ts';
import { useCan } from './gates.ts';
import { type MembersState, useMembers } from './lists.ts';
import { Button, Confirm, Field, Listed, part, type Ready, root } from './parts.tsx';
import { RolePicker, useRoles } from './roles.tsx';
import { roleOf, useActiveAccount, usePolicy, useUser } from './state.ts';
import { MEMBERS_WORDS, type OwnWords, useWords } from './words.ts';

/** The table without its markup. */
export interface MembersTableState extends MembersState {
  /** What is searched for, at once; the list follows. */
  readonly q: string;
  readonly setQ: (q: string) => void;
  /** Whether my role manages members. */
  readonly manage: boolean;
}

/** The members of the active account, a search in them, and whether I manage them. */
export const useMembersTable = (): MembersTableState => {
  const [q, setQ] = useState('');
  const asked = useDeferredValue(q.trim());
  const members = useMembers({ q: asked || undefined });
  return { ...members, q, setQ, manage: useCan(REQUIRED.membersManage) };
};

/** From this size on a team is searched rather than read. */
const SEARCHED_FROM = 8;

/** Who is in the team; for those who may, with another role and Remove. */
export function MembersTable({ className, words, children }: Ready<MembersTableState>) {
  const { say } = useWords(MEMBERS_WORDS, words);
  const state = useMembersTable();
  const account = useActiveAccount();
  const [doing, setDoing] = useState<Doing>();
  if (children) return children(state);
  const { items, manage, q, setQ } = state;
  const close = () => setDoing(undefined);
  // After a switch nobody is asked about a member of the account before.
  const dialog = account && doing?.account === account.id ? { member: doing.member, account, members: state, words, onClose: close } : undefined;
  return (
    <section {...root('members-table', className)} aria-label={say.members}>
      {(q || items.length >= SEARCHED_FROM) && <Field label={say.search} type="search" value={q} onText={setQ} />}
      <Listed list={state} empty={say.nobody} words={words}>
        <table aria-label={say.members}>
          <thead>
            <tr>
              {[say.member, say.role, say.joined].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              {manage && <th scope="col">{say.actions}</th>}
            </tr>
          </thead>
          <tbody>
            {account && items.map((member) => <Row key={member.user} {...{ member, account, manage, words }} onDo={setDoing} />)}
          </tbody>
        </table>
      </Listed>
      {dialog && doing?.what === 'role' && <ChangeRole {...dialog} />}
      {dialog && doing?.what === 'remove' && <Remove {...dialog} />}
    </section>
  );
}

interface Doing {
  readonly what: 'role' | 'remove';
  readonly member: Member;
  /** The account of which it is a member. */
  readonly account: string;
}

interface RowProps {
  readonly member: Member;
  readonly account: Account;
  readonly words: OwnWords | undefined;
}

function Row({ member, account, manage, words, onDo }: RowProps & { manage: boolean; onDo: (doing: Doing) => void }) {
  const { say, name, day } = useWords(MEMBERS_WORDS, words);
  const policy = usePolicy();
  const me = useUser()?.id === member.user;
  const owner = account.owner.user === member.user;
  return (
    <tr>
      <td>
        <bdi>{member.name}</bdi> {(owner || me) && <small>{owner ? say.owner : say.you}</small>} {member.email && <small>{member.email}</small>}
      </td>
      <td>{roleOf(policy, member.role).title}</td>
      <td>{day(member.joinedAt)}</td>
      {manage && (
        <td {...part('buttons')}>
          {!owner && (
            <Button look="quiet" aria-haspopup="dialog" aria-label={say.changeRoleOf(name(member.name))} onClick={() => onDo({ what: 'role', member, account: account.id })}>
              {say.changeRole}
            </Button>
          )}
          {!owner && !me && (
            <Button look="quiet" aria-haspopup="dialog" aria-label={say.removeOne(name(member.name))} onClick={() => onDo({ what: 'remove', member, account: account.id })}>
              {say.remove}
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}

interface DoProps extends RowProps {
  readonly members: MembersState;
  readonly onClose: () => void;
}

function ChangeRole({ member, account, members, words, onClose }: DoProps) {
  const { say, name } = useWords(MEMBERS_WORDS, words);
  const roles = useRoles(account.id, REQUIRED.membersManage);
  const [role, setRole] = useState(member.role);
  const change = useAction(async () => {
    await members.setRole(member.user, role, { account: account.id });
    await members.reload();
  });
  return (
    <Confirm title={say.changeRoleOf(name(member.name))} label={say.changeRole} look="primary" action={change} off={role === member.role} onClose={onClose} words={words}>
      <RolePicker roles={roles} value={role} onRole={setRole} words={words} />
    </Confirm>
  );
}

function Remove({ member, account, members, words, onClose }: DoProps) {
  const { say, name } = useWords(MEMBERS_WORDS, words);
  const remove = useAction(async () => {
    await members.remove(member.user, { account: account.id });
    await members.reload();
  });
  return (
    <Confirm title={say.removeTitle(name(member.name))} label={say.remove} action={remove} onClose={onClose} words={words}>
      <p>{say.removeAbout(name(member.name), name(account.name))}</p>
    </Confirm>
  );
}
