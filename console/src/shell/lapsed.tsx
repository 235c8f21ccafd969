import type { Account } from 'hallpass';
import { useLeaveTeam } from 'hallpass/react';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { membershipState, useClientState } from '../hooks/state.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Problem } from '../ui/problem.tsx';
import { Time } from '../ui/small.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useWords } from '../words/language.ts';
import { useLive } from './live.tsx';

/** The screen, or a notice instead of it while the user's membership in the active account is suspended or has ended. */
export function Lapsed({ children }: { children: ReactNode }) {
  const { active } = useClientState();
  if (!active || membershipState(active) === 'active') return children;
  return <Notice key={active.id} account={active} />;
}

function Notice({ account }: { account: Account }) {
  const [leaving, setLeaving] = useState(false);
  const { hallpass, shell: t } = useWords();
  const isSuspended = membershipState(account) === 'suspended';
  return (
    <section className="card denied" aria-labelledby="lapsed">
      <span className="empty-icon">
        <Icon name="lock" size={22} />
      </span>
      <h1 id="lapsed" className="card-title">
        {isSuspended ? t.membershipSuspended(account.name) : t.membershipEnded(account.name)}
      </h1>
      <p>
        {isSuspended ? t.suspendedAbout(account.owner.name) : t.endedAbout(<Time at={account.expiresAt ?? ''} />, account.owner.name)}
      </p>
      <Button look="danger" onClick={() => setLeaving(true)}>
        {hallpass.leave}
      </Button>
      {leaving && <LeaveDialog account={account} onClose={() => setLeaving(false)} />}
    </section>
  );
}

function LeaveDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { showToast } = useToasts();
  const { withoutToast } = useLive();
  const { hallpass, shell: t } = useWords();
  const { leave } = useLeaveTeam({ onDone: () => showToast({ text: t.youLeft(account.name), icon: 'door' }) });
  return (
    <Dialog title={hallpass.leaveTitle(account.name)} onClose={onClose}>
      <p>{t.leaveAbout}</p>
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
