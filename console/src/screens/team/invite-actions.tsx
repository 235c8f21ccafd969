import type { Account, Invite } from 'hallpass';
import { useAction } from 'hallpass/react';
import type { InvitesState } from 'hallpass/react';

import { usePolicy } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import { EditInvite } from './edit-invite.tsx';
import { recipientOf } from './link-limits.tsx';

/** The open dialog and its invite. */
export type InviteDoing = { readonly what: 'edit' | 'resend' | 'revoke'; readonly invite: Invite };

interface Props {
  readonly account: Account;
  readonly doing: InviteDoing;
  readonly invites: InvitesState;
  readonly onCopy: (links: readonly string[]) => Promise<void>;
  readonly onClose: () => void;
}

/** The dialog of an action on a pending invite. */
export function InviteActionDialog({ account, doing: { what, invite }, invites, onCopy, onClose }: Props) {
  const policy = usePolicy();
  const done = () => {
    onClose();
    void invites.reload();
  };
  if (what === 'edit') return policy && <EditInvite account={account} policy={policy} invite={invite} onClose={onClose} onDone={done} />;
  if (what === 'revoke') return <Revoke invite={invite} invites={invites} onClose={onClose} onDone={done} />;
  return (
    <Resend
      invite={invite}
      invites={invites}
      onClose={onClose}
      onDone={(link) => {
        done();
        void onCopy([link]);
      }}
    />
  );
}

interface AskProps<T> {
  readonly invite: Invite;
  readonly invites: InvitesState;
  readonly onClose: () => void;
  readonly onDone: (made: T) => void;
}

function Resend({ invite, invites, onClose, onDone }: AskProps<string>) {
  const { hallpass, invites: t } = useWords();
  const resend = useAction(async (rotate: boolean) => {
    const { link } = await invites.resend(invite.id, { rotate });
    onDone(link);
  });
  return (
    <Dialog title={t.resendTitle} onClose={onClose}>
      <p>{t.resendAbout(<strong>{recipientOf(invite)}</strong>)}</p>
      <p className="muted">{t.newLinkAbout}</p>
      <Problem error={resend.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button needsService busy={resend.busy} onClick={() => void resend.run(true)}>
          {hallpass.newLink}
        </Button>
        <Button look="primary" busy={resend.busy} onClick={() => void resend.run(false)}>
          {hallpass.sameLink}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Revoke({ invite, invites, onClose, onDone }: AskProps<void>) {
  const { showToast } = useToasts();
  const { hallpass, invites: t } = useWords();
  const revoke = useAction(async () => {
    await invites.revoke(invite.id);
    showToast({ text: t.wasRevoked(recipientOf(invite)), icon: 'close' });
    onDone();
  });
  return (
    <Dialog title={hallpass.revokeTitle} onClose={onClose}>
      <p>
        {t.revokeAbout(<strong>{recipientOf(invite)}</strong>)} {invite.email && t.canInviteAgain} {invite.uses ? t.joinedStay : ''}
      </p>
      <Problem error={revoke.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button look="danger" busy={revoke.busy} onClick={() => void revoke.run()}>
          {t.revoke}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
