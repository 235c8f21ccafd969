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
import { useWords } from '../words/language.ts';

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
  const { hallpass, shell: t } = useWords();
  if (person) return <OtherPerson session={session} person={person} onAgain={restart} />;
  return (
    <Dialog title={t.sessionEnded} onClose={() => undefined} closable={false}>
      <div>
        <p>{t.signInAgainAs(<strong>{session.email || session.name || t.samePerson}</strong>)}</p>
        <p role="status" className="muted">
          {opened === 'window' && !error && t.finishInWindow}
          {opened === 'blocked' && t.windowBlocked}
        </p>
      </div>
      <Problem error={error} />
      <DialogActions>
        <Button onClick={leave}>{hallpass.signOut}</Button>
        <Button look="primary" needsService={false} busy={!begun && !error} onClick={error ? restart : open}>
          {error ? hallpass.retry : t.signInAgain}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Another user has signed in in the window. Nothing on the page is sent in their name. */
function OtherPerson({ session, person, onAgain }: { session: Session; person: Tokens; onAgain: () => void }) {
  const { shell: t } = useWords();
  const discard = async () => {
    endSession(person);
    await client.identityChanged();
    // The address may name an account of the first person.
    navigate('/', 'replace');
  };
  return (
    <Dialog title={t.otherPerson} onClose={() => undefined} closable={false}>
      <p>{t.otherPersonAbout(<strong>{session.email || session.name}</strong>, <strong>{person.email || person.name}</strong>)}</p>
      <DialogActions>
        <Button onClick={() => void discard()}>{t.switchAndDiscard}</Button>
        <Button look="primary" needsService={false} onClick={onAgain}>
          {t.signInAgain}
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
  const { shell: t } = useWords();
  useEffect(() => window.close(), []);
  return (
    <main className="splash">
      <Mark size={44} />
      <div className="splash-text">
        <h1 className="page-title">{failed ? t.youAreNotSignedIn : t.youAreSignedIn}</h1>
        <p className="muted">{failed ? t.closeFailedWindow : t.closeWindow}</p>
      </div>
    </main>
  );
}
