import { Button } from '../ui/button.tsx';
import { Icon, Mark } from '../ui/icon.tsx';

/** Shown while the client loads, or when the service is unreachable. */
export function Splash({ unreachable = false, retry }: { unreachable?: boolean; retry?: () => void }) {
  return (
    <main className="splash">
      <span className={unreachable ? undefined : 'splash-mark'}>
        <Mark size={44} />
      </span>
      {unreachable ? (
        <div className="splash-text" role="alert">
          <h1 className="page-title">You're offline</h1>
          <p className="muted">The service can't be reached. Check your connection.</p>
          <Button look="primary" needsService={false} icon="refresh" onClick={retry}>
            Try again
          </Button>
        </div>
      ) : (
        <p className="unseen" role="status">
          Loading
        </p>
      )}
    </main>
  );
}

/** Warns that the data on the screen can be outdated. */
export function Degraded({ retry }: { retry: () => void }) {
  return (
    <div className="callout callout-warn" role="status">
      <Icon name="alert" />
      <div className="callout-text">
        <p className="callout-title">You're offline</p>
        <p>Showing saved data; changes are paused.</p>
      </div>
      <Button small onClick={retry}>
        Try again
      </Button>
    </div>
  );
}
