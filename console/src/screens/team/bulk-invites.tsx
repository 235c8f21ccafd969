import type { Account, Invite } from 'hallpass';
import type { InvitesState } from 'hallpass/react';
import { useRef, useState } from 'react';

import { BulkDialog } from '../../ui/bulk-dialog.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import type { Words } from '../../words/en/index.ts';
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

/** What the dialog of each change says. */
const textsOf = ({ invites: t }: Words, count: number) => ({
  copy: { title: t.copyTitle(count), confirm: t.copyLinks, consequences: t.copyConsequences },
  resend: { title: t.bulkResendTitle(count), confirm: t.bulkResend(count), consequences: t.resendConsequences },
  revoke: { title: t.bulkRevokeTitle(count), confirm: t.bulkRevoke(count), consequences: t.revokeConsequences },
});

/** Copies the links of the selected invites, or resends or revokes them, after one confirmation. */
export function BulkInvites({ selected: selectedNow, invites, change, onCopy, onClose, onDone }: Props) {
  const { showToast } = useToasts();
  // The invites of when the dialog opened: one that is answered meanwhile is a row that fails.
  const [selected] = useState(selectedNow);
  const links = useRef(new Map<string, string>());
  const words = useWords();
  const { parts, invites: t } = words;
  const { title, confirm, consequences } = textsOf(words, selected.length)[change];
  const act = async ({ id }: Invite): Promise<void> => {
    if (change === 'revoke') await invites.revoke(id);
    else if (change === 'resend') await invites.resend(id, { rotate: false });
    else links.current.set(id, (await invites.link(id)).link);
  };
  return (
    <BulkDialog
      title={title}
      items={selected}
      keyOf={({ id }) => id}
      nameOf={recipientOf}
      confirmLabel={confirm}
      danger={change === 'revoke'}
      act={act}
      onClose={onClose}
      onDone={(done) => {
        if (change === 'copy') {
          void onCopy(selected.flatMap(({ id }) => links.current.get(id) ?? []));
          return;
        }
        showToast({ text: change === 'revoke' ? t.bulkRevoked(done.length) : t.bulkResent(done.length), icon: 'mail' });
        onDone();
      }}
    >
      <ul className="consequences" aria-label={parts.whatHappens}>
        {consequences.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </BulkDialog>
  );
}
