import type { Account, Member } from 'hallpass';
import { useAction } from 'hallpass/react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';

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
  const { hallpass, members: t } = useWords();
  const remove = useAction(async () => {
    await client.members.remove(member.user, { account: account.id });
    showToast({ text: t.wasRemoved(member.name, account.name), icon: 'door' });
    onDone();
  });
  return (
    <Dialog title={hallpass.removeTitle(member.name)} onClose={onClose}>
      <ul className="consequences">
        {t.removeConsequences(member.name, account.name).map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <Problem error={remove.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button look="danger" busy={remove.busy} onClick={() => void remove.run()}>
          {t.remove}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
