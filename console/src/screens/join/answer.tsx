import { HallpassError } from 'hallpass';
import type { Account, AccountRef, VerifiedInvite } from 'hallpass';
import { useEffect, useState } from 'react';

import { client, signOut } from '../../client.ts';
import { useAction } from '../../hooks/action.ts';
import { useLoad } from '../../hooks/load.ts';
import { useClientState } from '../../hooks/state.tsx';
import { useLive } from '../../shell/live.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { OpenTeam } from './ends.tsx';

interface Props {
  readonly invite: VerifiedInvite;
  readonly onJoined: (account: Account) => void;
  readonly onDeclined: () => void;
  /** Told the refusal that says so. */
  readonly onClosed: (error: unknown) => void;
}

const codeOf = (error: unknown): string | undefined => (error instanceof HallpassError ? error.code : undefined);

/** What I, signed in, can do with the invite: answer it, or what stands in the way. */
export function Answer({ invite, onJoined, onDeclined, onClosed }: Props) {
  const { user } = useClientState();
  const { tellMyself } = useLive();
  // Kept from the first paint on: answering clears what is held for the tab.
  const [token] = useState(() => client.pendingInvite.token() ?? '');
  const preview = useLoad(token, () => client.invites.preview({ token }));
  useEffect(() => {
    if (codeOf(preview.error) === 'invite_closed') onClosed(preview.error);
  }, [preview.error, onClosed]);
  const refused = (error: unknown) => {
    if (codeOf(error) === 'invite_closed') onClosed(error);
    throw error;
  };
  const join = useAction(async () => {
    const { account } = await tellMyself(invite.account.id, () => client.invites.accept({ token })).catch(refused);
    client.pendingInvite.clear();
    onJoined(account);
  });
  const decline = useAction(async () => {
    await client.invites.decline({ token }).catch(refused);
    client.pendingInvite.clear();
    onDeclined();
  });

  const error = join.error ?? decline.error ?? preview.error;
  const code = codeOf(error);
  const you = preview.data?.you;
  if (code === 'invite_closed') return null;
  if (you === 'member' || code === 'already_member') return <AlreadyMember account={invite.account} />;
  if (user?.emailVerified === false || code === 'email_unverified') return <Unverified />;
  if (you === 'other' || code === 'wrong_account') {
    return (
      <WrongAccount
        hint={(error instanceof HallpassError ? error.hint : undefined) ?? preview.data?.hint ?? invite.hint}
      />
    );
  }
  if (!preview.data && preview.error === undefined) return <Skeleton lines={1} label="Checking the invite" />;
  return (
    <div className="form">
      {preview.data?.note && <blockquote className="note">{preview.data.note}</blockquote>}
      <Problem error={error} retry={preview.error === undefined ? undefined : () => void preview.reload()} />
      <div className="join-buttons">
        <Button look="primary" busy={join.busy} unavailable={decline.busy} onClick={() => void join.run()}>
          Join team
        </Button>
        <Button busy={decline.busy} unavailable={join.busy} onClick={() => void decline.run()}>
          Decline
        </Button>
      </div>
    </div>
  );
}

function AlreadyMember({ account }: { account: AccountRef }) {
  return (
    <div className="form" role="status">
      <p className="join-state">
        <Icon name="check" />
        You are in {account.name} already.
      </p>
      <OpenTeam account={account} />
    </div>
  );
}

function WrongAccount({ hint }: { hint: string | undefined }) {
  const { user } = useClientState();
  return (
    <section className="form" role="alert">
      <h2 className="join-step">This invite is for another address</h2>
      <p>
        You are signed in as <strong>{user?.email}</strong>. The invite is for{' '}
        <strong>{hint ?? 'somebody else'}</strong>. Nothing has happened to it: it stays open for that address.
      </p>
      <Button look="primary" onClick={() => void signOut()}>
        Sign in with another address
      </Button>
    </section>
  );
}

function Unverified() {
  const { user } = useClientState();
  const verify = useAction(() => client.verifyEmail());
  return (
    <section className="form" role="alert">
      <h2 className="join-step">Verify your e-mail address first</h2>
      <p>
        Nobody has confirmed yet that <strong>{user?.email}</strong> is yours. An invite can be answered from a verified
        address only. It stays open meanwhile.
      </p>
      <Problem error={verify.error} />
      <div className="join-buttons">
        <Button look="primary" busy={verify.busy} onClick={() => void verify.run()}>
          Verify e-mail address
        </Button>
        <Button onClick={() => void signOut()}>Sign in with another address</Button>
      </div>
    </section>
  );
}
