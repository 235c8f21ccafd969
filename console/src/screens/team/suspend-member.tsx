import type { Account, Member } from 'hallpass';
import { useAction, useHallpass } from 'hallpass/react';

import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';

interface Props {
  readonly account: Account;
  readonly member: Member;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Suspends a member, or restores one who is suspended, after confirmation. */
export function SuspendMember({ account, member, onClose, onDone }: Props) {
  const client = useHallpass();
  const { showToast } = useToasts();
  const { name } = member;
  const suspended = member.suspended === true;
  const change = useAction(async () => {
    await client.members.update(member.user, { suspended: !suspended }, { account: account.id });
    showToast({ text: suspended ? `${name} was restored` : `${name} was suspended`, icon: 'person' });
    onDone();
  });
  return (
    <Dialog title={suspended ? `Restore ${name}?` : `Suspend ${name}?`} onClose={onClose}>
      {suspended ? (
        <p>
          {name} gets back the access they had in {account.name}. Invites that were revoked stay revoked.
        </p>
      ) : (
        <ul className="consequences">
          <li>
            {name} stays a member of {account.name} and keeps their role and projects, but loses access immediately.
          </li>
          <li>Pending invites that only {name} could grant are revoked.</li>
          <li>You can restore {name} at any time.</li>
        </ul>
      )}
      <Problem error={change.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look={suspended ? 'primary' : 'danger'} busy={change.busy} onClick={() => void change.run()}>
          {suspended ? 'Restore member' : 'Suspend member'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
