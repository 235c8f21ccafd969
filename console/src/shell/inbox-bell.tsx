import { useInboxBell } from 'hallpass/react';

import { Link, usePath } from '../router.tsx';
import { InboxList } from '../screens/inbox.tsx';
import { Icon } from '../ui/icon.tsx';
import { formatCount } from '../ui/small.tsx';

/** The inbox button with the number of open invites. Its panel opens automatically if there are any. */
export function InboxBell() {
  const { count, open, setOpen, around, ...inbox } = useInboxBell();
  const path = usePath();
  const close = () => setOpen(false);
  // The inbox screen shows the same list.
  const shown = open && path !== '/inbox';
  const waiting = count > 0 ? `, ${formatCount(count, 'open invite')}` : '';
  return (
    <div className="bell-around" ref={around}>
      <button
        type="button"
        className="button button-quiet button-icon bell"
        aria-label={`Inbox${waiting}`}
        title={`Inbox${waiting}`}
        aria-haspopup="dialog"
        aria-expanded={shown}
        onClick={() => setOpen(!open)}
      >
        <Icon name="bell" />
        {count > 0 && (
          <span className="bell-count" aria-hidden="true">
            {count > 99 ? '99+' : count}
          </span>
        )}
      </button>
      {shown && (
        <div className="panel" role="dialog" aria-label="Inbox">
          <div className="panel-head">
            <h2 className="panel-title">{count > 0 ? 'You are invited' : 'Inbox'}</h2>
            <button
              type="button"
              className="button button-quiet button-icon button-small"
              aria-label="Close the inbox"
              onClick={close}
            >
              <Icon name="close" size={16} />
            </button>
          </div>
          <InboxList inbox={{ ...inbox, count }} onDone={close} />
          <Link className="panel-foot" href="/inbox" onClick={close}>
            Open the inbox
          </Link>
        </div>
      )}
    </div>
  );
}
