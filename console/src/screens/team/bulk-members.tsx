import { REQUIRED } from 'hallpass';
import type { Account, Member } from 'hallpass';
import { useRoles } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { usePolicy } from '../../hooks/state.tsx';
import { BulkDialog } from '../../ui/bulk-dialog.tsx';
import { RolePicker } from '../../ui/role-picker.tsx';
import { formatCount } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';

/** What is done to the selected members. */
export type BulkChange = 'role' | 'suspend' | 'restore' | 'remove';

interface Props {
  readonly account: Account;
  readonly members: readonly Member[];
  readonly change: BulkChange;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const DONE: Readonly<Record<BulkChange, string>> = {
  role: 'changed',
  suspend: 'suspended',
  restore: 'restored',
  remove: 'removed',
};

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
  const count = formatCount(affected.length, 'member');
  const title = { role: `Change the role of ${count}`, suspend: `Suspend ${count}?`, restore: `Restore ${count}?`, remove: `Remove ${count}?` }[change];
  const confirm = { role: 'Change role', suspend: `Suspend ${count}`, restore: `Restore ${count}`, remove: `Remove ${count}` }[change];
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
        showToast({ text: `${formatCount(done.length, 'member')} ${DONE[change]}`, icon: 'person' });
        onDone();
      }}
    >
      {change === 'role' && <RoleChoice role={role} onRole={setRole} />}
      <Consequences change={change} account={account} />
    </BulkDialog>
  );
}

function RoleChoice({ role, onRole }: { role: string; onRole: (role: string) => void }) {
  const policy = usePolicy();
  const roles = useRoles(undefined, REQUIRED.membersManage);
  return policy ? <RolePicker roles={roles} value={role} onRole={onRole} /> : null;
}

function Consequences({ change, account }: { change: BulkChange; account: Account }) {
  const lines = {
    role: ['The new role applies within a minute, without signing in again.', 'Pending invites that they can no longer grant are revoked.'],
    suspend: [
      `They stay members of ${account.name} and keep their role and projects, but lose access immediately.`,
      'Pending invites that only they could grant are revoked.',
      'You can restore them at any time.',
    ],
    restore: [`They get back the access they had in ${account.name}.`, 'Invites that were revoked stay revoked.'],
    remove: [
      `They lose access to ${account.name} immediately, on every device.`,
      'Pending invites to the same emails are revoked, and those that only they could grant.',
      'Resources and the audit log are kept. To come back, they need a new invite.',
    ],
  }[change];
  return (
    <ul className="consequences" aria-label="What happens">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
