import { Popover } from '@base-ui/react/popover';
import { useInbox } from 'hallpass/react';
import { useState } from 'react';

import { Link, usePath } from '../router.tsx';
import { InboxList } from '../screens/inbox.tsx';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWords } from '../words/language.ts';

/** The inbox button with the number of pending invites, which opens a panel with them. */
export function InboxBell() {
  const inbox = useInbox();
  const [open, setOpen] = useState(false);
  const path = usePath();
  const { count } = inbox;
  const { hallpass: t, shell } = useWords();
  const close = () => setOpen(false);
  const label = count > 0 ? t.inboxWith(count) : t.inbox;
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
          <Popover.Popup className="panel" aria-label={t.inbox}>
            <div className="panel-head">
              <h2 className="panel-title">{count > 0 ? t.youAreInvited : t.inbox}</h2>
              <Popover.Close render={<IconButton icon="close" label={t.closeInbox} small />} />
            </div>
            <InboxList inbox={inbox} onDone={close} />
            <Link className="panel-foot" href="/inbox" onClick={close}>
              {shell.openInbox}
            </Link>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
