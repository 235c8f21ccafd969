import type { AcceptInvite } from 'hallpass';
import type { InviteFlow } from 'hallpass/react';

import { useLive } from '../../shell/live.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';

/** The Join and Decline buttons. */
export function Answer({ flow, invite }: { flow: InviteFlow; invite: AcceptInvite }) {
  const { withoutToast } = useLive();
  const { busy, error } = flow.state;
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
        <Button busy={busy === 'decline'} unavailable={busy === 'join'} onClick={() => void flow.decline()}>
          Decline
        </Button>
      </div>
    </div>
  );
}

/** The invite is for another address than the signed-in user's. */
export function WrongAccount({ flow, email, recipient }: { flow: InviteFlow; email: string; recipient: string | undefined }) {
  return (
    <section className="form" role="alert">
      <h2 className="join-step">This invite is for another address</h2>
      <p>
        You are signed in as <strong>{email}</strong>. The invite is for <strong>{recipient ?? 'someone else'}</strong>.
        Nothing has happened to it: it stays open for that address.
      </p>
      <Problem error={flow.state.error} />
      <Button look="primary" busy={flow.state.busy === 'switchAccount'} onClick={() => void flow.switchAccount()}>
        Sign in with another address
      </Button>
    </section>
  );
}

/** The signed-in user's address is not verified. */
export function Unverified({ flow, email }: { flow: InviteFlow; email: string }) {
  const { busy, error } = flow.state;
  return (
    <section className="form" role="alert">
      <h2 className="join-step">Verify your e-mail address first</h2>
      <p>
        Nobody has confirmed yet that <strong>{email}</strong> is yours. An invite can be answered from a verified
        address only. It stays open meanwhile.
      </p>
      <Problem error={error} />
      <div className="join-buttons">
        <Button look="primary" busy={busy === 'verifyEmail'} onClick={() => void flow.verifyEmail()}>
          Verify e-mail address
        </Button>
        <Button busy={busy === 'switchAccount'} onClick={() => void flow.switchAccount()}>
          Sign in with another address
        </Button>
      </div>
    </section>
  );
}
