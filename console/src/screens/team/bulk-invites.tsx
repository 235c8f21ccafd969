import type { Account, Invite } from 'hallpass';
import type { InvitesState } from 'hallpass/react';
import { useRef, useState } from 'react';

import { BulkDialog } from '../../ui/bulk-dialog.tsx';
import { formatCount } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { recipientOf } from './link-limits.tsx';

/** What is done to the selected invites. */
export type BulkInviteChange = 'copy' | 'resend' | 'revoke';

interface Props {
  readonly account: Account;
  readonly selected: readonly Invite[];
  readonly invites: InvitesState;
  readonly change: BulkInviteChange;
  readonly onCopy: (links: readonly string[]) => Promise<void>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const ABOUT: Readonly<Record<BulkInviteChange, readonly string[]>> = {
  copy: ['Every link is copied, one per line, in the order above.', 'You must be able to grant the role of each invite.'],
  resend: [
    'You become the person who invited them. The links stay the same.',
    'Where your service sends email, each gets their invite again.',
  ],
  revoke: ['Their links stop working immediately.', 'People who already joined stay. You can invite the same emails again.'],
};

/** Copies the links of the selected invites, or resends or revokes them, after one confirmation. */
export function BulkInvites({ selected: selectedNow, invites, change, onCopy, onClose, onDone }: Props) {
  const { showToast } = useToasts();
  // The invites of when the dialog opened: one that is answered meanwhile is a row that fails.
  const [selected] = useState(selectedNow);
  const links = useRef(new Map<string, string>());
  const count = formatCount(selected.length, 'invite');
  const act = async ({ id }: Invite): Promise<void> => {
    if (change === 'revoke') await invites.revoke(id);
    else if (change === 'resend') await invites.resend(id, { rotate: false });
    else links.current.set(id, (await invites.link(id)).link);
  };
  return (
    <BulkDialog
      title={{ copy: `Copy ${formatCount(selected.length, 'link')}`, resend: `Resend ${count}?`, revoke: `Revoke ${count}?` }[change]}
      items={selected}
      keyOf={({ id }) => id}
      nameOf={recipientOf}
      confirmLabel={{ copy: 'Copy links', resend: `Resend ${count}`, revoke: `Revoke ${count}` }[change]}
      danger={change === 'revoke'}
      act={act}
      onClose={onClose}
      onDone={(done) => {
        if (change === 'copy') {
          void onCopy(selected.flatMap(({ id }) => links.current.get(id) ?? []));
          return;
        }
        showToast({ text: `${formatCount(done.length, 'invite')} ${change === 'revoke' ? 'revoked' : 'resent'}`, icon: 'mail' });
        onDone();
      }}
    >
      <ul className="consequences" aria-label="What happens">
        {ABOUT[change].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </BulkDialog>
  );
}
