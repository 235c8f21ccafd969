import type { Account, Invite } from 'hallpass';
import { useAction } from 'hallpass/react';
import type { InvitesState } from 'hallpass/react';
import { useRef, useState } from 'react';

import { usePolicy } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { EditInvite } from './edit-invite.tsx';
import { recipientOf } from './link-limits.tsx';

type Open =
  | { readonly what: 'edit' | 'resend' | 'revoke' }
  | { readonly what: 'link'; readonly link: string };

/** The actions on a pending invite. */
export function InviteActions({ account, invite, invites }: { account: Account; invite: Invite; invites: InvitesState }) {
  const policy = usePolicy();
  const [open, setOpen] = useState<Open>();
  const { showToast, showError } = useToasts();
  const close = () => setOpen(undefined);
  const copy = async (link: string) => {
    try {
      await navigator.clipboard.writeText(link);
      showToast({ text: 'Link copied', icon: 'copy' });
    } catch {
      // If the browser denies clipboard access, the link is shown for manual copying.
      setOpen({ what: 'link', link });
    }
  };
  const copyLink = useAction(async () => {
    try {
      await copy((await invites.link(invite.id)).link);
    } catch (error) {
      showError(error);
    }
  });
  const about = `invited-${invite.id}`;
  return (
    <div className="action-row action-row-end">
      <Button small icon="copy" busy={copyLink.busy} aria-describedby={about} onClick={() => void copyLink.run()}>
        Copy link
      </Button>
      <Button
        small
        look="quiet"
        aria-describedby={about}
        aria-haspopup="dialog"
        onClick={() => setOpen({ what: 'edit' })}
      >
        Edit
      </Button>
      <Button
        small
        look="quiet"
        aria-describedby={about}
        aria-haspopup="dialog"
        onClick={() => setOpen({ what: 'resend' })}
      >
        Resend
      </Button>
      <Button
        small
        look="quiet"
        aria-describedby={about}
        aria-haspopup="dialog"
        onClick={() => setOpen({ what: 'revoke' })}
      >
        Revoke
      </Button>
      {open?.what === 'edit' && policy && (
        <EditInvite
          account={account}
          policy={policy}
          invite={invite}
          onClose={close}
          onDone={() => {
            close();
            void invites.reload();
          }}
        />
      )}
      {open?.what === 'resend' && (
        <Resend
          invite={invite}
          invites={invites}
          onClose={close}
          onDone={(link) => {
            close();
            void invites.reload();
            void copy(link);
          }}
        />
      )}
      {open?.what === 'revoke' && (
        <Revoke
          invite={invite}
          invites={invites}
          onClose={close}
          onDone={() => {
            close();
            void invites.reload();
          }}
        />
      )}
      {open?.what === 'link' && <CopyByHand link={open.link} onClose={close} />}
    </div>
  );
}

interface AskProps<T> {
  readonly invite: Invite;
  readonly invites: InvitesState;
  readonly onClose: () => void;
  readonly onDone: (made: T) => void;
}

function Resend({ invite, invites, onClose, onDone }: AskProps<string>) {
  const resend = useAction(async (rotate: boolean) => {
    const { link } = await invites.resend(invite.id, { rotate });
    onDone(link);
  });
  return (
    <Dialog title="Resend this invite" onClose={onClose}>
      <p>
        The invite for <strong>{recipientOf(invite)}</strong> is yours from now on, and its link is copied for you to pass on.
      </p>
      <p className="muted">Take a new link if the old one went to the wrong place: the old one then stops working.</p>
      <Problem error={resend.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button busy={resend.busy} onClick={() => void resend.run(true)}>
          New link
        </Button>
        <Button look="primary" busy={resend.busy} onClick={() => void resend.run(false)}>
          Same link
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Revoke({ invite, invites, onClose, onDone }: AskProps<void>) {
  const { showToast } = useToasts();
  const revoke = useAction(async () => {
    await invites.revoke(invite.id);
    showToast({ text: `The invite for ${recipientOf(invite)} is revoked`, icon: 'close' });
    onDone();
  });
  return (
    <Dialog title="Revoke this invite?" onClose={onClose}>
      <p>
        The link for <strong>{recipientOf(invite)}</strong> stops working at once. {invite.email && 'You can invite the same address again.'}{invite.uses ? ' Who joined by it stays.' : ''}
      </p>
      <Problem error={revoke.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={revoke.busy} onClick={() => void revoke.run()}>
          Revoke invite
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function CopyByHand({ link, onClose }: { link: string; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog title="Invite link" onClose={onClose}>
      <p className="muted">Your browser does not let this page copy. Copy the link by hand.</p>
      <input
        ref={input}
        className="input"
        aria-label="Invite link"
        readOnly
        value={link}
        onFocus={() => input.current?.select()}
      />
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
