import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { Mark } from '../ui/icon.tsx';
import { useWords } from '../words/language.ts';

/** Shown while the client loads, or when the service is unreachable. */
export function Splash({ unreachable = false, retry }: { unreachable?: boolean; retry?: () => void }) {
  const { hallpass, shell: t } = useWords();
  return (
    <main className="splash">
      <span className={unreachable ? undefined : 'splash-mark'}>
        <Mark size={44} />
      </span>
      {unreachable ? (
        <div className="splash-text" role="alert">
          <h1 className="page-title">{t.offline}</h1>
          <p className="muted">{t.offlineAbout}</p>
          <Button look="primary" needsService={false} icon="refresh" onClick={retry}>
            {hallpass.retry}
          </Button>
        </div>
      ) : (
        <p className="unseen" role="status">
          {hallpass.loading}
        </p>
      )}
    </main>
  );
}

/** Warns that the data on the screen can be outdated. */
export function Degraded({ retry }: { retry: () => void }) {
  const { hallpass, shell: t } = useWords();
  return (
    <Callout
      tone="warn"
      icon="alert"
      role="status"
      title={t.offline}
      action={
        <Button small onClick={retry}>
          {hallpass.retry}
        </Button>
      }
    >
      {t.savedData}
    </Callout>
  );
}
