import type { AcceptInvite } from 'hallpass';
import type { InviteFlow } from 'hallpass/react';

import { UNDO_SECONDS, useUndoable } from '../../hooks/undo.ts';
import { useLive } from '../../shell/live.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';

/** The Join and Decline buttons. */
export function Answer({ flow, invite }: { flow: InviteFlow; invite: AcceptInvite }) {
  const { withoutToast } = useLive();
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
          Join team
        </Button>
        <Button needsService busy={busy === 'decline'} unavailable={busy === 'join'} onClick={decline.start}>
          Decline
        </Button>
      </div>
    </div>
  );
}

function Declining({ onUndo }: { onUndo: () => void }) {
  return (
    <div className="end">
      <p className="end-text" role="status">
        You declined the invite.
      </p>
      <Button autoFocus onClick={onUndo}>
        Undo
      </Button>
      <p className="muted">You can undo this for {UNDO_SECONDS} seconds.</p>
    </div>
  );
}

/** The invite is for another address than the signed-in user's. */
export function WrongAccount({ flow, email, recipient }: { flow: InviteFlow; email: string; recipient: string | undefined }) {
  return (
    <section className="form" role="alert">
      <h2 className="join-step">This invite is for a different email</h2>
      <p>
        You're signed in as <strong>{email}</strong>. The invite is for <strong>{recipient ?? 'someone else'}</strong>.
        It's still waiting for them.
      </p>
      <Problem error={flow.state.error} />
      <Button look="primary" busy={flow.state.busy === 'switchAccount'} onClick={() => void flow.switchAccount()}>
        Sign in with another email
      </Button>
    </section>
  );
}

/** The signed-in user's address is not verified. */
export function Unverified({ flow, email }: { flow: InviteFlow; email: string }) {
  const { busy, error } = flow.state;
  return (
    <section className="form" role="alert">
      <h2 className="join-step">Verify your email first</h2>
      <p>
        Verify <strong>{email}</strong> to accept this invite. Your invite will still be here.
      </p>
      <Problem error={error} />
      <div className="join-buttons">
        <Button look="primary" busy={busy === 'verifyEmail'} onClick={() => void flow.verifyEmail()}>
          Verify email
        </Button>
        <Button busy={busy === 'switchAccount'} onClick={() => void flow.switchAccount()}>
          Sign in with another email
        </Button>
      </div>
    </section>
  );
}
