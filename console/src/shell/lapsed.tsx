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
import { useLive } from './live.tsx';

/** The screen, or a notice instead of it while the user's membership in the active account is suspended or has ended. */
export function Lapsed({ children }: { children: ReactNode }) {
  const { active } = useClientState();
  if (!active || membershipState(active) === 'active') return children;
  return <Notice key={active.id} account={active} />;
}

function Notice({ account }: { account: Account }) {
  const [leaving, setLeaving] = useState(false);
  const isSuspended = membershipState(account) === 'suspended';
  return (
    <section className="card denied" aria-labelledby="lapsed">
      <span className="empty-icon">
        <Icon name="lock" size={22} />
      </span>
      <h1 id="lapsed" className="card-title">
        {isSuspended ? `Your membership in ${account.name} is suspended` : `Your membership in ${account.name} has ended`}
      </h1>
      <p>
        {isSuspended ? 'You can’t do anything here until it is restored.' : <>It ended <Time at={account.expiresAt ?? ''} />.</>} Your role and
        your access to projects are kept. Ask {account.owner.name}, the owner, if you still need them.
      </p>
      <Button look="danger" onClick={() => setLeaving(true)}>
        Leave team
      </Button>
      {leaving && <LeaveDialog account={account} onClose={() => setLeaving(false)} />}
    </section>
  );
}

function LeaveDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { showToast } = useToasts();
  const { withoutToast } = useLive();
  const { leave } = useLeaveTeam({ onDone: () => showToast({ text: `You left ${account.name}`, icon: 'door' }) });
  return (
    <Dialog title={`Leave ${account.name}?`} onClose={onClose}>
      <p>Your role and your access to projects are gone then. To come back you need a new invite.</p>
      <Problem error={leave.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={leave.busy} onClick={() => void withoutToast(account.id, () => leave.run())}>
          Leave
        </Button>
      </DialogActions>
    </Dialog>
  );
}
