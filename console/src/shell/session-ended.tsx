import { useCallback, useEffect, useState } from 'react';

import { client, signOut } from '../client.ts';
import { beginInWindow, endSession, resumeAs } from '../oidc/sign-in.ts';
import type { WindowSignIn } from '../oidc/sign-in.ts';
import type { Tokens } from '../oidc/provider.ts';
import { useSignInStatus } from '../oidc/status.ts';
import { navigate } from '../router.tsx';
import type { Session } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Mark } from '../ui/icon.tsx';
import { Problem } from '../ui/problem.tsx';

/** The size of the window to sign in with. */
const WINDOW = 'popup,width=480,height=720';

/** Asks the person to sign in again when the session has ended, over the page, which stays as it is. */
export function SessionEnded() {
  const status = useSignInStatus();
  return status.kind === 'ended' ? <EndedDialog session={status.session} /> : null;
}

function EndedDialog({ session }: { session: Session }) {
  const { begun, person, error, restart } = useWindowSignIn(session);
  const [opened, setOpened] = useState<'window' | 'blocked'>();
  const open = () => setOpened(begun && window.open(begun.url, '_blank', WINDOW) ? 'window' : 'blocked');
  const leave = () => void signOut();
  if (person) return <OtherPerson session={session} person={person} onAgain={restart} />;
  return (
    <Dialog title="Your session has ended" onClose={() => undefined} closable={false}>
      <div>
        <p>
          Sign in again as <strong>{session.email || session.name || 'the same person'}</strong> to pick up where you left off. Everything on
          this page stays as it is.
        </p>
        <p role="status" className="muted">
          {opened === 'window' && !error && 'Finish signing in in the other window.'}
          {opened === 'blocked' && 'Your browser blocked the window. Allow pop-ups for this site, then try again.'}
        </p>
      </div>
      <Problem error={error} />
      <DialogActions>
        <Button onClick={leave}>Sign out</Button>
        <Button look="primary" needsService={false} busy={!begun && !error} onClick={error ? restart : open}>
          {error ? 'Try again' : 'Sign in again'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Another user has signed in in the window. Nothing on the page is sent in their name. */
function OtherPerson({ session, person, onAgain }: { session: Session; person: Tokens; onAgain: () => void }) {
  const discard = async () => {
    endSession(person);
    await client.identityChanged();
    // The address may name an account of the first person.
    navigate('/', 'replace');
  };
  return (
    <Dialog title="That’s a different account" onClose={() => undefined} closable={false}>
      <p>
        This page belongs to <strong>{session.email || session.name}</strong>, and you signed in as{' '}
        <strong>{person.email || person.name}</strong>. If you switch, you’ll lose what isn’t saved here.
      </p>
      <DialogActions>
        <Button onClick={() => void discard()}>Switch and discard</Button>
        <Button look="primary" needsService={false} onClick={onAgain}>
          Sign in again
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Prepares a sign-in in another window, so that a press opens it at once: browsers block windows that open later. */
function useWindowSignIn(session: Session) {
  const [attempts, setAttempts] = useState(0);
  const [begun, setBegun] = useState<WindowSignIn>();
  const [person, setPerson] = useState<Tokens>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const abort = new AbortController();
    const run = async () => {
      const next = await beginInWindow(session, abort.signal, attempts > 0);
      if (abort.signal.aborted) return;
      setBegun(next);
      const found = await next.person;
      if (abort.signal.aborted) return;
      if (found.subject === session.subject) resumeAs(found);
      else setPerson(found);
    };
    run().catch((cause: unknown) => {
      if (!abort.signal.aborted) setError(cause);
    });
    return () => abort.abort();
  }, [session, attempts]);
  const restart = useCallback(() => {
    setBegun(undefined);
    setPerson(undefined);
    setError(undefined);
    setAttempts((count) => count + 1);
  }, []);
  return { begun, person, error, restart };
}

/** What a window shows that was opened to sign in again, if it cannot close itself. */
export function HandedOver({ failed }: { failed: boolean }) {
  useEffect(() => window.close(), []);
  return (
    <main className="splash">
      <Mark size={44} />
      <div className="splash-text">
        <h1 className="page-title">{failed ? 'You’re not signed in' : 'You’re signed in'}</h1>
        <p className="muted">
          {failed ? 'Close this window. The one you came from says what happened.' : 'You can close this window and go back to where you were.'}
        </p>
      </div>
    </main>
  );
}
