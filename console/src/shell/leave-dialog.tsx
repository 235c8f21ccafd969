import type { Account } from 'hallpass';
import { useLeaveTeam } from 'hallpass/react';

import { client } from '../client.ts';
import { switchedTo } from '../hooks/state.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useWords } from '../words/language.ts';
import { useLive } from './live.tsx';

interface Props {
  readonly account: Account;
  /** What is lost. */
  readonly about: string;
  readonly onClose: () => void;
}

/** Leaves a team after confirmation. */
export function LeaveDialog({ account, about, onClose }: Props) {
  const { showToast } = useToasts();
  const { withoutToast } = useLive();
  const { hallpass, shell: t } = useWords();
  const { leave } = useLeaveTeam({
    onDone: () => {
      const { active } = client.state;
      showToast({ text: t.youLeft(account.name), detail: active && switchedTo(active, t), icon: 'door' });
    },
  });
  return (
    <Dialog title={hallpass.leaveTitle(account.name)} onClose={onClose}>
      <p>{about}</p>
      <Problem error={leave.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button look="danger" busy={leave.busy} onClick={() => void withoutToast(account.id, () => leave.run())}>
          {t.leave}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
