import type { Account, Member } from 'hallpass';
import { useAction } from 'hallpass/react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';

/** Removes a member after confirmation. */
export function RemoveMember({
  account,
  member,
  onClose,
  onDone,
}: {
  account: Account;
  member: Member;
  onClose: () => void;
  onDone: () => void;
}) {
  const { showToast } = useToasts();
  const remove = useAction(async () => {
    await client.members.remove(member.user, { account: account.id });
    showToast({ text: `${member.name} was removed from ${account.name}`, icon: 'door' });
    onDone();
  });
  return (
    <Dialog title={`Remove ${member.name}?`} onClose={onClose}>
      <ul className="consequences">
        <li>
          {member.name} loses access to {account.name} immediately, on every device.
        </li>
        <li>Pending invites to the same email are revoked, and those that only {member.name} could grant.</li>
        <li>Resources and the audit log are kept. To come back, {member.name} needs a new invite.</li>
      </ul>
      <Problem error={remove.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={remove.busy} onClick={() => void remove.run()}>
          Remove member
        </Button>
      </DialogActions>
    </Dialog>
  );
}
