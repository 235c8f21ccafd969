import type { AcceptInvite } from 'hallpass';
import type { InviteFlow } from 'hallpass/react';

import { UNDO_SECONDS, useUndoable } from '../../hooks/undo.ts';
import { useLive } from '../../shell/live.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useWords } from '../../words/language.ts';

/** The Join and Decline buttons. */
export function Answer({ flow, invite }: { flow: InviteFlow; invite: AcceptInvite }) {
  const { withoutToast } = useLive();
  const { hallpass: t } = useWords();
  const { busy, error } = flow.state;
  const decline = useUndoable(flow.decline);
  if (decline.isPending) return <Declining onUndo={decline.undo} />;
  return (
    <div className="form">
      {invite.note && <blockquote className="note">{invite.note}</blockquote>}
      <Problem error={error} />
      <div className="join-buttons">
        <Button
          look="primary"
          busy={busy === 'join'}
          unavailable={busy === 'decline'}
          onClick={() => void withoutToast(invite.account.id, flow.join)}
        >
          {t.join}
        </Button>
        <Button needsService busy={busy === 'decline'} unavailable={busy === 'join'} onClick={decline.start}>
          {t.decline}
        </Button>
      </div>
    </div>
  );
}

function Declining({ onUndo }: { onUndo: () => void }) {
  const { join: t } = useWords();
  return (
    <div className="end">
      <p className="end-text" role="status">
        {t.declined}
      </p>
      <Button autoFocus onClick={onUndo}>
        {t.undo}
      </Button>
      <p className="muted">{t.undoFor(UNDO_SECONDS)}</p>
    </div>
  );
}

/** The invite is for another address than the signed-in user's. */
export function WrongAccount({ flow, email, recipient }: { flow: InviteFlow; email: string; recipient: string | undefined }) {
  const { hallpass, join: t } = useWords();
  return (
    <section className="form" role="alert">
      <h2 className="join-step">{hallpass.wrongAccountTitle}</h2>
      <p>{t.wrongAccount(<strong>{email}</strong>, <strong>{recipient ?? t.someoneElse}</strong>)}</p>
      <Problem error={flow.state.error} />
      <Button look="primary" busy={flow.state.busy === 'switchAccount'} onClick={() => void flow.switchAccount()}>
        {hallpass.signInAsOther}
      </Button>
    </section>
  );
}

/** The signed-in user's address is not verified. */
export function Unverified({ flow, email }: { flow: InviteFlow; email: string }) {
  const { hallpass, join: t } = useWords();
  const { busy, error } = flow.state;
  return (
    <section className="form" role="alert">
      <h2 className="join-step">{hallpass.proofTitle}</h2>
      <p>{t.verifyFirst(<strong>{email}</strong>)}</p>
      <Problem error={error} />
      <div className="join-buttons">
        <Button look="primary" busy={busy === 'verifyEmail'} onClick={() => void flow.verifyEmail()}>
          {hallpass.verify}
        </Button>
        <Button busy={busy === 'switchAccount'} onClick={() => void flow.switchAccount()}>
          {hallpass.signInAsOther}
        </Button>
      </div>
    </section>
  );
}
