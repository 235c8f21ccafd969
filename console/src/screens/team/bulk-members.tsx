import { REQUIRED } from 'hallpass';
import type { Account, Member } from 'hallpass';
import { useRoles } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { usePolicy } from '../../hooks/state.tsx';
import { BulkDialog } from '../../ui/bulk-dialog.tsx';
import { RolePicker } from '../../ui/role-picker.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import type { Words } from '../../words/en/index.ts';

/** What is done to the selected members. */
export type BulkChange = 'role' | 'suspend' | 'restore' | 'remove';

interface Props {
  readonly account: Account;
  readonly members: readonly Member[];
  readonly change: BulkChange;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What the dialog of each change says. */
const textsOf = ({ hallpass, members: t }: Words, team: string, count: number) => ({
  role: { title: t.bulkRoleTitle(count), confirm: hallpass.changeRole, done: t.bulkRoleDone, consequences: t.bulkRoleConsequences },
  suspend: { title: t.bulkSuspendTitle(count), confirm: t.bulkSuspend(count), done: t.bulkSuspended, consequences: t.bulkSuspendConsequences(team) },
  restore: { title: t.bulkRestoreTitle(count), confirm: t.bulkRestore(count), done: t.bulkRestored, consequences: t.bulkRestoreConsequences(team) },
  remove: { title: t.bulkRemoveTitle(count), confirm: t.bulkRemove(count), done: t.bulkRemoved, consequences: t.bulkRemoveConsequences(team) },
});

/** Changes the role of the selected members, or suspends, restores or removes them, after one confirmation. */
export function BulkMembers({ account, members, change, onClose, onDone }: Props) {
  const { showToast } = useToasts();
  const [role, setRole] = useState('');
  // The members of when the dialog opened: one who leaves meanwhile is a row that fails.
  const [affected] = useState(() => members.filter(({ suspended }) => (change === 'suspend' ? !suspended : change === 'restore' ? suspended : true)));
  const where = { account: account.id };
  const act = ({ user }: Member): Promise<unknown> => {
    if (change === 'remove') return client.members.remove(user, where);
    if (change === 'role') return client.members.update(user, { role }, where);
    return client.members.update(user, { suspended: change === 'suspend' }, where);
  };
  const words = useWords();
  const { title, confirm, done: doneText, consequences } = textsOf(words, account.name, affected.length)[change];
  return (
    <BulkDialog
      title={title}
      items={affected}
      keyOf={({ user }) => user}
      nameOf={({ name }) => name}
      confirmLabel={confirm}
      danger={change === 'remove' || change === 'suspend'}
      unavailable={change === 'role' && role === ''}
      act={act}
      onClose={onClose}
      onDone={(done) => {
        showToast({ text: doneText(done.length), icon: 'person' });
        onDone();
      }}
    >
      {change === 'role' && <RoleChoice role={role} onRole={setRole} />}
      <ul className="consequences" aria-label={words.parts.whatHappens}>
        {consequences.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </BulkDialog>
  );
}

function RoleChoice({ role, onRole }: { role: string; onRole: (role: string) => void }) {
  const policy = usePolicy();
  const roles = useRoles(undefined, REQUIRED.membersManage);
  return policy ? <RolePicker roles={roles} value={role} onRole={onRole} /> : null;
}
