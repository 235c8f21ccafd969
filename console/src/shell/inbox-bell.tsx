import { useCallback, useEffect, useRef, useState } from 'react';

import { useDismiss } from '../hooks/dismiss.ts';
import { useClientState } from '../hooks/state.tsx';
import { Link, usePath } from '../router.tsx';
import { InboxList } from '../screens/inbox.tsx';
import { Icon } from '../ui/icon.tsx';
import { counted } from '../ui/small.tsx';

/** How the panel came to be open. */
type Open = 'closed' | 'asked' | 'by-itself';

/** The bell: how many invites wait for me. With any, it asks by itself on entry. */
export function InboxBell() {
  const { inboxCount } = useClientState();
  const path = usePath();
  const [open, setOpen] = useState<Open>('closed');
  const around = useRef<HTMLDivElement>(null);
  const before = useRef(0);
  const close = useCallback(() => setOpen('closed'), []);
  useDismiss(around, open === 'asked', close);
  useEffect(() => {
    if (inboxCount > before.current) setOpen((now) => (now === 'closed' ? 'by-itself' : now));
    before.current = inboxCount;
  }, [inboxCount]);
  // The inbox has its own screen, which asks the same.
  const shown = open !== 'closed' && path !== '/inbox';
  const waiting = inboxCount > 0 ? `, ${counted(inboxCount, 'open invite')}` : '';
  return (
    <div className="bell-around" ref={around}>
      <button
        type="button"
        className="button button-quiet button-icon bell"
        aria-label={`Inbox${waiting}`}
        title={`Inbox${waiting}`}
        aria-haspopup="dialog"
        aria-expanded={shown}
        onClick={() => setOpen(open === 'asked' ? 'closed' : 'asked')}
      >
        <Icon name="bell" />
        {inboxCount > 0 && (
          <span className="bell-count" aria-hidden="true">
            {inboxCount > 99 ? '99+' : inboxCount}
          </span>
        )}
      </button>
      {shown && (
        <div className="panel" role="dialog" aria-label="Inbox">
          <div className="panel-head">
            <h2 className="panel-title">{inboxCount > 0 ? 'You are invited' : 'Inbox'}</h2>
            <button
              type="button"
              className="button button-quiet button-icon button-small"
              aria-label="Close the inbox"
              onClick={close}
            >
              <Icon name="close" size={16} />
            </button>
          </div>
          <InboxList onDone={close} />
          <Link className="panel-foot" href="/inbox" onClick={close}>
            Open the inbox
          </Link>
        </div>
      )}
    </div>
  );
}
