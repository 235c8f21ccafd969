import type { AcceptState } from 'hallpass';
import { useInvite } from 'hallpass/react';
import type { InviteFlow } from 'hallpass/react';
import type { ReactNode } from 'react';

import { signOut } from '../../client.ts';
import { useClientState } from '../../hooks/state.tsx';
import { useTitle } from '../../hooks/title.ts';
import { ThemeButton } from '../../shell/theme.tsx';
import { Button } from '../../ui/button.tsx';
import { Mark } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { useWords } from '../../words/language.ts';
import { SignInForm } from '../sign-in.tsx';
import { Answer, Unverified, WrongAccount } from './answer.tsx';
import { AlreadyMember, Closed, Declined, Joined, NoInvite } from './ends.tsx';
import { InviteFacts, recipientOf } from './facts.tsx';

/** The page that invite links lead to. */
export function JoinScreen() {
  const { join: t } = useWords();
  useTitle(t.title);
  const flow = useInvite();
  return (
    <div className="gateway">
      <header className="gateway-corner">
        <Who />
        <ThemeButton />
      </header>
      <main className="gateway-main">
        <div className="gateway-brand">
          <Mark size={40} />
          <span>Hallpass</span>
        </div>
        <section className="card gateway-card join-card">
          <Step flow={flow} state={flow.state} />
        </section>
      </main>
    </div>
  );
}

function Who() {
  const { user } = useClientState();
  const { hallpass, shell } = useWords();
  if (!user) return null;
  return (
    <p className="gateway-who">
      <span className="gateway-who-text">{shell.signedInAs(user.email)}</span>
      <Button look="link" small onClick={() => void signOut()}>
        {hallpass.signOut}
      </Button>
    </p>
  );
}

/** Renders one screen per step of the accept flow. */
function Step({ flow, state }: { flow: InviteFlow; state: AcceptState }) {
  switch (state.step) {
    case 'preview':
      return <Checking state={state} />;
    case 'needs_sign_in':
      return (
        <Offer state={state}>
          <SignIn recipient={state.invite && recipientOf(state.invite)} />
        </Offer>
      );
    case 'wrong_account':
      return (
        <Offer state={state}>
          <WrongAccount flow={flow} email={state.email} recipient={recipientOf({ ...state.invite, ...(state.hint && { hint: state.hint }) })} />
        </Offer>
      );
    case 'needs_email_proof':
      return (
        <Offer state={state}>
          <Unverified flow={flow} email={state.email} />
        </Offer>
      );
    case 'ready':
      return (
        <Offer state={state}>
          <Answer flow={flow} invite={state.invite} />
        </Offer>
      );
    case 'already_member':
      return <AlreadyMember flow={flow} account={state.account} />;
    case 'joined':
      return <Joined flow={flow} account={state.account} />;
    case 'declined':
      return <Declined invite={state.invite} open={state.open} />;
    case 'closed':
      return <Closed why={state.why} requestId={state.requestId} />;
    case 'failed':
      return <Problem error={state.error} retry={() => void flow.retry()} />;
    case 'none':
      return <NoInvite />;
  }
}

function Checking({ state }: { state: Extract<AcceptState, { step: 'preview' }> }) {
  const { hallpass } = useWords();
  return (
    <Offer state={state}>
      <Skeleton lines={state.invite ? 2 : 5} label={hallpass.checkingInvite} />
    </Offer>
  );
}

/** The invite's facts, above the actions of the current step. */
function Offer({ state, children }: { state: AcceptState; children: ReactNode }) {
  const invite = 'invite' in state ? state.invite : undefined;
  return (
    <>
      {invite && <InviteFacts invite={invite} />}
      <div className="join-answer">{children}</div>
    </>
  );
}

function SignIn({ recipient }: { recipient: string | undefined }) {
  const { join: t } = useWords();
  return (
    <section aria-labelledby="join-sign-in">
      {recipient ? (
        <h2 id="join-sign-in" className="join-step">
          {t.signInToAccept}
        </h2>
      ) : (
        <h1 id="join-sign-in" className="page-title">
          {t.signInToKnow}
        </h1>
      )}
      <p className="muted">{recipient ? t.useEmail(<strong>{recipient}</strong>) : t.signInToKnowAbout}</p>
      <SignInForm />
    </section>
  );
}
