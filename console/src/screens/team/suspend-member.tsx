import type { Account, Member } from 'hallpass';
import { useAction, useHallpass } from 'hallpass/react';

import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';

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
  const { hallpass, members: t } = useWords();
  const { name } = member;
  const suspended = member.suspended === true;
  const change = useAction(async () => {
    await client.members.update(member.user, { suspended: !suspended }, { account: account.id });
    showToast({ text: suspended ? t.wasRestored(name) : t.wasSuspended(name), icon: 'person' });
    onDone();
  });
  return (
    <Dialog title={suspended ? hallpass.restoreTitle(name) : hallpass.suspendTitle(name)} onClose={onClose}>
      {suspended ? (
        <p>{t.restoreAbout(name, account.name)}</p>
      ) : (
        <ul className="consequences">
          {t.suspendConsequences(name, account.name).map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      <Problem error={change.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button look={suspended ? 'primary' : 'danger'} busy={change.busy} onClick={() => void change.run()}>
          {suspended ? t.restore : t.suspend}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
