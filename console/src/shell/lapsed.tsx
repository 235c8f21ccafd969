import type { Account } from 'hallpass';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { membershipState, useClientState } from '../hooks/state.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/small.tsx';
import { useWords } from '../words/language.ts';
import { LeaveDialog } from './leave-dialog.tsx';

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
      {leaving && <LeaveDialog account={account} about={t.leaveAbout} onClose={() => setLeaving(false)} />}
    </section>
  );
}
