import { Popover } from '@base-ui/react/popover';
import { useInbox } from 'hallpass/react';
import { useState } from 'react';

import { Link, usePath } from '../router.tsx';
import { InboxList } from '../screens/inbox.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { formatCount } from '../ui/small.tsx';

/** The inbox button with the number of pending invites, which opens a panel with them. */
export function InboxBell() {
  const inbox = useInbox();
  const [open, setOpen] = useState(false);
  const path = usePath();
  const { count } = inbox;
  const close = () => setOpen(false);
  const label = count > 0 ? `Inbox, ${formatCount(count, 'pending invite')}` : 'Inbox';
  return (
    // The inbox screen shows the same list.
    <Popover.Root open={open && path !== '/inbox'} onOpenChange={setOpen}>
      <Popover.Trigger className="button button-quiet button-icon bell" aria-label={label} title={label}>
        <Icon name="bell" />
        {count > 0 && (
          <span className="bell-count" aria-hidden="true">
            {count > 99 ? '99+' : count}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="positioner" align="end" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className="panel" aria-label="Inbox">
            <div className="panel-head">
              <h2 className="panel-title">{count > 0 ? "You're invited" : 'Inbox'}</h2>
              <Popover.Close render={<IconButton icon="close" label="Close the inbox" small />} />
            </div>
            <InboxList inbox={inbox} onDone={close} />
            <Link className="panel-foot" href="/inbox" onClick={close}>
              Open the inbox
            </Link>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
